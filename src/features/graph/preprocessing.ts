import { CamdialError } from '../../errors.js';
import type { OpList } from './lowering/lowering.js';
import { noPadding } from './network.js';

/**
 * What a network was trained to see, from pixels of 0..255. By name, as in Keras:
 *
 * - `tf`: x / 127.5 - 1 (MobileNet, Inception, ResNet V2)
 * - `torch`: x / 255, minus the mean of ImageNet, divided by its deviation (DenseNet)
 * - `caffe`: blue, green, red, minus the mean of ImageNet (ResNet, VGG)
 * - `unit`: x / 255
 * - `none`: x as it is (networks that begin with a rescaling of their own)
 *
 * or as numbers: x * `scale` + `offset`, one for all channels or one each, in the order of the network's own channels.
 */
export type Preprocessing =
  | 'tf'
  | 'torch'
  | 'caffe'
  | 'unit'
  | 'none'
  | {
      /** Factor of 0..255. */
      readonly scale: number | readonly number[];
      /** Added after. Default 0. */
      readonly offset?: number | readonly number[] | undefined;
      /** Order of the channels the network takes. Default `rgb`. */
      readonly order?: 'rgb' | 'bgr' | undefined;
    };

interface Numbers {
  readonly scale: number | readonly number[];
  readonly offset?: number | readonly number[] | undefined;
  readonly order?: 'rgb' | 'bgr' | undefined;
}

const means = [0.485, 0.456, 0.406];
const deviations = [0.229, 0.224, 0.225];

const byName: Readonly<Record<string, Numbers>> = {
  tf: { scale: 1 / 127.5, offset: -1 },
  torch: {
    scale: deviations.map((deviation) => 1 / (255 * deviation)),
    offset: means.map((mean, i) => -mean / deviations[i]!),
  },
  caffe: { scale: 1, offset: [-103.939, -116.779, -123.68], order: 'bgr' },
  unit: { scale: 1 / 255 },
  none: { scale: 1 },
};

/** Weights of red, green and blue for a network that sees grey (ITU-R BT.601). */
const grey = [0.299, 0.587, 0.114];

/** @throws CamdialError `bad-argument` unless it is one of the names, or finite numbers. */
export function checkPreprocessing(preprocessing: Preprocessing, channels: number): void {
  numbersOf(preprocessing, channels);
}

/** In words, for the id of a backbone. */
export function preprocessingText(preprocessing: Preprocessing): string {
  if (typeof preprocessing === 'string') return preprocessing;
  const { scale, offset = 0, order = 'rgb' } = preprocessing;
  return `${order}*${[scale].flat().join(',')}+${[offset].flat().join(',')}`;
}

/** Adds the 1 x 1 convolution that makes of red, green and blue what the network takes. */
export function addPreprocessing(
  list: OpList,
  pixels: number,
  preprocessing: Preprocessing,
  channels: number,
): number {
  const { scale, offset, isReversed } = numbersOf(preprocessing, channels);
  const filter = new Float32Array(3 * channels);
  for (let colour = 0; colour < 3; colour++) {
    for (let channel = 0; channel < channels; channel++) {
      const source = isReversed ? 2 - channel : channel;
      const share = channels === 1 ? grey[colour]! : colour === source ? 1 : 0;
      filter[colour * channels + channel] = share * scale[channel]!;
    }
  }
  const [rows, columns] = list.shapeOf(pixels) as [number, number, number];
  return list.add({
    kind: 'conv',
    inputs: [pixels],
    shape: [rows, columns, channels],
    size: [1, 1],
    strides: [1, 1],
    padding: noPadding,
    dilation: [1, 1],
    filter,
    bias: Float32Array.from(offset),
    activation: { kind: 'linear' },
  });
}

function numbersOf(
  preprocessing: Preprocessing,
  channels: number,
): { scale: number[]; offset: number[]; isReversed: boolean } {
  const numbers: Numbers | undefined =
    typeof preprocessing === 'string'
      ? Object.hasOwn(byName, preprocessing)
        ? byName[preprocessing]
        : undefined
      : preprocessing;
  if (!numbers) {
    throw new CamdialError(
      'bad-argument',
      `preprocessing is one of ${Object.keys(byName).join(', ')}, or { scale, offset, order }; got ${JSON.stringify(preprocessing)}.`,
    );
  }
  const spread = (name: 'scale' | 'offset', fallback: number) => {
    const values = [numbers[name] ?? fallback].flat();
    const isGood = (values.length === 1 || values.length === channels) && values.every(Number.isFinite);
    if (channels === 1 && values.length === 3) return [values.reduce((sum, value) => sum + value, 0) / 3];
    if (!isGood) {
      throw new CamdialError(
        'bad-argument',
        `preprocessing needs ${name} to be one finite number, or ${channels}; got [${values}].`,
      );
    }
    return Array.from({ length: channels }, (_, i) => (values.length === 1 ? values[0]! : values[i]!));
  };
  return {
    scale: spread('scale', 1),
    offset: spread('offset', 0),
    isReversed: channels === 3 && numbers.order === 'bgr',
  };
}
