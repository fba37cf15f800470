import { type Activation, linear, noPadding, type Padding } from '../network.js';
import { activationOf } from './activations.js';
import { checkChannelsLast, type LayerContext, type Lower, pictureOf } from './lowering.js';
import { windowOf } from './windows.js';

export const conv: Lower = (context) => {
  const { config, list, inputs } = context;
  checkChannelsLast(context);
  if (config.number('groups', 1) !== 1) throw config.unsupported('groups');
  const [rows, columns, channels] = pictureOf(context);
  const size = config.pair('kernel_size');
  const dilation = config.pair('dilation_rate', [1, 1]);
  const filters = config.count('filters');
  const filter = context.weight(['kernel'], [...size, channels, filters]);
  const { window, ...out } = windowOf(
    config,
    [rows, columns],
    size,
    config.pair('strides', [1, 1]),
    dilation,
  );
  return list.add({
    kind: 'conv',
    inputs,
    shape: [out.rows, out.columns, filters],
    ...window,
    filter,
    bias: biasOf(context, filters),
    dilation,
    activation: activationOf(config),
  });
};

export const depthwise: Lower = (context) => addDepthwise(context, activationOf(context.config), true);

/** Depthwise, then across the channels. */
export const separable: Lower = (context) => {
  const { config, list } = context;
  const between = addDepthwise(context, linear, false);
  const [rows, columns, channels] = list.shapeOf(between) as [number, number, number];
  const filters = config.count('filters');
  return list.add({
    kind: 'conv',
    inputs: [between],
    shape: [rows, columns, filters],
    size: [1, 1],
    strides: [1, 1],
    padding: noPadding,
    filter: context.weight(['pointwise_kernel'], [1, 1, channels, filters]),
    bias: biasOf(context, filters),
    dilation: [1, 1],
    activation: activationOf(config),
  });
};

function addDepthwise(context: LayerContext, activation: Activation, isWhole: boolean): number {
  const { config, list, inputs } = context;
  checkChannelsLast(context);
  const [rows, columns, channels] = pictureOf(context);
  const size = config.pair('kernel_size');
  const dilation = config.pair('dilation_rate', [1, 1]);
  const multiplier = config.count('depth_multiplier', 1);
  const filter = context.weight(['depthwise_kernel', 'kernel'], [...size, channels, multiplier]);
  const { window, ...out } = windowOf(
    config,
    [rows, columns],
    size,
    config.pair('strides', [1, 1]),
    dilation,
  );
  return list.add({
    kind: 'depthwise',
    inputs,
    shape: [out.rows, out.columns, channels * multiplier],
    ...window,
    filter,
    bias: isWhole ? biasOf(context, channels * multiplier) : new Float32Array(channels * multiplier),
    multiplier,
    dilation,
    activation,
  });
}

export function biasOf(context: LayerContext, length: number): Float32Array {
  if (!context.config.flag('use_bias', true)) return new Float32Array(length);
  const bias = context.weight(['bias'], [length]);
  return bias.length === 0 ? new Float32Array(length) : bias;
}

export const zeroPadding: Lower = (context) => {
  const { config, list, inputs } = context;
  checkChannelsLast(context);
  const [rows, columns, channels] = pictureOf(context);
  const padding = paddingOf(context, config.get('padding') ?? 1);
  const shape = [rows + padding.top + padding.bottom, columns + padding.left + padding.right, channels];
  return list.add({ kind: 'pad', inputs, shape, padding });
};

/** One number for all sides, one for rows and one for columns, or two for each. */
function paddingOf({ config }: LayerContext, value: unknown): Padding {
  const [vertical, horizontal] = Array.isArray(value) ? value : [value, value];
  const [top, bottom] = Array.isArray(vertical) ? vertical : [vertical, vertical];
  const [left, right] = Array.isArray(horizontal) ? horizontal : [horizontal, horizontal];
  const isGood = [top, bottom, left, right].every(
    (each) => Number.isInteger(each) && each >= 0 && each < 0x8000,
  );
  if (!isGood) throw config.unsupported(`the padding ${JSON.stringify(value)}`);
  return { top, bottom, left, right };
}
