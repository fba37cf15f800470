import { type Activation, channelsOf, linear } from '../network.js';
import { activationLayer, activationOf } from './activations.js';
import type { LayerContext, Lower } from './lowering.js';

/** A layer that does nothing outside training. */
export const identity: Lower = ({ inputs }) => inputs[0]!;

export const activation: Lower = (context) => addActivation(context, activationOf(context.config));

export const namedActivation: Lower = (context) => {
  const { layer, config } = context;
  const found = activationLayer(layer.className, config);
  if (!found) throw config.unsupported(`the class ${layer.className}`);
  return addActivation(context, found);
};

function addActivation({ inputs, list, shape }: LayerContext, kind: Activation): number {
  return kind.kind === 'linear'
    ? inputs[0]!
    : list.add({ kind: 'activation', inputs, shape, activation: kind });
}

/** (value - mean) / sqrt(variance + epsilon) * gamma + beta */
export const batchNormalization: Lower = (context) => {
  const { config, shape } = context;
  const channels = lastAxis(context);
  const epsilon = config.number('epsilon', 1e-3);
  const one = [channels];
  const gamma = config.flag('scale', true) ? context.weight(['gamma'], one) : null;
  const beta = config.flag('center', true) ? context.weight(['beta'], one) : null;
  const mean = context.weight(['moving_mean'], one);
  const variance = context.weight(['moving_variance'], one);
  const scale = Float64Array.from(variance, (value, i) => (gamma?.[i] ?? 1) / Math.sqrt(value + epsilon));
  const bias = scale.map((value, i) => (beta?.[i] ?? 0) - mean[i]! * value);
  return addAffine(context, shape, scale, bias);
};

/** value * scale + offset */
export const rescaling: Lower = (context) => {
  const { shape } = context;
  const channels = channelsOf(shape);
  return addAffine(
    context,
    shape,
    spread(context, 'scale', channels, 1),
    spread(context, 'offset', channels, 0),
  );
};

/** (value - mean) / sqrt(variance), by channel */
export const normalization: Lower = (context) => {
  const { config, shape } = context;
  if (!config.has('mean') || !config.has('variance'))
    throw config.unsupported('no mean and variance in its settings');
  const channels = lastAxis(context);
  const mean = spread(context, 'mean', channels, 0);
  const deviation = spread(context, 'variance', channels, 1).map((value) => Math.max(1e-7, Math.sqrt(value)));
  const isInverse = config.flag('invert', false);
  const scale = deviation.map((value) => (isInverse ? value : 1 / value));
  const bias = scale.map((value, i) => (isInverse ? mean[i]! : -mean[i]! * value));
  return addAffine(context, shape, scale, bias);
};

export const add: Lower = ({ config, inputs, list, shape }) => {
  if (inputs.some((each) => String(list.shapeOf(each)) !== String(shape)))
    throw config.unsupported('inputs of several shapes');
  return list.add({ kind: 'add', inputs, shape, activation: linear });
};

function addAffine(
  { inputs, list }: LayerContext,
  shape: readonly number[],
  scale: Float64Array,
  bias: Float64Array,
): number {
  return list.add({
    kind: 'affine',
    inputs,
    shape,
    scale: Float32Array.from(scale),
    bias: Float32Array.from(bias),
    activation: linear,
  });
}

/** Channels, for a layer that works along the last axis. */
function lastAxis({ config, shape }: LayerContext): number {
  const axis = config.get('axis') ?? -1;
  const only = Array.isArray(axis) && axis.length === 1 ? axis[0] : axis;
  if (only !== -1 && only !== shape.length) throw config.unsupported(`the axis ${JSON.stringify(axis)}`);
  return channelsOf(shape);
}

/** One number for all channels, or one each. */
function spread({ config }: LayerContext, key: string, channels: number, fallback: number): Float64Array {
  const values = config.has(key) ? config.numbers(key) : [fallback];
  if (values.length !== 1 && values.length !== channels)
    throw config.unsupported(`${values.length} values as its ${key}`);
  return Float64Array.from({ length: channels }, (_, i) => (values.length === 1 ? values[0]! : values[i]!));
}
