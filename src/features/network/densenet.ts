import { CamdialError } from '../../errors.js';
import { NetworkBackbone, startNetwork } from './network-backbone.js';
import { type BackboneOptions, recipeOf } from './options.js';

/**
 * DenseNet121, trained on ImageNet: the network of the webcam-pong tutorial. Large (28 MB to its default layer), and some eighty
 * times the multiplications of MobileNet for about the same accuracy; 25,600 features in `[5, 5, 1024]`.
 *
 * The network is from G. Huang, Z. Liu, L. van der Maaten and K. Q. Weinberger, *Densely Connected Convolutional Networks*,
 * CVPR 2017.
 *
 * @example
 * ```ts
 * import { DenseNet } from 'camdial';
 *
 * const backbone = await DenseNet.load({ url: '/models/densenet121/model.json' });
 * // The tutorial's own features: the last concatenation, all 7 x 7 x 1024 of it.
 * const tutorial = await DenseNet.load({ url: '/models/densenet121/model.json', pool: 'none' });
 * ```
 */
export class DenseNet extends NetworkBackbone {
  /**
   * Fetches, compiles and starts the network. There is no public address to take it from, so it needs `url` or `files`.
   *
   * - `layer`. Default `conv5_block16_concat`, as in the tutorial.
   * - `pool`. Default: windows of 3 x 3 of its 7 x 7 places, every 1, that count their middle most (`tent`).
   *
   * @throws CamdialError as {@link KerasBackbone.load}.
   */
  static async load(options: BackboneOptions = {}): Promise<DenseNet> {
    if (options.url === undefined && !options.files) {
      throw new CamdialError(
        'bad-argument',
        "DenseNet has no public address. Serve a TF.js Layers model of Keras' DenseNet121 and give its url: '/models/densenet121/model.json'. " +
          'The release V0.1 of github.com/Tony607/webcam-pong has one in dist.zip; or save it from Keras and convert it with tensorflowjs_converter.',
      );
    }
    const recipe = recipeOf(options, {
      name: 'densenet121',
      layer: 'conv5_block16_concat',
      preprocessing: 'torch',
    });
    return new DenseNet(await startNetwork(recipe, options));
  }
}
