import { type ConvOp, channelsOf } from '../graph/network.js';
import { panelWidth } from './steps.js';

/** Fewer tiles than these do not make up for a filter four times as large, which is read for each group of them. */
const leastTiles = 9;
/** With few channels the transforms take longer than they save. */
const leastChannels = 16;

/** Whether a convolution goes by Winograd's way, with less than a third of the multiplications. */
export function usesWinograd({ size, strides, dilation, filter, shape }: ConvOp): boolean {
  if (size[0] !== 3 || size[1] !== 3 || [...strides, ...dilation].some((each) => each !== 1)) return false;
  const channels = channelsOf(shape);
  const depth = filter.length / (9 * channels);
  const tiles = Math.ceil(shape[0]! / 4) * Math.ceil(shape[1]! / 4);
  return tiles >= leastTiles && Math.min(depth, channels) >= leastChannels && depth <= panelWidth;
}

/** Tiles that are transformed, multiplied and transformed back together, and the memory that they go through. */
export function winogradScratch(depth: number, channels: number) {
  const together = depth <= 256 ? 16 : 4;
  const stride = depth <= 128 ? 528 : depth <= 256 ? 1040 : 4160;
  // One line of the cache more, or all 36 would lie in one set of it.
  const inputStep = together * stride + 64;
  const outputStep = together * 32 * Math.ceil(channels / 8) + 64;
  return { together, inputStep, outputStep, inputBytes: 36 * inputStep, outputBytes: 36 * outputStep };
}
