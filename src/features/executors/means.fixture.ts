/**
 * Weighted means of square windows, term by term.
 *
 * @param weights - of the places along an edge of a window.
 */
export function weightedMeans(
  values: Float32Array,
  shape: readonly number[],
  weights: readonly number[],
  stride: number,
): Float32Array {
  const [rows, columns, channels] = shape as [number, number, number];
  const total = weights.reduce((sum, weight) => sum + weight) ** 2;
  const means: number[] = [];
  for (let row = 0; row + weights.length <= rows; row += stride) {
    for (let column = 0; column + weights.length <= columns; column += stride) {
      for (let channel = 0; channel < channels; channel++) {
        const valueAt = (i: number, j: number) =>
          values[((row + i) * columns + column + j) * channels + channel]!;
        const sum = weights.reduce(
          (outer, a, i) => outer + weights.reduce((inner, b, j) => inner + a * b * valueAt(i, j), 0),
          0,
        );
        means.push(sum / total);
      }
    }
  }
  return Float32Array.from(means);
}
