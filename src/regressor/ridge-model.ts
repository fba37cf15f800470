import { CamdialError } from '../errors.js';
import type { Pause } from '../pause.js';
import type { ModelData } from '../samples/saved-dial.js';
import { addScaled, weigh } from './dot.js';
import type { Labels } from './labels.js';
import type { DenseLayer } from './layers-model-files.js';
import { Contents } from './model-data.js';
import { meanOfValues } from './moments.js';
import type { Prediction } from './regressor.js';
import type { RidgeSolution } from './ridge-solution.js';
import { Trusts } from './trusts.js';
import { trustIn } from './validation.js';

const kind = 'camdial-ridge-2';

/** What a ridge regression comes to: enough to predict, nothing of the samples but the landmarks of their trust. */
export class RidgeModel {
  readonly featureLength: number;
  /** One an output; null for an output that always says its intercept. */
  readonly #weights: readonly (Float64Array | null)[];
  readonly #intercepts: readonly number[];
  readonly #trusts: Trusts;

  private constructor(
    featureLength: number,
    weights: readonly (Float64Array | null)[],
    intercepts: readonly number[],
    trusts: Trusts,
  ) {
    this.featureLength = featureLength;
    this.#weights = weights;
    this.#intercepts = intercepts;
    this.#trusts = trusts;
  }

  /**
   * @param labels - of all rows and outputs: an output that had nothing to learn always says its one target, or 0.
   * @throws CamdialError `fit-failed` when a weight is not finite.
   */
  static async of(
    solutions: readonly RidgeSolution[],
    { targets }: Labels,
    featureLength: number,
    pause: Pause,
  ): Promise<RidgeModel> {
    const weights: (Float64Array | null)[] = targets.map(() => null);
    const intercepts = targets.map((values) => values.find((value) => !Number.isNaN(value)) ?? 0);
    for (const solution of solutions) {
      for (const [i, output] of solution.problem.outputs.entries()) {
        const { weight, intercept } = linear(solution, i);
        weights[output] = weight;
        intercepts[output] = intercept;
        await pause.ifDue();
      }
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
    return new RidgeModel(featureLength, weights, intercepts, await trustIn(solutions, pause));
  }

  predict(features: Float32Array): Prediction {
    const values = Float32Array.from(
      this.#weights,
      (weight, output) => this.#intercepts[output]! + (weight ? weigh(weight, features) : 0),
    );
    return { values, confidence: this.#trusts.of(features) };
  }

  /** As one dense layer. */
  get layer(): DenseLayer {
    const { featureLength } = this;
    const kernel = new Float32Array(featureLength * this.#weights.length);
    for (const [output, weight] of this.#weights.entries())
      if (weight) kernel.set(weight, output * featureLength);
    return { name: 'output', kernel, bias: Float32Array.from(this.#intercepts), activation: 'linear' };
  }

  get data(): ModelData {
    const { numbers, arrays } = this.#trusts.data;
    const learned = this.#weights.flatMap((weight, output) => (weight ? [output] : []));
    const { featureLength } = this;
    return {
      kind,
      numbers: {
        ...numbers,
        featureLength,
        outputs: this.#intercepts.length,
        learned,
        intercepts: this.#intercepts,
      },
      arrays: {
        ...arrays,
        ...Object.fromEntries(learned.map((output) => [`weights${output}`, this.#weights[output]!])),
      },
    };
  }

  /**
   * @returns null for a model of another kind.
   * @throws CamdialError `model-invalid` where it is not whole.
   */
  static from(data: ModelData): RidgeModel | null {
    if (data.kind !== kind) return null;
    const contents = new Contents(data);
    const featureLength = contents.count('featureLength');
    const intercepts = contents.numbers('intercepts', contents.count('outputs'));
    const learned = new Set(contents.numbers('learned'));
    const weights = intercepts.map((_, output) =>
      learned.has(output) ? contents.array(`weights${output}`, Float64Array, featureLength) : null,
    );
    return new RidgeModel(featureLength, weights, intercepts, Trusts.from(contents, featureLength));
  }
}

/** Weights and intercept of one output of a problem: what its duals stand for. */
function linear(
  { problem: { system, vectors, roots }, labels, duals }: RidgeSolution,
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
    if (roots) weight[k]! *= roots[k]!;
  }
  return { weight, intercept: meanOfValues(labels.targets[output]!) + total * system.constant - atMean };
}
