import { CamdialError } from '../errors.js';
import type { Pause } from '../pause.js';
import { randomFrom } from '../random.js';
import { MlpNetwork, type Tfjs } from './mlp-network.js';
import {
  lossScale,
  noScale,
  oneScale,
  type Scale,
  scaled,
  unitVariance,
  withoutScales,
} from './mlp-scale.js';
import { type MlpArrays, MlpWeights } from './mlp-weights.js';

/** See {@link MlpOptions}. */
export interface MlpSettings {
  readonly hiddenUnits: number;
  readonly learningRate: number;
  readonly batchFraction: number;
  readonly outputBias: boolean;
  readonly scaleFeatures: boolean;
  readonly scaleTargets: boolean;
  readonly seed: number;
}

/** What is learned from. */
export interface Lessons {
  readonly features: readonly Float32Array[];
  /** NaN for an output that a sample does not teach. */
  readonly targets: readonly Float32Array[];
  readonly featureLength: number;
  readonly outputs: number;
}

/** What one network is to learn. */
export interface TrainingJob {
  /** Indices of the samples to learn from. */
  readonly samples: readonly number[];
  /** Passes over them; the most, where others are watched. */
  readonly epochs: number;
  /** Samples to end by, which it does not learn from: see {@link MlpOptions.earlyStopping}. */
  readonly watched: { readonly samples: readonly number[]; readonly patience: number } | null;
}

/** A batch has been learned. */
export interface TrainingStep {
  /** 0..1 of the training. */
  readonly fraction: number;
  /** From 1. */
  readonly epoch: number;
  /** From 1, through all epochs. */
  readonly batch: number;
  /** Mean squared error of the batch, in the square of the units of the labels. */
  readonly loss: number;
}

/** What came of a training. */
export interface Trained {
  readonly arrays: MlpArrays;
  /** Passes over the samples that these weights have had. */
  readonly epochs: number;
}

const largestBatch = 32;

/** Trains networks with TensorFlow.js, each from the beginning. */
export class MlpTrainer {
  readonly #tfjs: Tfjs;
  readonly #settings: MlpSettings;
  readonly #lessons: Lessons;

  constructor(tfjs: Tfjs, settings: MlpSettings, lessons: Lessons) {
    this.#tfjs = tfjs;
    this.#settings = settings;
    this.#lessons = lessons;
  }

  /**
   * @param onStep - told of every batch; what it throws ends the training.
   * @throws CamdialError `fit-failed` when the loss is not finite.
   */
  async train(
    { samples, epochs, watched }: TrainingJob,
    pause: Pause,
    onStep: (step: TrainingStep) => void,
  ): Promise<Trained> {
    const { features, targets, featureLength, outputs } = this.#lessons;
    const { batchFraction, seed, scaleFeatures, scaleTargets } = this.#settings;
    const own = pick(targets, samples);
    const input = scaleFeatures ? oneScale(pick(features, samples), featureLength) : noScale(featureLength);
    const target = scaleTargets ? unitVariance(own, outputs) : noScale(outputs);
    const batchSize = Math.min(largestBatch, Math.max(1, Math.floor(samples.length * batchFraction)));
    const batches = Math.ceil(samples.length / batchSize);
    const isMasked = own.some((values) => values.some(Number.isNaN));
    const network = new MlpNetwork(this.#tfjs, { ...this.#settings, featureLength, outputs, isMasked });
    try {
      let best = { error: Number.POSITIVE_INFINITY, epochs: 0, weights: [] as Float32Array[] };
      const order = [...samples];
      const random = randomFrom(seed);
      for (let epoch = 1; epoch <= epochs; epoch++) {
        shuffle(order, random);
        for (let batch = 0; batch < batches; batch++) {
          const rows = order.slice(batch * batchSize, (batch + 1) * batchSize);
          const batchLoss = await network.learn(
            scaled(pick(features, rows), input),
            scaled(pick(targets, rows), target),
          );
          const loss = batchLoss * lossScale(target);
          if (!Number.isFinite(loss)) throw this.#diverged(loss);
          const done = (epoch - 1) * batches + batch + 1;
          await pause.ifDue();
          onStep({ fraction: done / (epochs * batches), epoch, batch: done, loss });
        }
        if (!watched) continue;
        const error = await this.#errorOn(watched.samples, network, input, target, pause);
        if (!Number.isFinite(error)) throw this.#diverged(error);
        if (error < best.error) best = { error, epochs: epoch, weights: await network.weights() };
        if (epoch - best.epochs >= watched.patience) break;
      }
      const weights = watched ? best.weights : await network.weights();
      const arrays = withoutScales(weights, input, target);
      silence(arrays, own);
      // The last step is behind the last loss: only a prediction shows whether it went well.
      const probe = new MlpWeights(arrays).predict(features[samples[0]!]!);
      const odd = probe.find((value) => !Number.isFinite(value));
      if (odd !== undefined) throw this.#diverged(odd);
      return { arrays, epochs: watched ? best.epochs : epochs };
    } finally {
      network.dispose();
    }
  }

  /** Mean squared error of scaled targets, over those that are taught. */
  async #errorOn(
    samples: readonly number[],
    network: MlpNetwork,
    input: Scale,
    target: Scale,
    pause: Pause,
  ): Promise<number> {
    const { features, targets } = this.#lessons;
    let sum = 0;
    let count = 0;
    for (let from = 0; from < samples.length; from += largestBatch) {
      const rows = samples.slice(from, from + largestBatch);
      const said = await network.predict(scaled(pick(features, rows), input));
      const wanted = scaled(pick(targets, rows), target);
      for (const [i, value] of wanted.entries()) {
        if (Number.isNaN(value)) continue;
        sum += (said[i]! - value) ** 2;
        count++;
      }
      await pause.ifDue();
    }
    return sum / count;
  }

  #diverged(value: number): CamdialError {
    return new CamdialError(
      'fit-failed',
      `Training diverged: a loss or prediction became ${value}. The previous model is kept; try a learning rate below ${this.#settings.learningRate}.`,
    );
  }
}

/** An output that nothing taught always says 0, not what its first weights happen to make. */
function silence({ hiddenBias, output, outputBias }: MlpArrays, targets: readonly Float32Array[]): void {
  const units = hiddenBias.length;
  for (let o = 0; o < outputBias.length; o++) {
    if (targets.some((values) => !Number.isNaN(values[o]))) continue;
    output.fill(0, o * units, (o + 1) * units);
    outputBias[o] = 0;
  }
}

function pick<T>(list: readonly T[], indices: readonly number[]): T[] {
  return indices.map((i) => list[i]!);
}

function shuffle(order: number[], random: () => number): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
}
