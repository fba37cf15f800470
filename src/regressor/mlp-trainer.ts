import type { Sequential } from '@tensorflow/tfjs-layers';
import { CamdialError } from '../errors.js';
import type { Pause } from '../pause.js';
import { randomFrom } from '../random.js';
import type { TfjsCore, TfjsLayers } from '../tfjs/packages.js';
import { MlpWeights } from './mlp-weights.js';
import { meanOf, type TrainingSet } from './training-set.js';

/** See {@link MlpOptions}. */
export interface MlpSettings {
  readonly hiddenUnits: number;
  readonly learningRate: number;
  readonly batchFraction: number;
  readonly epochs: number;
  readonly outputBias: boolean;
  readonly scaleFeatures: boolean;
  readonly scaleTargets: boolean;
  readonly seed: number;
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

const largestBatch = 32;

/** Trains the network with TensorFlow.js. Every tensor is made and freed here; only arrays leave. */
export class MlpTrainer {
  readonly #core: TfjsCore;
  readonly #layers: TfjsLayers;
  readonly #settings: MlpSettings;

  constructor({ core, layers }: { core: TfjsCore; layers: TfjsLayers }, settings: MlpSettings) {
    this.#core = core;
    this.#layers = layers;
    this.#settings = settings;
  }

  /**
   * @param indices - the samples to learn from.
   * @param onStep - told of every batch; what it throws ends the training.
   * @throws CamdialError `fit-failed` when the loss is not finite.
   */
  async train(
    set: TrainingSet,
    indices: readonly number[],
    pause: Pause,
    onStep: (step: TrainingStep) => void,
  ): Promise<MlpWeights> {
    const { featureLength, outputs } = set;
    const { hiddenUnits, learningRate, batchFraction, epochs, seed, outputBias } = this.#settings;
    const input = this.#settings.scaleFeatures
      ? oneScale(pick(set.features, indices), featureLength)
      : noScale(featureLength);
    const target = this.#settings.scaleTargets
      ? unitVariance(pick(set.targets, indices), outputs)
      : noScale(outputs);
    const batchSize = Math.min(largestBatch, Math.max(1, Math.floor(indices.length * batchFraction)));
    const batches = Math.ceil(indices.length / batchSize);

    const { layers, initializers, sequential } = this.#layers;
    const optimizer = this.#core.train.adam(learningRate);
    const model = sequential({
      layers: [
        layers.dense({
          inputShape: [featureLength],
          units: hiddenUnits,
          activation: 'relu',
          kernelInitializer: initializers.varianceScaling({ seed }),
        }),
        layers.dense({
          units: outputs,
          kernelInitializer: initializers.varianceScaling({ seed: seed + 1 }),
          useBias: outputBias,
        }),
      ],
    });
    try {
      model.compile({ optimizer, loss: 'meanSquaredError' });
      const order = [...indices];
      const random = randomFrom(seed);
      for (let epoch = 0; epoch < epochs; epoch++) {
        shuffle(order, random);
        for (let batch = 0; batch < batches; batch++) {
          const rows = order.slice(batch * batchSize, (batch + 1) * batchSize);
          const loss = (await this.#learn(model, set, rows, input, target)) * lossScale(target);
          if (!Number.isFinite(loss)) throw diverged(learningRate, loss);
          const done = epoch * batches + batch + 1;
          await pause.ifDue();
          onStep({ fraction: done / (epochs * batches), epoch: epoch + 1, batch: done, loss });
        }
      }
      const weights = await weightsOf(model, input, target);
      // The last step is behind the last loss: only a prediction shows whether it went well.
      const [probe] = weights.predict(set.features[indices[0]!]!);
      if (!Number.isFinite(probe)) throw diverged(learningRate, probe!);
      return weights;
    } finally {
      model.dispose();
      optimizer.dispose();
    }
  }

  async #learn(
    model: Sequential,
    set: TrainingSet,
    rows: readonly number[],
    input: Scale,
    target: Scale,
  ): Promise<number> {
    const x = this.#core.tensor2d(scaled(pick(set.features, rows), input), [rows.length, set.featureLength]);
    const y = this.#core.tensor2d(scaled(pick(set.targets, rows), target), [rows.length, set.outputs]);
    try {
      return (await model.trainOnBatch(x, y)) as number; // one loss, no metrics
    } finally {
      x.dispose();
      y.dispose();
    }
  }
}

/** (value - mean) / deviation; one deviation for all features, one for each output. */
interface Scale {
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
}

function noScale(length: number): Scale {
  return { mean: new Float64Array(length), deviation: new Float64Array(length).fill(1) };
}

function unitVariance(vectors: readonly Float32Array[], length: number): Scale {
  const mean = meanOf(vectors, length);
  const deviation = new Float64Array(length);
  for (const vector of vectors)
    for (let i = 0; i < length; i++) deviation[i]! += (vector[i]! - mean[i]!) ** 2;
  return { mean, deviation: deviation.map((sum) => Math.sqrt(sum / vectors.length) || 1) };
}

function oneScale(vectors: readonly Float32Array[], length: number): Scale {
  const { mean, deviation } = unitVariance(vectors, length);
  const variance = deviation.reduce((sum, each) => sum + each * each, 0) / length;
  return { mean, deviation: deviation.fill(Math.sqrt(variance)) };
}

function scaled(vectors: readonly Float32Array[], { mean, deviation }: Scale): Float32Array {
  const length = mean.length;
  const out = new Float32Array(vectors.length * length);
  for (const [row, vector] of vectors.entries()) {
    for (let i = 0; i < length; i++) out[row * length + i] = (vector[i]! - mean[i]!) / deviation[i]!;
  }
  return out;
}

/** From the loss of scaled targets to that in the units of the labels (their mean, where outputs differ). */
function lossScale({ deviation }: Scale): number {
  return deviation.reduce((sum, each) => sum + each * each, 0) / deviation.length;
}

/** Reads the weights back with the scales folded in, so that a prediction takes features as they are. */
async function weightsOf(model: Sequential, input: Scale, target: Scale): Promise<MlpWeights> {
  const [kernel, bias, outputKernel, outputBias] = await Promise.all(
    model.getWeights().map((tensor) => tensor.data() as Promise<Float32Array>),
  );
  const length = input.mean.length;
  const units = bias!.length;
  const outputs = target.mean.length;
  const hidden = new Float32Array(units * length);
  const hiddenBias = Float64Array.from(bias!);
  for (let i = 0; i < length; i++) {
    for (let unit = 0; unit < units; unit++) {
      const weight = kernel![i * units + unit]! / input.deviation[i]!;
      hidden[unit * length + i] = weight;
      hiddenBias[unit]! -= weight * input.mean[i]!;
    }
  }
  const output = new Float32Array(outputs * units);
  for (let unit = 0; unit < units; unit++) {
    for (let o = 0; o < outputs; o++)
      output[o * units + unit] = outputKernel![unit * outputs + o]! * target.deviation[o]!;
  }
  const middle = Float32Array.from(
    target.mean,
    (mean, o) => mean + (outputBias?.[o] ?? 0) * target.deviation[o]!,
  );
  return new MlpWeights(hidden, Float32Array.from(hiddenBias), output, middle);
}

function diverged(learningRate: number, value: number): CamdialError {
  return new CamdialError(
    'fit-failed',
    `Training diverged: a loss or prediction became ${value}. The previous model is kept; try a learning rate below ${learningRate}.`,
  );
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
