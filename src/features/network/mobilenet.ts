import { CamdialError } from '../../errors.js';
import { NetworkBackbone, startNetwork } from './network-backbone.js';
import { type BackboneOptions, recipeOf } from './options.js';

/** Options of {@link MobileNet.load}. */
export interface MobileNetOptions extends BackboneOptions {
  /** Width of the network, where no `url` or `files` are given: a wider one is a little better and much slower. Default 0.25. */
  alpha?: 0.25 | 0.5 | 0.75 | 1 | undefined;
}

/** Google has kept these since 2018, and TensorFlow.js's own examples load them from there. */
const home = 'https://storage.googleapis.com/tfjs-models/tfjs';
const folders: Readonly<Record<number, string>> = {
  0.25: 'mobilenet_v1_0.25_224',
  0.5: 'mobilenet_v1_0.50_224',
  0.75: 'mobilenet_v1_0.75_224',
  1: 'mobilenet_v1_1.0_224',
};

/**
 * MobileNet v1, trained on ImageNet: small, quick, and the best all-round backbone for position. 3,200 features in
 * `[5, 5, 128]` at its default layer and width; by default fetched from Google's public storage, once, and of its 1.9 MB only
 * the 0.4 that the layer needs.
 *
 * The network is from A. G. Howard et al., *MobileNets: Efficient Convolutional Neural Networks for Mobile Vision
 * Applications*, arXiv:1704.04861, 2017.
 *
 * @example
 * ```ts
 * import { MobileNet } from 'camdial';
 *
 * const backbone = await MobileNet.load({ onProgress: (fraction) => console.log(fraction) });
 * // What the tutorial used with its other network: the last layer as it is.
 * const wide = await MobileNet.load({ url: '/models/mobilenet/model.json', layer: 'conv_pw_13_relu', pool: 'none' });
 * ```
 */
export class MobileNet extends NetworkBackbone {
  /**
   * Fetches, compiles and starts the network.
   *
   * - `layer`. Default `conv_pw_10_relu`: deep enough to know a face, fine enough to tell where it is.
   * - `pool`. Default: windows of 6 x 6 of its 14 x 14 places, every 2, that count their middle most (`tent`).
   *
   * @throws CamdialError as {@link KerasBackbone.load}.
   */
  static async load({ alpha = 0.25, ...options }: MobileNetOptions = {}): Promise<MobileNet> {
    const folder = Object.hasOwn(folders, alpha) ? folders[alpha] : undefined;
    if (!folder) {
      throw new CamdialError(
        'bad-argument',
        `MobileNet comes with alpha 0.25, 0.5, 0.75 or 1, not ${alpha}.`,
      );
    }
    const recipe = recipeOf(options, {
      name: 'mobilenet',
      ...(!options.files && { url: `${home}/${folder}/model.json` }),
      layer: 'conv_pw_10_relu',
      preprocessing: 'tf',
    });
    return new MobileNet(await startNetwork(recipe, options));
  }
}
