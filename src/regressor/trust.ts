import type { Pause } from '../pause.js';
import { factor, forward } from './cholesky.js';
import { dot, weigh } from './dot.js';
import { spreadOf } from './moments.js';
import type { Problem } from './problem.js';

/** What held-out samples showed of a model: how wrong it was, and how unusual they were. */
export interface Experience {
  /** Strength of the kernel's noise, in its units. */
  readonly penalty: number;
  /** One list an output. */
  readonly targets: readonly Float64Array[];
  /** Rows that were held out. */
  readonly trials: readonly {
    readonly weight: number;
    readonly errors: readonly number[];
    readonly variance: number;
  }[];
}

/** All that a trust is. */
export interface TrustParts {
  /** What features are multiplied with first; null for nothing. */
  readonly roots: Float32Array | null;
  /** Mean of the features. */
  readonly mean: Float64Array;
  /** Feature vectors that span the samples, one behind the other. */
  readonly landmarks: Float32Array;
  /** Cholesky factor of their kernel with the penalty. */
  readonly factored: Float64Array;
  readonly penalty: number;
  /** s^2 / var(y) of each output. */
  readonly shares: readonly number[];
  /** q. */
  readonly usual: number;
}

const mostLandmarks = 96;

/**
 * How far a prediction can be trusted, 0..1. With v the predictive variance of a ridge regression (how far the features
 * are from what the samples span, in the kernel's units), p its penalty, s^2 the mean of e^2 / (v + p) over held-out
 * samples with error e, and q the v that 95% of them stay below:
 *
 * `confidence = exp(-2 s^2 (v + p) / var(y)) / (1 + (v / 4q)^2)`, the mean over the outputs.
 *
 * The exponent holds the squared error that is expected at this frame, as a share of the variance of what was taught:
 * the predictive variance of the Gaussian process that ridge regression is (C. E. Rasmussen and C. K. I. Williams, 2006,
 * 2.1), brought to the errors that were seen. A tenth leaves 0.82; a dial no better than a guess has 0.14. The divisor
 * halves it where a frame is four times as unusual as what was held out, however well that was read.
 */
export class Trust {
  readonly parts: TrustParts;
  readonly #meanSquare: number;
  readonly #landmarks: readonly Float32Array[];
  /** Dot products of the landmarks with the mean. */
  readonly #means: Float64Array;

  constructor(parts: TrustParts) {
    const { mean, landmarks } = parts;
    this.parts = parts;
    this.#meanSquare = dot(mean, 0, mean, 0, mean.length);
    this.#landmarks = Array.from({ length: landmarks.length / mean.length }, (_, i) =>
      landmarks.subarray(i * mean.length, (i + 1) * mean.length),
    );
    this.#means = Float64Array.from(this.#landmarks, (landmark) => weigh(mean, landmark));
  }

  static async from(
    { system, vectors, roots }: Problem,
    { penalty, targets, trials }: Experience,
    pause: Pause,
  ): Promise<Trust> {
    const chosen = landmarksOf(system, mostLandmarks, penalty / 10);
    const r = chosen.length;
    const factored = new Float64Array(r * r);
    for (const [a, row] of chosen.entries()) {
      const column = system.column(row);
      for (let b = 0; b <= a; b++) factored[a * r + b] = column[chosen[b]!]!;
      factored[a * r + a]! += penalty;
    }
    await factor(factored, r, pause);
    const landmarks = new Float32Array(r * system.mean.length);
    for (const [a, row] of chosen.entries()) landmarks.set(vectors[row]!, a * system.mean.length);
    const sorted = trials.map(({ variance }) => variance).sort((a, b) => a - b);
    return new Trust({
      roots,
      mean: system.mean,
      landmarks,
      factored,
      penalty,
      shares: targets.map((values, output) => {
        // Where nothing was held out, a quarter of the variance is taken to be unexplained where samples are.
        const variance = spreadOf(values);
        if (trials.length === 0) return 1 / (4 * penalty);
        let total = 0;
        let weights = 0;
        for (const trial of trials) {
          total += (trial.weight * trial.errors[output]! ** 2) / (trial.variance + penalty);
          weights += trial.weight;
        }
        return total / weights / variance;
      }),
      usual: Math.max(penalty, sorted[Math.ceil(0.95 * sorted.length) - 1] ?? system.scale / 16),
    });
  }

  of(features: Float32Array): number {
    const variance = this.varianceOf(features);
    const error = variance + this.parts.penalty;
    const explained =
      this.parts.shares.reduce((sum, share) => sum + Math.exp(-2 * share * error), 0) /
      this.parts.shares.length;
    return explained / (1 + (variance / (4 * this.parts.usual)) ** 2);
  }

  /** Squared distance of the features from what the landmarks span, in the kernel's units. */
  varianceOf(given: Float32Array): number {
    const { roots } = this.parts;
    const features = roots ? given.map((value, i) => value * roots[i]!) : given;
    const toMean = weigh(this.parts.mean, features);
    let square = 0;
    for (let i = 0; i < features.length; i++) square += features[i]! * features[i]!;
    const r = this.#landmarks.length;
    const products = new Float64Array(r);
    for (let a = 0; a < r; a++) {
      products[a] = dot32(this.#landmarks[a]!, features) - this.#means[a]! - toMean + this.#meanSquare;
    }
    forward(this.parts.factored, r, products);
    const explained = dot(products, 0, products, 0, r);
    return Math.max(0, square - 2 * toMean + this.#meanSquare - explained);
  }
}

/**
 * Rows that span the others best: always the one furthest from what those before it span (pivoted Cholesky).
 *
 * @param near - squared distance from that below which a row adds nothing.
 */
function landmarksOf(system: Problem['system'], most: number, near: number): number[] {
  const n = system.size;
  const left = system.diagonal.slice();
  const chosen: number[] = [];
  const r = Math.min(n, most);
  const spanned = new Float64Array(n * r); // a row for each row, a column for each landmark
  while (chosen.length < r) {
    let pivot = 0;
    for (let i = 1; i < n; i++) if (left[i]! > left[pivot]!) pivot = i;
    if (!(left[pivot]! > near)) break;
    const at = chosen.length;
    const column = system.column(pivot);
    const root = Math.sqrt(left[pivot]!);
    for (let i = 0; i < n; i++) {
      const rest = (column[i]! - dot(spanned, i * r, spanned, pivot * r, at)) / root;
      spanned[i * r + at] = rest;
      left[i]! -= rest * rest;
    }
    left[pivot] = 0;
    chosen.push(pivot);
  }
  return chosen.length > 0 ? chosen : [0];
}

function dot32(a: Float32Array, b: Float32Array): number {
  let sum0 = 0;
  let sum1 = 0;
  let i = 0;
  for (; i + 1 < a.length; i += 2) {
    sum0 += a[i]! * b[i]!;
    sum1 += a[i + 1]! * b[i + 1]!;
  }
  if (i < a.length) sum0 += a[i]! * b[i]!;
  return sum0 + sum1;
}
