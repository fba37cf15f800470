import type { Pause } from '../pause.js';
import type { Examined } from './advice.js';
import { type HoldOut, holdOut } from './folds.js';
import { HeldOutScore, heldOutTrials, type Trial } from './held-out.js';
import type { Labels } from './labels.js';
import { centred, spreadOf } from './moments.js';
import { type Problem, taughtBy } from './problem.js';
import type { FitReport, OutputReport } from './regressor.js';
import type { RoundSpan } from './training-set.js';

/** A ridge regression, fitted. */
export interface RidgeSolution {
  readonly problem: Problem;
  readonly labels: Labels;
  /** Share of the mean squared distance of the features from their mean. */
  readonly lambda: number;
  /** One list an output, a value a row: weights are X^T of it. */
  readonly duals: readonly Float64Array[];
  readonly holdOut: HoldOut;
  readonly trials: readonly Trial[];
}

const usual = 1e-3;
const strongest = 1e-1;
const weakest = 1e-5;
/** Another strength is taken where it takes at least this share of the squared error away. */
const leastGain = 0.1;
/** Share of the error on what was held out that the error on what was taught must be for that. */
const leastMissed = 0.25;

/**
 * Fits a problem with the strength of the penalty that predicts best what the model did not see: from 1e-3 on by
 * factors of ten, as long as that gains. Weaker ones are tried only where the model misses what it was taught: one that
 * meets it already has nothing to gain from more freedom.
 *
 * @param lambda - a fixed strength, or null.
 * @param labels - of the problem's own rows and outputs.
 */
export async function solveRidge(
  problem: Problem,
  labels: Labels,
  lambda: number | null,
  pause: Pause,
  check: () => void,
): Promise<RidgeSolution> {
  const plan = holdOut(taughtBy(problem, labels));
  const at = async (strength: number) => {
    check();
    return solveAt(problem, labels, plan, strength, pause);
  };
  let best = await at(lambda ?? usual);
  if (lambda !== null || plan.folds.length === 0) return best;
  for (const factor of [10, 0.1]) {
    if (factor < 1 && missedOf(best) < leastMissed * lossOf(best)) break;
    const before = best;
    for (let next = usual * factor; next <= strongest * 1.01 && next >= weakest * 0.99; next *= factor) {
      const tried = await at(next);
      if (!(lossOf(tried) < (1 - leastGain) * lossOf(best))) break;
      best = tried;
    }
    if (best !== before) break;
  }
  return best;
}

async function solveAt(
  problem: Problem,
  labels: Labels,
  plan: HoldOut,
  lambda: number,
  pause: Pause,
): Promise<RidgeSolution> {
  const { system, counts } = problem;
  const penalty = lambda * system.scale;
  const factored = await system.factor(penalty, labels.weights, pause);
  const duals = labels.targets.map((values) => factored.duals(centred(values)));
  const noise = (row: number) => penalty / labels.weights[row]!;
  const trials = await heldOutTrials(factored, duals, plan.folds, { noise, counts }, pause);
  return { problem, labels, lambda, duals, holdOut: plan, trials };
}

/** Mean squared error on the samples that were taught, in the spread of each output. */
function missedOf({ problem, labels, lambda, duals }: RidgeSolution): number {
  const penalty = lambda * problem.system.scale;
  const missed = duals.map((dual, output) => {
    const errors = dual.map((value, row) => (penalty * value) / labels.weights[row]!);
    return (
      errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length / spreadOf(labels.targets[output]!)
    );
  });
  return missed.reduce((sum, each) => sum + each, 0);
}

/** Mean squared error on what was held out, in the spread of each output. */
function lossOf({ trials, labels }: RidgeSolution): number {
  const spreads = labels.targets.map(spreadOf);
  let loss = 0;
  let total = 0;
  for (const { weight, errors } of trials) {
    for (const [output, error] of errors.entries()) loss += (weight * error ** 2) / spreads[output]!;
    total += weight;
  }
  return loss / total;
}

/** The reports of all outputs of a dial; NaN for one that had nothing to learn. */
export function reportsOf(
  solutions: readonly Pick<RidgeSolution, 'problem' | 'labels' | 'trials' | 'holdOut'>[],
  outputs: number,
): { outputs: OutputReport[]; method: FitReport['method'] } {
  const all: OutputReport[] = Array.from({ length: outputs }, () => ({ mae: Number.NaN, r2: Number.NaN }));
  let method: FitReport['method'] = 'none';
  for (const { problem, labels, trials, holdOut } of solutions) {
    if (trials.length === 0) continue;
    for (const [i, output] of problem.outputs.entries()) {
      const score = new HeldOutScore();
      for (const { row, errors, weight } of trials) score.add(labels.targets[i]![row]!, errors[i]!, weight);
      all[output] = score.report;
    }
    if (method === 'none') method = holdOut.method;
  }
  return { outputs: all, method };
}

/** What there is to say of a solution; `trials` may be another model's. */
export function examinedOf(
  { problem, labels, trials }: Pick<RidgeSolution, 'problem' | 'labels' | 'trials'>,
  rounds: readonly RoundSpan[],
): Examined {
  const { outputs, counts, system } = problem;
  return {
    outputs,
    counts,
    trials,
    targets: labels.targets,
    roundOf: (row) => rounds.filter(({ start }) => start <= problem.rows[row]!).pop()!,
    movement: system.movement,
  };
}
