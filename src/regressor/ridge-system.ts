import type { Pause } from '../pause.js';
import { factor, forward, solve } from './cholesky.js';
import { addScaled, dot } from './dot.js';
import type { Gram } from './gram.js';

/**
 * The equations of a ridge regression on some rows, before the strength of its penalty is chosen. Kernel K: dot
 * products of the centred features, plus a constant so large that the intercept is free.
 */
export interface RidgeSystem {
  readonly size: number;
  /** Mean of the features. */
  readonly mean: Float64Array;
  /** How far the features are from their mean, as a share of its length. */
  readonly movement: number;
  /** What is added to every dot product, for the intercept to be free. */
  readonly constant: number;
  /** Mean squared distance of the features from their mean: the penalty is a share of it. */
  readonly scale: number;
  /**
   * Factors `K + penalty / weights`.
   *
   * @param penalty - in the square of the features' units.
   * @param weights - of the rows: a row of weight 2 counts like two of them.
   */
  factor(penalty: number, weights: Float64Array, pause: Pause): Promise<Factored>;
  /** The diagonal of K without its constant. */
  readonly diagonal: Float64Array;
  /** A column of K without its constant. */
  column(row: number): Float64Array;
}

/** P = (K + penalty / weights)^-1, as far as it is asked for. */
export interface Factored {
  /** Logarithm of the determinant of what was factored. */
  readonly logDeterminant: number;
  /** P y. */
  duals(targets: Float64Array): Float64Array;
  /** The block of P that belongs to these rows (ascending), row by row; its lower triangle is filled. */
  block(rows: readonly number[], pause: Pause): Promise<Float64Array>;
}

/** So many times the scale is the prior variance of the intercept. */
const freedom = 100;

/**
 * @param rows - which rows of `gram` and `vectors` belong to it, ascending.
 * @returns dual equations (one a row) up to as many rows as features, else primal ones (one a feature).
 */
export function ridgeSystem(
  gram: Gram,
  vectors: readonly Float32Array[],
  rows: readonly number[],
): RidgeSystem {
  const own = rows.map((row) => vectors[row]!);
  const mean = new Float64Array(own[0]!.length);
  addScaled(mean, own, new Float64Array(own.length).fill(1 / own.length));
  const kernel = centredKernel(gram, rows);
  const n = rows.length;
  const diagonal = Float64Array.from({ length: n }, (_, i) => kernel[i * n + i]!);
  const trace = diagonal.reduce((sum, value) => sum + value, 0);
  // What is left of equal features is rounding.
  const reach = dot(mean, 0, mean, 0, mean.length);
  const moves = trace / n > 1e-12 * reach;
  const scale = moves ? trace / n : 1;
  const movement = moves ? Math.sqrt(trace / n / reach) : 0;
  const column = (row: number) => {
    const values = new Float64Array(n);
    for (let i = 0; i < n; i++) values[i] = kernel[Math.max(i, row) * n + Math.min(i, row)]!;
    return values;
  };
  const shared = { size: n, mean, scale, movement, diagonal, column, constant: freedom * scale };
  return n <= mean.length
    ? { ...shared, factor: (penalty, weights, pause) => factorDual(kernel, scale, penalty, weights, pause) }
    : {
        ...shared,
        factor: (penalty, weights, pause) => factorPrimal(own, mean, scale, penalty, weights, pause),
      };
}

/** Subtracts row and column means of the products: those of the centred features. The lower triangle is filled. */
function centredKernel({ packed }: Gram, rows: readonly number[]): Float64Array {
  const n = rows.length;
  const kernel = new Float64Array(n * n);
  const means = new Float64Array(n);
  let all = 0;
  for (let i = 0; i < n; i++) {
    const at = (rows[i]! * (rows[i]! + 1)) / 2;
    for (let j = 0; j <= i; j++) {
      const value = packed[at + rows[j]!]!;
      kernel[i * n + j] = value;
      means[i]! += value / n;
      if (j < i) means[j]! += value / n;
    }
  }
  for (let i = 0; i < n; i++) all += means[i]! / n;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) kernel[i * n + j]! += all - means[i]! - means[j]!;
  }
  return kernel;
}

async function factorDual(
  kernel: Float64Array,
  scale: number,
  penalty: number,
  weights: Float64Array,
  pause: Pause,
): Promise<Factored> {
  const n = weights.length;
  const constant = freedom * scale;
  const matrix = kernel.map((value) => value + constant);
  for (let i = 0; i < n; i++) matrix[i * n + i]! += penalty / weights[i]!;
  await factor(matrix, n, pause);
  return {
    logDeterminant: logDeterminantOf(matrix, n),
    duals(targets) {
      const duals = targets.slice();
      solve(matrix, n, duals);
      return duals;
    },
    async block(rows, pause) {
      const columns = new Float64Array(rows.length * n); // of the inverse of the factor
      for (const [at, row] of rows.entries()) {
        columns[at * n + row] = 1;
        forward(matrix, n, columns.subarray(at * n, (at + 1) * n), row);
        if (at % 8 === 7) await pause.ifDue();
      }
      const block = new Float64Array(rows.length ** 2);
      for (let a = 0; a < rows.length; a++) {
        // Columns begin with zeros, and rows ascend.
        const from = rows[a]!;
        for (let b = 0; b <= a; b++)
          block[a * rows.length + b] = dot(columns, a * n + from, columns, b * n + from, n - from);
        if (a % 8 === 7) await pause.ifDue();
      }
      return block;
    },
  };
}

function logDeterminantOf(factored: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += 2 * Math.log(factored[i * n + i]!);
  return sum;
}

/** The same through (X^T W X + penalty)^-1, by the matrix inversion lemma; a last feature stands for the intercept. */
async function factorPrimal(
  vectors: readonly Float32Array[],
  mean: Float64Array,
  scale: number,
  penalty: number,
  weights: Float64Array,
  pause: Pause,
): Promise<Factored> {
  const n = vectors.length;
  const d = mean.length + 1;
  const intercept = Math.sqrt(freedom * scale);
  const centred = vectors.map((vector) => {
    const values = new Float64Array(d);
    for (let k = 0; k < d - 1; k++) values[k] = vector[k]! - mean[k]!;
    values[d - 1] = intercept;
    return values;
  });
  const matrix = new Float64Array(d * d);
  for (let i = 0; i < n; i++) {
    const values = centred[i]!;
    const weight = weights[i]!;
    for (let k = 0; k < d; k++) {
      const value = weight * values[k]!;
      for (let l = 0; l <= k; l++) matrix[k * d + l]! += value * values[l]!;
    }
    await pause.ifDue();
  }
  for (let k = 0; k < d; k++) matrix[k * d + k]! += penalty;
  await factor(matrix, d, pause);
  const noise = weights.reduce((sum, weight) => sum + Math.log(penalty / weight), 0);
  return {
    logDeterminant: logDeterminantOf(matrix, d) - d * Math.log(penalty) + noise,
    duals(targets) {
      const weight = new Float64Array(d);
      for (let i = 0; i < n; i++) {
        const share = weights[i]! * targets[i]!;
        for (let k = 0; k < d; k++) weight[k]! += share * centred[i]![k]!;
      }
      solve(matrix, d, weight);
      return targets.map(
        (target, i) => (weights[i]! * (target - dot(weight, 0, centred[i]!, 0, d))) / penalty,
      );
    },
    async block(rows, pause) {
      const columns = new Float64Array(rows.length * d);
      for (const [at, row] of rows.entries()) {
        columns.set(centred[row]!, at * d);
        forward(matrix, d, columns.subarray(at * d, (at + 1) * d));
        await pause.ifDue();
      }
      const block = new Float64Array(rows.length ** 2);
      for (let a = 0; a < rows.length; a++) {
        const weight = weights[rows[a]!]!;
        for (let b = 0; b <= a; b++) {
          const own = a === b ? weight : 0;
          const seen = dot(columns, a * d, columns, b * d, d);
          block[a * rows.length + b] = (own - weight * weights[rows[b]!]! * seen) / penalty;
        }
        await pause.ifDue();
      }
      return block;
    },
  };
}
