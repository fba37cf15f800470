import { CamdialError } from '../errors.js';
import { Pause } from '../pause.js';
import { checkFeatures } from '../samples/checks.js';
import type { SampleStore } from '../samples/sample-store.js';
import type { ModelData } from '../samples/saved-dial.js';
import { GramCache } from './gram.js';
import { layersModelFiles } from './layers-model-files.js';
import { ownLabels } from './problem.js';
import { type FitOptions, type FitReport, type Prediction, Regressor } from './regressor.js';
import { weighed } from './relevance.js';
import { RidgeModel } from './ridge-model.js';
import { type RidgeSolution, solveRidge } from './ridge-solution.js';
import { rowsOf } from './rows.js';
import { SingleFit } from './single-fit.js';
import { studyOf } from './study.js';
import { viewOf } from './training-set.js';
import { reportOn } from './validation.js';

/** Options of {@link RidgeRegressor}. */
export interface RidgeOptions {
  /**
   * Strength of the penalty on the weights, as a share of the mean squared distance of the features from their mean.
   * Default `'auto'`: the one of 1e-5 to 1e-1 that does best on what is held out.
   */
  lambda?: number | 'auto' | undefined;
  /**
   * Whether channels of features that are a picture count by how much of the labels they explain, where that makes the
   * labels likelier. Default false. With networks errors are about a tenth lower, and the report is more careful than it need
   * be where only a few poses were taught; with {@link Scattering} there is nothing to gain. A fit computes all dot products
   * anew, which takes some ten times as long.
   */
  weighChannels?: boolean | undefined;
}

/**
 * Ridge regression in closed form: the default, learned in an instant, the same result every time. Features are
 * centred and share one scale; they are not standardised one by one, which costs 10 to 30% in accuracy on spatial maps.
 *
 * Dot products of samples are kept from fit to fit ({@link Regressor.prepare} computes a row as a sample arrives), so
 * that a fit is a few factorisations of a matrix as large as the samples, or as the features where these are fewer.
 * Above 1,000 samples, every second, fourth, ... is learned from. The report's error is the exact one of leaving rounds
 * or stretches out in turn, without fitting anew; it also chooses the penalty and estimates the person's lag. With many
 * samples the work is spread over many short slices, so that the page stays smooth.
 *
 * A. E. Hoerl and R. W. Kennard, *Ridge Regression: Biased Estimation for Nonorthogonal Problems*, Technometrics
 * 12(1), 1970.
 *
 * @example
 * ```ts
 * import { RidgeRegressor, SampleStore } from 'camdial';
 *
 * const samples = new SampleStore({ backboneId: 'mine', featureShape: [1], outputs: 1 });
 * for (const x of [0, 1, 2, 3]) samples.add(new Float32Array([x]), [2 * x - 3]);
 * const regressor = new RidgeRegressor();
 * const report = await regressor.fit(samples);
 * console.log(report.outputs[0]?.mae, regressor.predict(new Float32Array([1.5])).values[0]); // about 0
 * ```
 */
export class RidgeRegressor extends Regressor {
  readonly #lambda: number | null;
  readonly #weighChannels: boolean;
  readonly #fitting = new SingleFit('RidgeRegressor');
  readonly #gram = new GramCache();
  #model: RidgeModel | null = null;

  /** @throws CamdialError `bad-argument` unless lambda is above 0. */
  constructor({ lambda = 'auto', weighChannels = false }: RidgeOptions = {}) {
    super();
    if (lambda !== 'auto' && !(lambda > 0 && Number.isFinite(lambda))) {
      throw new CamdialError(
        'bad-argument',
        `RidgeRegressor needs a lambda above 0 or 'auto', got ${lambda}.`,
      );
    }
    this.#lambda = lambda === 'auto' ? null : lambda;
    this.#weighChannels = weighChannels;
  }

  get fitted(): boolean {
    return this.#model !== null;
  }

  /** Multiplies the latest samples with those before them: about two milliseconds a sample at 500 samples of 3,200 features. */
  override prepare(samples: SampleStore): void {
    this.#fitting.checkAlive();
    // A fit computes what is missing itself; two at once would do it twice.
    if (this.#fitting.isBusy || samples.size < 2) return;
    // Half floats would all have to be read again for every sample.
    if (samples.precision === 'float16') return;
    this.#gram.advance(samples, rowsOf(viewOf(samples)), 2);
  }

  override fit(samples: SampleStore, { signal, onProgress }: FitOptions = {}): Promise<FitReport> {
    return this.#fitting.run(signal, (ending) =>
      this.#fit(samples, (fraction) => {
        ending.throwIfAborted();
        onProgress?.({ fraction });
      }),
    );
  }

  async #fit(samples: SampleStore, progress: (fraction: number) => void): Promise<FitReport> {
    const begin = performance.now();
    const pause = new Pause();
    const study = await studyOf(samples, this.#gram, pause, (fraction) => progress(0.6 * fraction));
    const { set, problems, labels } = study;
    const solutions: RidgeSolution[] = [];
    for (const problem of problems) {
      const own = ownLabels(problem, labels);
      const check = () => progress(0.6 + (0.3 * solutions.length) / problems.length);
      const chosen = this.#weighChannels ? await weighed(problem, own, set.channels, pause) : problem;
      solutions.push(await solveRidge(chosen, own, this.#lambda, pause, check));
    }
    progress(0.9);
    const model = await RidgeModel.of(solutions, labels, set.featureLength, pause);
    progress(1);
    this.#model = model;
    return reportOn(solutions, study, begin);
  }

  override predict(features: Float32Array): Prediction {
    const model = this.#fittedModel('predict()');
    checkFeatures(features, model.featureLength);
    return model.predict(features);
  }

  /**
   * The model as a LayersModel of TensorFlow.js, for other programs: one dense layer that takes a batch of feature vectors
   * as they are, and gives targets in the units of the labels, in float32. What tells the confidence is not part of it.
   *
   * @returns `model.json`, and `weights.bin` that it names.
   * @throws CamdialError `not-fitted` before the first fit, `disposed` after `dispose()`.
   */
  toFiles(): [model: File, weights: File] {
    return layersModelFiles([this.#fittedModel('toFiles()').layer]);
  }

  override exportModel(): ModelData | null {
    return this.#model?.data ?? null;
  }

  override importModel(data: ModelData): boolean {
    this.#fitting.checkFree();
    const model = RidgeModel.from(data);
    if (model) this.#model = model;
    return model !== null;
  }

  override dispose(): void {
    this.#fitting.dispose();
    this.#gram.clear();
    this.#model = null;
  }

  #fittedModel(wanted: string): RidgeModel {
    this.#fitting.checkAlive();
    if (this.#model) return this.#model;
    throw new CamdialError(
      'not-fitted',
      `This RidgeRegressor has not learned anything. Await fit() with samples before ${wanted}.`,
    );
  }
}
