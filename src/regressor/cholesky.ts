import type { Pause } from '../pause.js';
import { dot } from './dot.js';

/**
 * Factors a symmetric positive definite matrix into L L^T, in place.
 *
 * @param matrix - `n * n` values by rows; the lower triangle is read and becomes L, the upper is left alone.
 * @param pause - awaited between rows, so that a large matrix does not freeze the page.
 */
export async function factor(matrix: Float64Array, n: number, pause: Pause): Promise<void> {
  // Rounding can take the last trace of a nearly dependent row; a floor keeps its solution finite.
  let largest = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, matrix[i * n + i]!);
  const floor = Math.max(largest * 1e-14, Number.MIN_VALUE);
  for (let i = 0; i < n; i++) {
    const row = i * n;
    for (let j = 0; j < i; j++) {
      matrix[row + j] = (matrix[row + j]! - dot(matrix, row, matrix, j * n, j)) / matrix[j * n + j]!;
    }
    matrix[row + i] = Math.sqrt(Math.max(matrix[row + i]! - dot(matrix, row, matrix, row, i), floor));
    if (i % 8 === 7) await pause.ifDue();
  }
}

/** Solves L L^T x = b, in place. `factored` is what {@link factor} left. */
export function solve(factored: Float64Array, n: number, b: Float64Array): void {
  forward(factored, n, b);
  for (let i = n - 1; i >= 0; i--) {
    const x = b[i]! / factored[i * n + i]!;
    b[i] = x;
    for (let j = 0; j < i; j++) b[j]! -= factored[i * n + j]! * x;
  }
}

/** Solves L x = b, in place; `b` may begin with zeros up to `first`. */
export function forward(factored: Float64Array, n: number, b: Float64Array, first = 0): void {
  for (let i = first; i < n; i++) {
    const row = i * n;
    b[i] = (b[i]! - dot(factored, row + first, b, first, i - first)) / factored[row + i]!;
  }
}
