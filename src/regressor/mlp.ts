import { CamdialError } from '../errors.js';
import { Pause } from '../pause.js';
import { checkFeatures } from '../samples/checks.js';
import type { SampleStore } from '../samples/sample-store.js';
import type { TfjsBackend } from '../tfjs/backends.js';
import { Familiarity } from './familiarity.js';
import { type MlpSettings, MlpTrainer } from './mlp-trainer.js';
import type { MlpWeights } from './mlp-weights.js';
import { type FitOptions, type FitReport, type Prediction, Regressor } from './regressor.js';
import { SingleFit } from './single-fit.js';
import { loadTfjs } from './tfjs.js';
import { type TrainingSet, trainingSet } from './training-set.js';
import { advise, type Fold, HeldOutScore, holdOut } from './validation.js';

/** Options of {@link MlpRegressor}. */
export interface MlpOptions {
  /** Units of the hidden layer. Default 100. */
  hiddenUnits?: number | undefined;
  /** Step size of Adam. Default 0.0001. */
  learningRate?: number | undefined;
  /** Size of a batch as a share of the samples, 0..1; a batch is 1 to 32 samples. Default 0.4. */
  batchFraction?: number | undefined;
  /** Passes over the samples. Default 20. */
  epochs?: number | undefined;
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
   * Where TensorFlow.js computes. `auto` keeps what the page has set, else takes `webgl` on a graphics processor, `wasm`
   * where its files are known, `cpu` anywhere. `webgpu` is for pages that have imported its package. Default `auto`.
   */
  backend?: TfjsBackend | undefined;
  /** Where the page serves the .wasm files of `@tensorflow/tfjs-backend-wasm`: a folder, or an address for each file name. */
  wasmPaths?: string | Readonly<Record<string, string>> | undefined;
}

/**
 * The network of the webcam-pong tutorial: flatten, dense with relu, dense linear; mean squared error, Adam. Trained with
 * TensorFlow.js, which is loaded at the first fit. Batches go to the device one at a time, so there may be any number of
 * samples; predictions are plain arithmetic and need no TensorFlow.js.
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
  readonly #validationFolds: number;
  readonly #tfjs: Parameters<typeof loadTfjs>[0];
  readonly #fitting = new SingleFit('MlpRegressor');
  #model: { weights: MlpWeights; familiarity: Familiarity; featureLength: number } | null = null;

  /** @throws CamdialError `bad-argument` for an option outside its range. */
  constructor({
    hiddenUnits = 100,
    learningRate = 1e-4,
    batchFraction = 0.4,
    epochs = 20,
    outputBias = true,
    scaleFeatures = true,
    scaleTargets = true,
    seed = 1,
    validationFolds = 1,
    backend = 'auto',
    wasmPaths,
  }: MlpOptions = {}) {
    super();
    check(
      'hiddenUnits',
      hiddenUnits,
      'a whole number from 1',
      Number.isInteger(hiddenUnits) && hiddenUnits > 0,
    );
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
    check('epochs', epochs, 'a whole number from 1', Number.isInteger(epochs) && epochs > 0);
    check('seed', seed, 'a whole number', Number.isInteger(seed));
    check(
      'validationFolds',
      validationFolds,
      'a whole number from 0',
      Number.isInteger(validationFolds) && validationFolds >= 0,
    );
    this.#settings = {
      hiddenUnits,
      learningRate,
      batchFraction,
      epochs,
      outputBias,
      scaleFeatures,
      scaleTargets,
      seed,
    };
    this.#validationFolds = validationFolds;
    this.#tfjs = { backend, wasmPaths };
  }

  get fitted(): boolean {
    return this.#model !== null;
  }

  /**
   * Learns from all samples of a store; `onProgress` gets the loss of every batch. The model is replaced only when the
   * fit has succeeded.
   *
   * @throws CamdialError as {@link Regressor.fit}; `tfjs-missing`, `tfjs-mismatch` or `unsupported` when TensorFlow.js
   * cannot be had, `fit-failed` when the loss is not finite (a learning rate too high).
   */
  override fit(samples: SampleStore, { signal, onProgress }: FitOptions = {}): Promise<FitReport> {
    return this.#fitting.run(signal, async (ending) => {
      const begin = performance.now();
      const set = trainingSet(samples);
      onProgress?.({ fraction: 0 });
      const trainer = new MlpTrainer(await loadTfjs(this.#tfjs), this.#settings);
      ending.throwIfAborted();
      const { method, folds } = holdOut(set);
      const tried = evenly(folds, this.#validationFolds);
      const share = 1 / (1 + tried.length);

      const pause = new Pause();
      const weights = await trainer.train(set, all(set), pause, (step) => {
        ending.throwIfAborted();
        const { epoch, batch, loss } = step;
        onProgress?.({ fraction: step.fraction * share, epoch, batch, loss });
      });
      const score = new HeldOutScore(set.outputs);
      for (const [f, fold] of tried.entries()) {
        const held = new Set(fold.held);
        const left = all(set).filter((i) => !held.has(i));
        const other = await trainer.train(set, left, pause, ({ fraction }) => {
          ending.throwIfAborted();
          onProgress?.({ fraction: (1 + f + fraction) * share });
        });
        for (const i of fold.scored) {
          const values = other.predict(set.features[i]!);
          for (const [output, truth] of set.targets[i]!.entries())
            score.add(output, truth, values[output]! - truth);
        }
      }
      this.#model = { weights, familiarity: new Familiarity(set), featureLength: set.featureLength };
      const measured = tried.length > 0 ? method : 'none';
      const outputs = score.reports;
      return {
        samples: set.features.length,
        rounds: set.roundSizes.length,
        milliseconds: performance.now() - begin,
        outputs,
        method: measured,
        advice: this.#validationFolds > 0 ? advise(set, measured, outputs) : [],
      };
    });
  }

  override predict(features: Float32Array): Prediction {
    this.#fitting.checkAlive();
    if (!this.#model) {
      throw new CamdialError(
        'not-fitted',
        'This MlpRegressor has not learned anything. Await fit() with samples before predict().',
      );
    }
    const { weights, familiarity, featureLength } = this.#model;
    checkFeatures(features, featureLength);
    return { values: weights.predict(features), confidence: familiarity.of(features) };
  }

  override dispose(): void {
    this.#fitting.dispose();
    this.#model = null;
  }
}

function check(name: string, value: number, expected: string, isGood: boolean): void {
  if (!isGood)
    throw new CamdialError('bad-argument', `MlpRegressor needs ${name} to be ${expected}, got ${value}.`);
}

function all({ features }: TrainingSet): number[] {
  return features.map((_, i) => i);
}

/** So many of the folds, spread evenly. */
function evenly(folds: readonly Fold[], count: number): Fold[] {
  if (count >= folds.length) return [...folds];
  return Array.from({ length: count }, (_, i) => folds[Math.floor(((i + 0.5) * folds.length) / count)]!);
}
