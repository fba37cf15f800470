import { CamdialError } from '../errors.js';
import type { Pause } from '../pause.js';
import { addScaled, weigh } from './dot.js';
import type { Labels } from './labels.js';
import { meanOfValues } from './moments.js';
import type { Prediction } from './regressor.js';
import type { RidgeSolution } from './ridge-solution.js';
import { Trust } from './trust.js';

/** What a ridge regression comes to: enough to predict, nothing of the samples but the landmarks of their trust. */
export interface RidgeModel {
  readonly featureLength: number;
  predict(features: Float32Array): Prediction;
}

/**
 * @param labels - of all rows and outputs: an output that had nothing to learn always says its one target, or 0.
 * @throws CamdialError `fit-failed` when a weight is not finite.
 */
export async function modelOf(
  solutions: readonly RidgeSolution[],
  { targets }: Labels,
  featureLength: number,
  pause: Pause,
): Promise<RidgeModel> {
  const weights: (Float64Array | null)[] = targets.map(() => null);
  const intercepts = targets.map((values) => values.find((value) => !Number.isNaN(value)) ?? 0);
  const trusts: { trust: Trust; outputs: number }[] = [];
  for (const solution of solutions) {
    const { problem, labels, lambda, trials } = solution;
    for (const [i, output] of problem.outputs.entries()) {
      const { weight, intercept } = linear(solution, i);
      weights[output] = weight;
      intercepts[output] = intercept;
      await pause.ifDue();
    }
    const penalty = lambda * problem.system.scale;
    const trust = await Trust.from(problem, { penalty, targets: labels.targets, trials }, pause);
    trusts.push({ trust, outputs: problem.outputs.length });
  }
  const isWhole = weights.every(
    (each) => !each || Number.isFinite(each.reduce((sum, value) => sum + value, 0)),
  );
  if (!isWhole || !intercepts.every(Number.isFinite)) {
    throw new CamdialError(
      'fit-failed',
      'The fit ended in numbers that are not finite; the previous model is kept. Look for features or targets of extreme size.',
    );
  }
  const learned = trusts.reduce((sum, { outputs }) => sum + outputs, 0);
  return {
    featureLength,
    predict(features) {
      let confidence = 0;
      for (const { trust, outputs } of trusts) confidence += (outputs / learned) * trust.of(features);
      const values = Float32Array.from(
        weights,
        (weight, output) => intercepts[output]! + (weight ? weigh(weight, features) : 0),
      );
      return { values, confidence };
    },
  };
}

/** Weights and intercept of one output of a problem: what its duals stand for. */
function linear(
  { problem: { system, vectors }, labels, duals }: RidgeSolution,
  output: number,
): { weight: Float64Array; intercept: number } {
  const dual = duals[output]!;
  const length = system.mean.length;
  const weight = new Float64Array(length);
  addScaled(weight, vectors, dual);
  const total = dual.reduce((sum, value) => sum + value, 0);
  let atMean = 0;
  for (let k = 0; k < length; k++) {
    weight[k]! -= total * system.mean[k]!;
    atMean += weight[k]! * system.mean[k]!;
  }
  return { weight, intercept: meanOfValues(labels.targets[output]!) + total * system.constant - atMean };
}
