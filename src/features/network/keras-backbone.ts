import type { Preprocessing } from '../graph/preprocessing.js';
import { NetworkBackbone, startNetwork } from './network-backbone.js';
import { type BackboneOptions, recipeOf } from './options.js';

/** Options of {@link KerasBackbone.load}. */
export interface KerasBackboneOptions extends BackboneOptions {
  /** What the network was trained to see. There is no default: a wrong one gives poor features without any error. */
  preprocessing: Preprocessing;
  /** Edge of the picture that the network gets, px. Default: the model's own, else 224. A smaller one is faster. */
  inputSize?: number | undefined;
  /** Begins the backbone's id. Default `keras`. */
  name?: string | undefined;
}

/**
 * Any convolutional network of Keras as a backbone: its TF.js Layers model is cut at a layer, compiled (batch
 * normalisations folded, activations and preprocessing fused) and run several times faster than
 * `LayersModel.predict`. A network with layers that camdial does not know runs as TensorFlow.js has it; `info.uncompiled`
 * says so.
 *
 * @example
 * ```ts
 * import { KerasBackbone } from 'camdial';
 *
 * const backbone = await KerasBackbone.load({ url: '/models/mine/model.json', preprocessing: 'unit' });
 * console.log(backbone.info.layer, backbone.featureShape);
 * ```
 */
export class KerasBackbone extends NetworkBackbone {
  /**
   * Fetches, compiles and starts a network.
   *
   * - `layer`. Default: the last one that gives a picture of at least a 16th of the input's edge.
   * - `pool`. Default: overlapping windows (`tent`) that make 5 x 5 of what the layer gives.
   *
   * @throws CamdialError `bad-argument`; `model-unreachable` when a file cannot be fetched; `model-invalid` when it is no TF.js
   * Layers model, or damaged; `model-too-large`; `layer-not-found`; `tfjs-missing` or `tfjs-mismatch`; `unsupported` when
   * the backend asked for does not run here; `worker-failed`; the reason of the signal when it was aborted.
   */
  static async load({
    name = 'keras',
    preprocessing,
    inputSize,
    ...options
  }: KerasBackboneOptions): Promise<KerasBackbone> {
    const recipe = recipeOf(options, { name, preprocessing, inputSize });
    return new KerasBackbone(await startNetwork(recipe, options));
  }
}
