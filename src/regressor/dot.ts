// One function for each kind of array: an engine compiles a loop for the kinds that it has seen, and is several times
// slower where they mix.

/** Dot product of `length` values of two arrays, from an offset in each. */
export function dot(a: Float64Array, aAt: number, b: Float64Array, bAt: number, length: number): number {
  // Four sums at a time: one would wait for itself.
  let sum0 = 0;
  let sum1 = 0;
  let sum2 = 0;
  let sum3 = 0;
  let i = 0;
  for (; i + 3 < length; i += 4) {
    sum0 += a[aAt + i]! * b[bAt + i]!;
    sum1 += a[aAt + i + 1]! * b[bAt + i + 1]!;
    sum2 += a[aAt + i + 2]! * b[bAt + i + 2]!;
    sum3 += a[aAt + i + 3]! * b[bAt + i + 3]!;
  }
  for (; i < length; i++) sum0 += a[aAt + i]! * b[bAt + i]!;
  return sum0 + sum1 + (sum2 + sum3);
}

/** Weights times features. */
export function weigh(weights: Float64Array, features: Float32Array): number {
  let even = 0;
  let odd = 0;
  let i = 0;
  for (; i + 1 < features.length; i += 2) {
    even += weights[i]! * features[i]!;
    odd += weights[i + 1]! * features[i + 1]!;
  }
  if (i < features.length) even += weights[i]! * features[i]!;
  return even + odd;
}

/**
 * Dot products of one feature vector with the first `count` of a list, in double precision.
 *
 * @param out - takes them, from `at` on.
 */
export function gramRow(
  vectors: readonly Float32Array[],
  count: number,
  vector: Float32Array,
  out: Float64Array,
  at: number,
): void {
  // Eight vectors at a time share every load of this one.
  let j = 0;
  for (; j + 7 < count; j += 8) {
    const a = vectors[j]!;
    const b = vectors[j + 1]!;
    const c = vectors[j + 2]!;
    const d = vectors[j + 3]!;
    const e = vectors[j + 4]!;
    const f = vectors[j + 5]!;
    const g = vectors[j + 6]!;
    const h = vectors[j + 7]!;
    let sumA = 0;
    let sumB = 0;
    let sumC = 0;
    let sumD = 0;
    let sumE = 0;
    let sumF = 0;
    let sumG = 0;
    let sumH = 0;
    for (let i = 0; i < vector.length; i++) {
      const value = vector[i]!;
      sumA += value * a[i]!;
      sumB += value * b[i]!;
      sumC += value * c[i]!;
      sumD += value * d[i]!;
      sumE += value * e[i]!;
      sumF += value * f[i]!;
      sumG += value * g[i]!;
      sumH += value * h[i]!;
    }
    out[at + j] = sumA;
    out[at + j + 1] = sumB;
    out[at + j + 2] = sumC;
    out[at + j + 3] = sumD;
    out[at + j + 4] = sumE;
    out[at + j + 5] = sumF;
    out[at + j + 6] = sumG;
    out[at + j + 7] = sumH;
  }
  for (; j < count; j++) {
    const a = vectors[j]!;
    let sum = 0;
    for (let i = 0; i < vector.length; i++) sum += vector[i]! * a[i]!;
    out[at + j] = sum;
  }
}

/** Adds vectors to a sum, each with its share. */
export function addScaled(
  sum: Float64Array,
  vectors: readonly Float32Array[],
  shares: ArrayLike<number>,
): void {
  // Four at a time share every load and store of the sum.
  let row = 0;
  for (; row + 3 < vectors.length; row += 4) {
    const [a, b, c, d] = [vectors[row]!, vectors[row + 1]!, vectors[row + 2]!, vectors[row + 3]!];
    const [ofA, ofB, ofC, ofD] = [shares[row]!, shares[row + 1]!, shares[row + 2]!, shares[row + 3]!];
    for (let i = 0; i < sum.length; i++)
      sum[i] = sum[i]! + (ofA * a[i]! + ofB * b[i]!) + (ofC * c[i]! + ofD * d[i]!);
  }
  for (; row < vectors.length; row++) {
    const vector = vectors[row]!;
    const share = shares[row]!;
    for (let i = 0; i < sum.length; i++) sum[i] = sum[i]! + share * vector[i]!;
  }
}
