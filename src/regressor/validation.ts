import type { Pause } from '../pause.js';
import { advise } from './advice.js';
import type { Fold } from './folds.js';
import { ownLabels } from './problem.js';
import type { FitReport } from './regressor.js';
import { examinedOf, type RidgeSolution, reportsOf, solveRidge } from './ridge-solution.js';
import type { Study } from './study.js';
import type { TrainingSet } from './training-set.js';
import { Trust } from './trust.js';
import { Trusts } from './trusts.js';

/** A problem with what to hold out of it, and how unusual each row is to the others. */
export interface TrialPlan {
  readonly solution: RidgeSolution;
  readonly folds: readonly Fold[];
}

/** A ridge solution whose trials are another model's. */
export type Tried = Pick<RidgeSolution, 'problem' | 'labels' | 'lambda' | 'holdOut' | 'trials'>;

/** Learns from some of the samples; what it gives reads one feature vector. */
export type LearnFrom = (
  samples: readonly number[],
  progress: (fraction: number) => void,
) => Promise<(features: Float32Array) => ArrayLike<number> | Promise<ArrayLike<number>>>;

/** Of the ridge regression that tells how unusual each row is to the others. */
const lambda = 1e-3;

/**
 * What to hold out for the honest error of a model that has to be fitted for each part that is held out.
 *
 * @param most - parts of each kind at most.
 * @param check - what it throws ends the work.
 */
export async function trialPlans(
  { problems, labels }: Study,
  most: number,
  pause: Pause,
  check: () => void,
): Promise<TrialPlan[]> {
  const plans: TrialPlan[] = [];
  for (const problem of problems) {
    const solution = await solveRidge(problem, ownLabels(problem, labels), lambda, pause, check);
    const of = (isBetween: boolean) => solution.holdOut.folds.filter((fold) => fold.isBetween === isBetween);
    plans.push({ solution, folds: [...evenly(of(false), most), ...evenly(of(true), most)] });
  }
  return plans;
}

/** Fits another model without each part, and has it read that. */
export async function validated(
  plans: readonly TrialPlan[],
  study: Study,
  learn: LearnFrom,
  pause: Pause,
  progress: (fraction: number) => void,
): Promise<Tried[]> {
  const count = plans.reduce((sum, { folds }) => sum + folds.length, 0);
  let done = 0;
  const all: Tried[] = [];
  for (const { solution, folds } of plans) {
    const { problem, labels } = solution;
    const errors = new Map<number, readonly number[]>();
    for (const fold of folds) {
      const held = new Set(samplesOf(fold.held, solution, study.rows));
      const rest = indicesOf(study.set).filter((i) => !held.has(i));
      const read = await learn(rest, (fraction) => progress((done + fraction) / count));
      done++;
      for (const row of fold.scored) {
        const values = await read(problem.vectors[row]!);
        errors.set(
          row,
          problem.outputs.map((output, i) => labels.targets[i]![row]! - values[output]!),
        );
        await pause.ifDue();
      }
    }
    const trials = solution.trials.flatMap((trial) => {
      const own = errors.get(trial.row);
      return own ? [{ ...trial, errors: own }] : [];
    });
    all.push({ ...solution, trials });
  }
  return all;
}

/** How far predictions can be trusted. */
export async function trustIn(tried: readonly Tried[], pause: Pause): Promise<Trusts> {
  const trusts: Trust[] = [];
  for (const { problem, labels, trials, lambda } of tried) {
    const penalty = lambda * problem.system.scale;
    trusts.push(await Trust.from(problem, { penalty, targets: labels.targets, trials }, pause));
  }
  return new Trusts(trusts);
}

/** The report of a fit that began at `begin`. */
export function reportOn(tried: readonly Tried[], { set, rows, lag }: Study, begin: number): FitReport {
  const report = {
    samples: set.size,
    rounds: set.rounds.length,
    milliseconds: performance.now() - begin,
    ...reportsOf(tried, set.outputs),
    lag,
  };
  const advice = advise(
    report,
    tried.map((each) => examinedOf(each, rows.rounds)),
  );
  return { ...report, advice };
}

export function indicesOf({ size }: Pick<TrainingSet, 'size'>): number[] {
  return Array.from({ length: size }, (_, i) => i);
}

/** The samples that rows of a problem stand for. */
export function samplesOf(
  own: readonly number[],
  { problem }: Pick<RidgeSolution, 'problem'>,
  { samples, counts }: Study['rows'],
): number[] {
  return own.flatMap((row) => {
    const at = problem.rows[row]!;
    return Array.from({ length: counts[at]! }, (_, i) => samples[at]! + i);
  });
}

/** So many of the folds, spread evenly. */
function evenly(folds: readonly Fold[], count: number): Fold[] {
  if (count >= folds.length) return [...folds];
  return Array.from({ length: count }, (_, i) => folds[Math.floor(((i + 0.5) * folds.length) / count)]!);
}
