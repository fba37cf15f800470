import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { Sequential } from '@tensorflow/tfjs-layers';
import type { TfjsCore, TfjsLayers } from '../tfjs/packages.js';

/** TensorFlow.js, loaded. */
export interface Tfjs {
  readonly core: TfjsCore;
  readonly layers: TfjsLayers;
}

/** What a network is made with. */
export interface MlpShape {
  readonly featureLength: number;
  readonly hiddenUnits: number;
  readonly outputs: number;
  readonly outputBias: boolean;
  readonly learningRate: number;
  readonly seed: number;
  /** Whether targets may be NaN, for what a sample does not teach. */
  readonly isMasked: boolean;
}

/** The network as TensorFlow.js has it. Every tensor is made and freed here; only arrays go in and out. */
export class MlpNetwork {
  readonly #core: TfjsCore;
  readonly #shape: MlpShape;
  readonly #model: Sequential;
  readonly #optimizer: ReturnType<TfjsCore['train']['adam']>;
  /** How much each target of the batch at hand counts, where some do not. */
  #counts: Tensor2D | null = null;

  constructor({ core, layers: { layers, initializers, sequential } }: Tfjs, shape: MlpShape) {
    const { featureLength, hiddenUnits, outputs, outputBias, learningRate, seed, isMasked } = shape;
    this.#core = core;
    this.#shape = shape;
    this.#optimizer = core.train.adam(learningRate);
    this.#model = sequential({
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
    this.#model.compile({
      optimizer: this.#optimizer,
      loss: isMasked
        ? (y, predicted) => core.mean(core.mul(this.#counts!, core.square(core.sub(predicted, y))), -1)
        : 'meanSquaredError',
    });
  }

  /**
   * Takes one step.
   *
   * @param features - of the samples of a batch, back to back; so are the targets.
   * @returns the loss before it: mean squared error over what is taught.
   */
  async learn(features: Float32Array, targets: Float32Array): Promise<number> {
    const { featureLength, outputs, isMasked } = this.#shape;
    const rows = targets.length / outputs;
    const taught = isMasked ? targets.map((value) => (Number.isNaN(value) ? 0 : value)) : targets;
    const x = this.#core.tensor2d(features, [rows, featureLength]);
    const y = this.#core.tensor2d(taught, [rows, outputs]);
    this.#counts = isMasked ? this.#core.tensor2d(countsOf(targets), [rows, outputs]) : null;
    try {
      return (await this.#model.trainOnBatch(x, y)) as number; // one loss, no metrics
    } finally {
      this.#core.dispose([x, y, ...(this.#counts ? [this.#counts] : [])]);
    }
  }

  /** @returns targets of the samples, back to back. */
  async predict(features: Float32Array): Promise<Float32Array> {
    const { featureLength } = this.#shape;
    const x = this.#core.tensor2d(features, [features.length / featureLength, featureLength]);
    const y = this.#model.predictOnBatch(x) as Tensor2D;
    try {
      return (await y.data()) as Float32Array;
    } finally {
      this.#core.dispose([x, y]);
    }
  }

  /** @returns kernel and bias of the hidden layer, kernel and perhaps bias of the outputs; copies. */
  async weights(): Promise<Float32Array[]> {
    return Promise.all(
      this.#model.getWeights().map(async (tensor) => ((await tensor.data()) as Float32Array).slice()),
    );
  }

  dispose(): void {
    this.#model.dispose();
    this.#optimizer.dispose();
  }
}

/** So that the mean over all targets is that over those that are taught. */
function countsOf(targets: Float32Array): Float32Array {
  const taught = targets.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : 1), 0);
  return targets.map((value) => (Number.isNaN(value) ? 0 : targets.length / taught));
}
