import { CamdialError } from '../errors.js';
import { Pause } from '../pause.js';
import { checkFeatures } from '../samples/checks.js';
import type { SampleStore } from '../samples/sample-store.js';
import { GramCache } from './gram.js';
import { sampleTargets } from './labels.js';
import { type FitOptions, type FitReport, type Prediction, Regressor } from './regressor.js';
import { SingleFit } from './single-fit.js';
import { studyOf } from './study.js';
import type { Trusts } from './trusts.js';
import { indicesOf, reportOn, trialPlans, trustIn, validated } from './validation.js';

/** What a method of one's own learns from. */
export interface Lessons {
  /** One feature vector a sample; not to be written to. */
  readonly features: readonly Float32Array[];
  /** One target a sample, with the person's lag taken out; NaN for an output that the sample does not teach. */
  readonly targets: readonly Float32Array[];
  /** Aborted when the fit is to end; long learning should heed it. */
  readonly signal: AbortSignal;
}

/** Reads one feature vector: a value for each output. */
export type Read = (features: Float32Array) => ArrayLike<number> | Promise<ArrayLike<number>>;

/** A way to learn: from samples to what reads features like theirs. It must keep copies of what it needs of them. */
export type Learn = (lessons: Lessons) => Read | Promise<Read>;

/** Options of {@link CustomRegressor}. */
export interface CustomRegressorOptions {
  /** How many held-out parts (at most five stretches, or the rounds) to learn again without, for the honest error. Default 5. */
  validationFolds?: number | undefined;
}

/**
 * A regressor around a method of your own: you write how it learns, and it keeps the contract. Samples are checked, the
 * honest error is measured by learning again without each round or stretch, confidence comes from how unusual features
 * are, lag is taken out, fits can be aborted, and a failing one leaves the model as it was.
 *
 * @example
 * ```ts
 * import { CustomRegressor } from 'camdial';
 *
 * // Says what the nearest sample was labelled.
 * const nearest = new CustomRegressor(({ features, targets }) => {
 *   const known = features.map((each, i) => ({ features: each.slice(), target: targets[i]!.slice() }));
 *   const distance = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0);
 *   return (seen) =>
 *     known
 *       .map(({ features, target }) => ({ target, far: distance(features, seen) }))
 *       .reduce((a, b) => (b.far < a.far ? b : a)).target;
 * });
 * ```
 */
export class CustomRegressor extends Regressor {
  readonly #learn: Learn;
  readonly #validationFolds: number;
  readonly #fitting = new SingleFit('CustomRegressor');
  readonly #gram = new GramCache();
  #model: { read: Read; trusts: Trusts; length: number; outputs: number } | null = null;

  /**
   * @param learn - how it learns.
   * @throws CamdialError `bad-argument` unless `validationFolds` is a whole number from 0.
   */
  constructor(learn: Learn, { validationFolds = 5 }: CustomRegressorOptions = {}) {
    super();
    if (!Number.isInteger(validationFolds) || validationFolds < 0) {
      throw new CamdialError(
        'bad-argument',
        `CustomRegressor needs validationFolds to be a whole number from 0, got ${validationFolds}.`,
      );
    }
    this.#learn = learn;
    this.#validationFolds = validationFolds;
  }

  get fitted(): boolean {
    return this.#model !== null;
  }

  /** @throws CamdialError as {@link Regressor.fit}, and what the method throws. */
  override fit(samples: SampleStore, { signal, onProgress }: FitOptions = {}): Promise<FitReport> {
    return this.#fitting.run(signal, async (ending) => {
      const begin = performance.now();
      const pause = new Pause();
      const progress = (fraction: number) => {
        ending.throwIfAborted();
        onProgress?.({ fraction });
      };
      const study = await studyOf(samples, this.#gram, pause, (fraction) => progress(0.2 * fraction));
      const { features, featureLength, outputs } = study.set;
      const targets = sampleTargets(study.set, study.lag ?? 0);
      const learn = async (from: readonly number[]) => {
        const read = await this.#learn({
          features: from.map(features),
          targets: from.map((i) => targets[i]!),
          signal: ending,
        });
        ending.throwIfAborted();
        return read;
      };
      const plans = await trialPlans(study, this.#validationFolds, pause, () => progress(0.2));
      const read = await learn(indicesOf(study.set));
      check(await read(features(0).slice()), outputs);
      progress(0.4);
      const tried = await validated(plans, study, learn, pause, (fraction) => progress(0.4 + 0.6 * fraction));
      const trusts = await trustIn(tried, pause);
      progress(1);
      this.#model = { read, trusts, length: featureLength, outputs };
      return reportOn(tried, study, begin);
    });
  }

  override async predict(features: Float32Array): Promise<Prediction> {
    this.#fitting.checkAlive();
    if (!this.#model) {
      throw new CamdialError(
        'not-fitted',
        'This CustomRegressor has not learned anything. Await fit() with samples before predict().',
      );
    }
    const { read, trusts, length, outputs } = this.#model;
    checkFeatures(features, length);
    const confidence = trusts.of(features);
    const values = Float32Array.from(await read(features.slice()));
    check(values, outputs);
    return { values, confidence };
  }

  override dispose(): void {
    this.#fitting.dispose();
    this.#gram.clear();
    this.#model = null;
  }
}

/** @throws CamdialError `fit-failed` unless a reading is whole. */
function check(values: ArrayLike<number>, outputs: number): void {
  if (values.length === outputs && Array.from(values).every(Number.isFinite)) return;
  throw new CamdialError(
    'fit-failed',
    `A method of a CustomRegressor is to read ${outputs} finite number${outputs === 1 ? '' : 's'}, and read [${Array.from(values).join(', ')}].`,
  );
}
