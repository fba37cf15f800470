import { Pause } from '../pause.js';
import { factor, forward, solve } from './cholesky.js';
import { dot, gramRow } from './dot.js';
import { meanOf, type TrainingSet } from './training-set.js';
import { type Fold, HeldOutScore } from './validation.js';

/** Told how far it has come, 0..1; what it throws ends the work. */
type Progress = (fraction: number) => void;

/**
 * Fits a ridge regression in the form that is the smaller: dual up to as many samples as features, else primal.
 *
 * @param lambda - the penalty, as a share of the mean eigenvalue of the features' covariance.
 * @param folds - what to hold out in turn; the errors are exact, and cost no further fits.
 */
export function solveRidge(
  set: TrainingSet,
  lambda: number,
  folds: readonly Fold[],
  progress: Progress,
): Promise<Solution> {
  const isDual = set.features.length <= set.featureLength;
  return (isDual ? solveDual : solvePrimal)(set, lambda, folds, progress);
}

/** What a ridge fit comes to. */
export interface Solution {
  /** One weight vector an output. */
  readonly weights: Float64Array[];
  /** What it says of the folds that were held out. */
  readonly score: HeldOutScore;
}

/** Weights = X^T (K + lambda I)^-1 y, with K = X X^T of the centred features: one row and column a sample. */
async function solveDual(
  set: TrainingSet,
  lambda: number,
  folds: readonly Fold[],
  progress: Progress,
): Promise<Solution> {
  const { features, featureLength } = set;
  const n = features.length;
  const pause = new Pause();
  const kernel = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    gramRow(features, i + 1, features[i]!, kernel, i * n);
    for (let j = 0; j < i; j++) kernel[j * n + i] = kernel[i * n + j]!;
    await pause.ifDue();
    progress((0.7 * i * i) / (n * n));
  }
  centre(kernel, n);
  const ridge = ridgeOf(kernel, n, lambda, n);
  for (let i = 0; i < n; i++) kernel[i * n + i]! += ridge;
  await factor(kernel, n, pause);
  progress(0.8);

  const duals = centredTargets(set);
  for (const dual of duals) solve(kernel, n, dual);
  const weights = duals.map((dual) => {
    const weight = new Float64Array(featureLength);
    for (let i = 0; i < n; i++) {
      const share = dual[i]!;
      const sample = features[i]!;
      for (let k = 0; k < featureLength; k++) weight[k]! += share * sample[k]!;
    }
    return weight;
  });
  await pause.ifDue();

  // Residuals are lambda (K + lambda I)^-1 y; the share of a sample's residual that is its own making is 1 - H, with
  // 1 - H = lambda (K + lambda I)^-1 - 1/n (the intercept is not penalised).
  const residuals = duals.map((dual) => dual.map((value) => ridge * value));
  const score = new HeldOutScore(set.outputs);
  for (const [f, fold] of folds.entries()) {
    const size = fold.held.length;
    const columns: Float64Array[] = [];
    for (const index of fold.held) {
      const column = new Float64Array(n);
      column[index] = 1;
      forward(kernel, n, column, index);
      columns.push(column);
      await pause.ifDue();
      progress(0.8 + (0.2 * f) / folds.length);
    }
    const own = new Float64Array(size * size);
    for (let a = 0; a < size; a++) {
      for (let b = 0; b <= a; b++) {
        const from = Math.max(fold.held[a]!, fold.held[b]!); // columns begin with zeros
        own[a * size + b] = ridge * dot(columns[a]!, from, columns[b]!, from, n - from) - 1 / n;
      }
      await pause.ifDue();
    }
    await scoreFold(set, fold, own, residuals, score, pause);
  }
  return { weights, score };
}

/** Weights = (X^T X + lambda I)^-1 X^T y of the centred features: one row and column a feature. */
async function solvePrimal(
  set: TrainingSet,
  lambda: number,
  folds: readonly Fold[],
  progress: Progress,
): Promise<Solution> {
  const { features, featureLength: d } = set;
  const n = features.length;
  const pause = new Pause();
  const mean = meanOf(features, d);
  const targets = centredTargets(set);
  const centred = features.map((each) => Float64Array.from(each, (value, k) => value - mean[k]!));
  const covariance = new Float64Array(d * d);
  for (const [i, sample] of centred.entries()) {
    for (let k = 0; k < d; k++) {
      const value = sample[k]!;
      for (let l = 0; l <= k; l++) covariance[k * d + l]! += value * sample[l]!;
    }
    await pause.ifDue();
    progress((0.6 * i) / n);
  }
  const ridge = ridgeOf(covariance, d, lambda, d);
  for (let k = 0; k < d; k++) covariance[k * d + k]! += ridge;
  await factor(covariance, d, pause);
  progress(0.7);

  const weights = targets.map((target) => {
    const weight = new Float64Array(d);
    for (const [i, sample] of centred.entries())
      for (let k = 0; k < d; k++) weight[k]! += target[i]! * sample[k]!;
    solve(covariance, d, weight);
    return weight;
  });
  const residuals = targets.map((target, output) =>
    target.map((value, i) => value - dot(weights[output]!, 0, centred[i]!, 0, d)),
  );
  const score = new HeldOutScore(set.outputs);
  for (const [f, fold] of folds.entries()) {
    const size = fold.held.length;
    const columns: Float64Array[] = [];
    for (const index of fold.held) {
      const column = centred[index]!.slice();
      forward(covariance, d, column);
      columns.push(column);
      await pause.ifDue();
      progress(0.7 + (0.3 * f) / folds.length);
    }
    const own = new Float64Array(size * size);
    for (let a = 0; a < size; a++) {
      for (let b = 0; b <= a; b++) {
        own[a * size + b] = (a === b ? 1 : 0) - 1 / n - dot(columns[a]!, 0, columns[b]!, 0, d);
      }
      await pause.ifDue();
    }
    await scoreFold(set, fold, own, residuals, score, pause);
  }
  return { weights, score };
}

/**
 * Errors on a fold of the model that did not see it, without fitting it: (1 - H)^-1 r of the fold's own block, which
 * is exact for a linear smoother (R. D. Cook and S. Weisberg, *Residuals and Influence in Regression*, 1982, 3.6).
 */
async function scoreFold(
  { targets }: TrainingSet,
  { held, scored }: Fold,
  own: Float64Array,
  residuals: readonly Float64Array[],
  score: HeldOutScore,
  pause: Pause,
): Promise<void> {
  await factor(own, held.length, pause);
  const isScored = new Set(scored);
  for (const [output, residual] of residuals.entries()) {
    const errors = Float64Array.from(held, (index) => residual[index]!);
    solve(own, held.length, errors);
    for (const [at, index] of held.entries()) {
      if (isScored.has(index)) score.add(output, targets[index]![output]!, errors[at]!);
    }
  }
}

/** Subtracts row means and column means: the kernel of the centred features. */
function centre(kernel: Float64Array, n: number): void {
  const means = new Float64Array(n);
  let all = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) means[i]! += kernel[i * n + j]! / n;
    all += means[i]! / n;
  }
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) kernel[i * n + j]! += all - means[i]! - means[j]!;
}

/** The penalty in the features' own scale. Where all features are equal there is none, and any will do. */
function ridgeOf(matrix: Float64Array, n: number, lambda: number, rank: number): number {
  let trace = 0;
  for (let i = 0; i < n; i++) trace += matrix[i * n + i]!;
  const ridge = (lambda * trace) / rank;
  return ridge > Number.MIN_VALUE ? ridge : 1;
}

function centredTargets({ targets, outputs }: TrainingSet): Float64Array[] {
  const mean = meanOf(targets, outputs);
  return Array.from(mean, (middle, output) =>
    Float64Array.from(targets, (target) => target[output]! - middle),
  );
}
