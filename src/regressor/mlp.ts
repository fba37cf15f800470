import { CamdialError } from '../errors.js';
import { Pause } from '../pause.js';
import { checkFeatures } from '../samples/checks.js';
import type { SampleStore } from '../samples/sample-store.js';
import type { TfjsBackend } from '../tfjs/backends.js';
import { advise } from './advice.js';
import type { Fold } from './folds.js';
import { GramCache } from './gram.js';
import { sampleTargets } from './labels.js';
import { type MlpSettings, MlpTrainer } from './mlp-trainer.js';
import type { MlpWeights } from './mlp-weights.js';
import { ownLabels } from './problem.js';
import { type FitOptions, type FitReport, type Prediction, Regressor } from './regressor.js';
import { examinedOf, type RidgeSolution, reportsOf, solveRidge } from './ridge-solution.js';
import { SingleFit } from './single-fit.js';
import { type Study, studyOf } from './study.js';
import { loadTfjs } from './tfjs.js';
import type { TrainingSet } from './training-set.js';
import { Trust } from './trust.js';

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
  readonly #gram = new GramCache();
  #model: { weights: MlpWeights; trusts: readonly Trust[]; featureLength: number } | null = null;

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
      const pause = new Pause();
      const study = await studyOf(samples, this.#gram, pause, () => ending.throwIfAborted());
      onProgress?.({ fraction: 0 });
      const trainer = new MlpTrainer(await loadTfjs(this.#tfjs), this.#settings);
      ending.throwIfAborted();
      const set = { ...study.set, targets: sampleTargets(study.set, study.lag ?? 0) };
      const trials = await trialsOf(study, this.#validationFolds, pause);
      const share = 1 / (1 + trials.reduce((sum, { folds }) => sum + folds.length, 0));

      const weights = await trainer.train(set, all(set), pause, (step) => {
        ending.throwIfAborted();
        const { epoch, batch, loss } = step;
        onProgress?.({ fraction: step.fraction * share, epoch, batch, loss });
      });
      let done = 1;
      const examined: Tried[] = [];
      for (const { solution, folds } of trials) {
        const tried = new Map<number, readonly number[]>();
        for (const fold of folds) {
          const other = await trainer.train(set, without(fold, solution, study), pause, ({ fraction }) => {
            ending.throwIfAborted();
            onProgress?.({ fraction: (done + fraction) * share });
          });
          done++;
          for (const row of fold.scored) {
            const values = other.predict(solution.problem.vectors[row]!);
            const errors = solution.problem.outputs.map(
              (output, i) => solution.labels.targets[i]![row]! - values[output]!,
            );
            tried.set(row, errors);
          }
        }
        examined.push({
          ...solution,
          trials: solution.trials.flatMap((trial) => {
            const errors = tried.get(trial.row);
            return errors ? [{ ...trial, errors }] : [];
          }),
        });
      }
      const trusts: Trust[] = [];
      for (const { problem, labels, trials, lambda } of examined) {
        const penalty = lambda * problem.system.scale;
        trusts.push(await Trust.from(problem, { penalty, targets: labels.targets, trials }, pause));
      }
      this.#model = { weights, trusts, featureLength: set.featureLength };
      const report = {
        samples: set.features.length,
        rounds: set.rounds.length,
        milliseconds: performance.now() - begin,
        ...reportsOf(examined, set.outputs),
        lag: study.lag,
      };
      const known = this.#validationFolds > 0 ? examined : [];
      return {
        ...report,
        advice:
          known.length > 0
            ? advise(
                report,
                known.map((each) => examinedOf(each, study.rows.rounds)),
              )
            : [],
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
    const { weights, trusts, featureLength } = this.#model;
    checkFeatures(features, featureLength);
    const confidence = trusts.reduce((sum, trust) => sum + trust.of(features) / trusts.length, 0);
    return { values: weights.predict(features), confidence };
  }

  override dispose(): void {
    this.#fitting.dispose();
    this.#gram.clear();
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

/** A ridge solution whose trials are the network's. */
type Tried = Pick<RidgeSolution, 'problem' | 'labels' | 'lambda' | 'holdOut' | 'trials'>;

const lambda = 1e-3;

/** What to hold out of each problem, with how unusual each row is to the others. */
async function trialsOf(
  { problems, labels }: Study,
  folds: number,
  pause: Pause,
): Promise<{ solution: RidgeSolution; folds: readonly Fold[] }[]> {
  const all: { solution: RidgeSolution; folds: readonly Fold[] }[] = [];
  for (const problem of problems) {
    const solution = await solveRidge(problem, ownLabels(problem, labels), lambda, pause, () => {});
    const of = (isBetween: boolean) => solution.holdOut.folds.filter((fold) => fold.isBetween === isBetween);
    all.push({ solution, folds: [...evenly(of(false), folds), ...evenly(of(true), folds)] });
  }
  return all;
}

/** The samples that a fold leaves to be learned from. */
function without({ held }: Fold, { problem }: RidgeSolution, { set, rows }: Study): number[] {
  const out = new Set<number>();
  for (const row of held) {
    const [start, end] = rows.spans[problem.rows[row]!]!;
    for (let i = start; i < end; i++) out.add(i);
  }
  return all(set).filter((i) => !out.has(i));
}

/** So many of the folds, spread evenly. */
function evenly(folds: readonly Fold[], count: number): Fold[] {
  if (count >= folds.length) return [...folds];
  return Array.from({ length: count }, (_, i) => folds[Math.floor(((i + 0.5) * folds.length) / count)]!);
}
