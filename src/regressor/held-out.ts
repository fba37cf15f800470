import type { Pause } from '../pause.js';
import { factor, forward, solve } from './cholesky.js';
import type { Fold } from './folds.js';
import type { OutputReport } from './regressor.js';
import type { Factored } from './ridge-system.js';

/** What a model that did not see a row said of it. */
export interface Trial {
  readonly row: number;
  /** How much it counts. */
  readonly weight: number;
  /** Target minus prediction, one a list of targets. */
  readonly errors: readonly number[];
  /** Predictive variance of the row, without its own noise, in the units of the kernel. */
  readonly variance: number;
  /** See {@link Fold.isBetween}. */
  readonly isBetween: boolean;
}

/**
 * What models that did not see a fold say of it, exactly, and without fitting one: with P = (K + noise)^-1 and duals
 * a = P y, errors on fold F are P_FF^-1 a_F, and its predictive variance is the diagonal of P_FF^-1 less the noise
 * (C. E. Rasmussen and C. K. I. Williams, *Gaussian Processes for Machine Learning*, 2006, 5.4.2, for one row).
 *
 * @param noise - of each row: penalty / weight.
 * @param counts - samples that each row stands for.
 */
export async function heldOutTrials(
  factored: Factored,
  duals: readonly Float64Array[],
  folds: readonly Fold[],
  { noise, counts }: { noise: (row: number) => number; counts: ArrayLike<number> },
  pause: Pause,
): Promise<Trial[]> {
  const trials: Trial[] = [];
  for (const { held, scored, weight, isBetween } of folds) {
    const size = held.length;
    const block = await factored.block(held, pause);
    await factor(block, size, pause);
    const errors = duals.map((dual) => {
      const own = Float64Array.from(held, (row) => dual[row]!);
      solve(block, size, own);
      return own;
    });
    const isScored = new Set(scored);
    for (const [at, row] of held.entries()) {
      if (!isScored.has(row)) continue;
      const column = new Float64Array(size);
      column[at] = 1;
      forward(block, size, column, at);
      let total = 0;
      for (let k = at; k < size; k++) total += column[k]! ** 2;
      trials.push({
        row,
        weight: weight * counts[row]!,
        errors: errors.map((each) => each[at]!),
        variance: Math.max(0, total - noise(row)),
        isBetween,
      });
    }
    await pause.ifDue();
  }
  return trials;
}

/** Gathers what a model said of samples that it had not seen. */
export class HeldOutScore {
  readonly #trials: { truth: number; error: number; weight: number }[] = [];

  /** @param error - prediction minus truth; its sign does not matter. */
  add(truth: number, error: number, weight = 1): void {
    this.#trials.push({ truth, error, weight });
  }

  get report(): OutputReport {
    const total = sum(this.#trials, ({ weight }) => weight);
    const mean = sum(this.#trials, ({ truth, weight }) => weight * truth) / total;
    const spread = sum(this.#trials, ({ truth, weight }) => weight * (truth - mean) ** 2);
    const missed = sum(this.#trials, ({ error, weight }) => weight * error ** 2);
    return {
      mae: sum(this.#trials, ({ error, weight }) => weight * Math.abs(error)) / total,
      r2: spread > 0 ? 1 - missed / spread : Number.NaN,
    };
  }
}

function sum<T>(list: readonly T[], valueAt: (item: T) => number): number {
  return list.reduce((total, item) => total + valueAt(item), 0);
}
