import { CamdialError } from '../errors.js';
import { Pause } from '../pause.js';
import { checkFeatures } from '../samples/checks.js';
import type { SampleStore } from '../samples/sample-store.js';
import type { ModelData } from '../samples/saved-dial.js';
import type { TfjsBackend } from '../tfjs/backends.js';
import { GramCache } from './gram.js';
import { sampleTargets } from './labels.js';
import { layersModelFiles } from './layers-model-files.js';
import { openPlace, type PlaceOptions } from './mlp-place.js';
import type { MlpSettings } from './mlp-trainer.js';
import { watchedOf } from './mlp-watched.js';
import { MlpWeights } from './mlp-weights.js';
import { Contents } from './model-data.js';
import {
  type FitOptions,
  type FitProgress,
  type FitReport,
  type Prediction,
  Regressor,
} from './regressor.js';
import { SingleFit } from './single-fit.js';
import { studyOf } from './study.js';
import { Trusts } from './trusts.js';
import { indicesOf, type LearnFrom, reportOn, trialPlans, trustIn, validated } from './validation.js';

/** See {@link MlpOptions.earlyStopping}. */
export interface EarlyStopping {
  /** Passes without gain after which training ends; a whole number from 1. Default 5. */
  patience?: number | undefined;
}

/** Options of {@link MlpRegressor}. */
export interface MlpOptions {
  /** Units of the hidden layer. Default 100. */
  hiddenUnits?: number | undefined;
  /** Step size of Adam. Default 0.0001. */
  learningRate?: number | undefined;
  /** Size of a batch as a share of the samples, 0..1; a batch is 1 to 32 samples. Default 0.4. */
  batchFraction?: number | undefined;
  /** Passes over the samples; with `earlyStopping` the most. Default 20. */
  epochs?: number | undefined;
  /**
   * Whether to end when more passes do no good: a round (or a stretch of every round, where each round teaches what no other
   * does) is held out, the error on it is watched after every pass, and after `patience` passes (default 5) without a
   * smaller one the weights of the best pass are kept. So the model has seen all samples but those. Where nothing can be
   * held out, all `epochs` are done. Default false, as in the tutorial.
   */
  earlyStopping?: boolean | EarlyStopping | undefined;
  /** Whether the output layer has a bias. Default true; the tutorial's had none. */
  outputBias?: boolean | undefined;
  /** Whether features are centred and brought to one scale before they go in. Default true; the tutorial's were not. */
  scaleFeatures?: boolean | undefined;
  /** Whether targets are centred and brought to unit variance, so that labels may have any unit. Default true; the tutorial's were not. */
  scaleTargets?: boolean | undefined;
  /** Seed of first weights and of the order of samples: the same gives the same model on the same backend. Default 1. */
  seed?: number | undefined;
  /**
   * How many of the held-out parts (at most five stretches, or the rounds) to train another model for, to measure the
   * honest error; each takes about as long as the model itself. 0 measures none. Default 1.
   */
  validationFolds?: number | undefined;
  /**
   * Whether to train in a worker, so that the page stays smooth. Default: where it can, and `info.workerReason` says why not
   * otherwise; true makes that an error. A function that makes a worker takes yours, which imports `camdial/mlp-worker`.
   */
  worker?: boolean | (() => Worker) | undefined;
  /**
   * Where TensorFlow.js computes. `auto` takes `webgl` on a graphics processor, `wasm` where its files are known, `cpu`
   * anywhere; in the page it keeps what the page has set. `webgpu` is for pages, or workers of your own, that have imported
   * its package. Default `auto`.
   */
  backend?: TfjsBackend | undefined;
  /**
   * Where the page serves the .wasm files of `@tensorflow/tfjs-backend-wasm`: a folder, or an address for each file name.
   * Default in the worker: where the bundler has put them; for `worker: false` import them from `camdial/wasm-files`.
   */
  wasmPaths?: string | Readonly<Record<string, string>> | undefined;
}

/** How a network was trained, and why so. */
export interface MlpInfo {
  /** Whether in a worker. */
  readonly worker: boolean;
  /** Why it was, or was not. */
  readonly workerReason: string;
  /** What TensorFlow.js computed on, e.g. `wasm`. */
  readonly backend: string;
  /** Passes over the samples that the model has had: fewer than `epochs` where `earlyStopping` ended it. */
  readonly epochs: number;
}

/**
 * The network of the webcam-pong tutorial: flatten, dense with relu, dense linear; mean squared error, Adam. Trained with
 * TensorFlow.js, which a fit loads in a worker of its own, where that is possible. Batches go to the device one at a time,
 * so there may be any number of samples; predictions are plain arithmetic and need no TensorFlow.js. An output that a
 * sample does not teach does not count in its loss.
 *
 * The tutorial's very recipe is `{ outputBias: false, scaleFeatures: false, scaleTargets: false }`.
 *
 * @example
 * ```ts
 * import { MlpRegressor } from 'camdial';
 *
 * const regressor = new MlpRegressor({ hiddenUnits: 50, epochs: 40 });
 * ```
 */
export class MlpRegressor extends Regressor {
  readonly #settings: MlpSettings;
  readonly #epochs: number;
  /** Passes without gain that end a training; null for all passes. */
  readonly #patience: number | null;
  readonly #validationFolds: number;
  readonly #place: PlaceOptions;
  readonly #fitting = new SingleFit('MlpRegressor');
  readonly #gram = new GramCache();
  #model: MlpModel | null = null;

  /** @throws CamdialError `bad-argument` for an option outside its range. */
  constructor({
    hiddenUnits = 100,
    learningRate = 1e-4,
    batchFraction = 0.4,
    epochs = 20,
    earlyStopping = false,
    outputBias = true,
    scaleFeatures = true,
    scaleTargets = true,
    seed = 1,
    validationFolds = 1,
    worker,
    backend = 'auto',
    wasmPaths,
  }: MlpOptions = {}) {
    super();
    const { patience = 5 } = typeof earlyStopping === 'object' ? earlyStopping : {};
    checkCount('hiddenUnits', hiddenUnits, 1);
    checkCount('epochs', epochs, 1);
    checkCount('validationFolds', validationFolds, 0);
    checkCount('earlyStopping.patience', patience, 1);
    check(
      'learningRate',
      learningRate,
      'a number above 0',
      learningRate > 0 && Number.isFinite(learningRate),
    );
    check(
      'batchFraction',
      batchFraction,
      'a number above 0 and at most 1',
      batchFraction > 0 && batchFraction <= 1,
    );
    check('seed', seed, 'a whole number', Number.isInteger(seed));
    this.#settings = {
      hiddenUnits,
      learningRate,
      batchFraction,
      outputBias,
      scaleFeatures,
      scaleTargets,
      seed,
    };
    this.#epochs = epochs;
    this.#patience = earlyStopping ? patience : null;
    this.#validationFolds = validationFolds;
    this.#place = { tfjs: { backend, wasmPaths }, worker };
  }

  get fitted(): boolean {
    return this.#model !== null;
  }

  /** How the model was trained; null before the first fit, and for one that was imported. */
  get info(): MlpInfo | null {
    return this.#model?.info ?? null;
  }

  /**
   * Learns from all samples of a store; `onProgress` gets the loss of every batch. The model is replaced only when the
   * fit has succeeded.
   *
   * @throws CamdialError as {@link Regressor.fit}; `tfjs-missing`, `tfjs-mismatch` or `unsupported` when TensorFlow.js
   * cannot be had, `fit-failed` when the loss is not finite (a learning rate too high), `worker-failed` when the worker
   * does not start where one was asked for, or dies.
   */
  override fit(samples: SampleStore, { signal, onProgress }: FitOptions = {}): Promise<FitReport> {
    return this.#fitting.run(signal, async (ending) => {
      const over = new AbortController();
      // Whatever comes of the fit, its worker is ended.
      const place = openPlace(this.#place, AbortSignal.any([ending, over.signal]));
      place.catch(() => {}); // told when it is awaited
      try {
        return await this.#fit(samples, place, (progress) => {
          ending.throwIfAborted();
          if (progress) onProgress?.(progress);
        });
      } finally {
        over.abort();
      }
    });
  }

  /** @param progress - throws when the fit is to end. */
  async #fit(
    samples: SampleStore,
    opening: ReturnType<typeof openPlace>,
    progress: (progress?: FitProgress) => void,
  ): Promise<FitReport> {
    const begin = performance.now();
    const pause = new Pause();
    const study = await studyOf(samples, this.#gram, pause, () => progress());
    progress({ fraction: 0 });
    const { set } = study;
    const lessons = {
      features: indicesOf(set).map(set.features),
      targets: sampleTargets(set, study.lag ?? 0),
      featureLength: set.featureLength,
      outputs: set.outputs,
    };
    const plans = await trialPlans(study, this.#validationFolds, pause, () => progress());
    const watched = this.#patience === null ? null : watchedOf(plans, study);
    const { worker, workerReason, backend, gather } = await opening;
    progress();
    const train = await gather(lessons, this.#settings, pause);

    const share = 1 / (1 + plans.reduce((sum, { folds }) => sum + folds.length, 0));
    const job = {
      samples: indicesOf(set).filter((i) => !watched?.held.has(i)),
      epochs: this.#epochs,
      watched: watched && { samples: watched.scored, patience: this.#patience! },
    };
    const { arrays, epochs } = await train(job, ({ fraction, epoch, batch, loss }) =>
      progress({ fraction: fraction * share, epoch, batch, loss }),
    );
    // As many passes as the model had: another part to end by would leave too little to learn from.
    const learn: LearnFrom = async (from, onFraction) => {
      const other = await train({ samples: from, epochs, watched: null }, ({ fraction }) =>
        onFraction(fraction),
      );
      const network = new MlpWeights(other.arrays);
      return (features) => network.predict(features);
    };
    const onValidated = (fraction: number) => progress({ fraction: share + fraction * (1 - share) });
    const tried = await validated(plans, study, learn, pause, onValidated);
    const trusts = await trustIn(tried, pause);
    progress({ fraction: 1 });
    const info = { worker, workerReason, backend, epochs };
    this.#model = { weights: new MlpWeights(arrays), trusts, featureLength: set.featureLength, info };
    const report = reportOn(tried, study, begin);
    return this.#validationFolds > 0 ? report : { ...report, advice: [] };
  }

  override predict(features: Float32Array): Prediction {
    const { weights, trusts, featureLength } = this.#fittedModel('predict()');
    checkFeatures(features, featureLength);
    return { values: weights.predict(features), confidence: trusts.of(features) };
  }

  /**
   * The network as a LayersModel of TensorFlow.js, for other programs: two dense layers that take a batch of feature vectors
   * as they are, and give targets in the units of the labels. What tells the confidence is not part of it.
   *
   * @returns `model.json`, and `weights.bin` that it names.
   * @throws CamdialError `not-fitted` before the first fit, `disposed` after `dispose()`.
   *
   * @example
   * ```ts
   * import * as tf from '@tensorflow/tfjs-core';
   * import { loadLayersModel } from '@tensorflow/tfjs-layers';
   *
   * declare const regressor: MlpRegressor;
   * const files = regressor.toFiles();
   * for (const file of files) {
   *   const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(file), download: file.name });
   *   link.click();
   * }
   * const model = await loadLayersModel(tf.io.browserFiles(files));
   * ```
   */
  toFiles(): [model: File, weights: File] {
    const { hidden, hiddenBias, output, outputBias } = this.#fittedModel('toFiles()').weights.arrays;
    return layersModelFiles([
      { name: 'hidden', kernel: hidden, bias: hiddenBias, activation: 'relu' },
      { name: 'output', kernel: output, bias: outputBias, activation: 'linear' },
    ]);
  }

  override exportModel(): ModelData | null {
    if (!this.#model) return null;
    const { weights, trusts, featureLength } = this.#model;
    const { numbers, arrays } = trusts.data;
    return {
      kind,
      numbers: { ...numbers, featureLength, outputs: weights.arrays.outputBias.length },
      arrays: { ...arrays, ...weights.arrays },
    };
  }

  override importModel(data: ModelData): boolean {
    this.#fitting.checkFree();
    if (data.kind !== kind) return false;
    const contents = new Contents(data);
    const featureLength = contents.count('featureLength');
    const hiddenBias = contents.array('hiddenBias', Float32Array);
    const outputBias = contents.array('outputBias', Float32Array, contents.count('outputs'));
    const weights = new MlpWeights({
      hidden: contents.array('hidden', Float32Array, hiddenBias.length * featureLength),
      hiddenBias,
      output: contents.array('output', Float32Array, outputBias.length * hiddenBias.length),
      outputBias,
    });
    const trusts = Trusts.from(contents, featureLength);
    this.#model = { weights, trusts, featureLength, info: null };
    return true;
  }

  override dispose(): void {
    this.#fitting.dispose();
    this.#gram.clear();
    this.#model = null;
  }

  #fittedModel(wanted: string): MlpModel {
    this.#fitting.checkAlive();
    if (this.#model) return this.#model;
    throw new CamdialError(
      'not-fitted',
      `This MlpRegressor has not learned anything. Await fit() with samples before ${wanted}.`,
    );
  }
}

const kind = 'camdial-mlp-1';

interface MlpModel {
  readonly weights: MlpWeights;
  readonly trusts: Trusts;
  readonly featureLength: number;
  /** null for one that was trained elsewhere. */
  readonly info: MlpInfo | null;
}

function check(name: string, value: number, expected: string, isGood: boolean): void {
  if (!isGood)
    throw new CamdialError('bad-argument', `MlpRegressor needs ${name} to be ${expected}, got ${value}.`);
}

function checkCount(name: string, value: number, least: number): void {
  check(name, value, `a whole number from ${least}`, Number.isInteger(value) && value >= least);
}
