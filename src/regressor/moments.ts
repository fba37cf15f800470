/** Values less their mean. */
export function centred(values: Float64Array): Float64Array {
  const mean = meanOfValues(values);
  return values.map((value) => value - mean);
}

export function meanOfValues(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Mean squared distance from the mean. */
export function spreadOf(values: Float64Array): number {
  return centred(values).reduce((sum, value) => sum + value * value, 0) / values.length;
}
