import { channelsOf, noPadding, sizeOf } from '../network.js';
import { activationOf } from './activations.js';
import { biasOf } from './convolutions.js';
import type { Lower } from './lowering.js';

export const flatten: Lower = ({ inputs, list, shape }) =>
  list.add({ kind: 'reshape', inputs, shape: [sizeOf(shape)] });

export const reshape: Lower = ({ config, inputs, list, shape }) => {
  const target = config.get('target_shape');
  const size = sizeOf(shape);
  // One length may be left open: -1 in Keras, null in TF.js.
  const lengths = Array.isArray(target) ? target.map((each) => each ?? -1) : [];
  if (lengths.length === 0 || !lengths.every(Number.isInteger)) throw config.unsupported('no target_shape');
  const known = lengths.reduce<number>((product, each) => (each === -1 ? product : product * each), 1);
  const filled = lengths.map((each) => (each === -1 ? size / known : each));
  if (sizeOf(filled) !== size) throw config.unsupported(`the target_shape [${lengths}] for [${shape}]`);
  return list.add({ kind: 'reshape', inputs, shape: filled });
};

export const concatenate: Lower = ({ config, inputs, list, shape }) => {
  const axis = config.number('axis', -1);
  const shapes = inputs.map((each) => list.shapeOf(each));
  const isAlike = shapes.every((each) => String(each.slice(0, -1)) === String(shape.slice(0, -1)));
  if ((axis !== -1 && axis !== shape.length) || !isAlike)
    throw config.unsupported(`the axis ${axis} for [${shapes.join('] and [')}]`);
  const channels = shapes.reduce((sum, each) => sum + channelsOf(each), 0);
  return inputs.length === 1
    ? inputs[0]!
    : list.add({ kind: 'concat', inputs, shape: [...shape.slice(0, -1), channels] });
};

/** On a picture, a dense layer works on each place by itself: a 1 x 1 convolution. */
export const dense: Lower = (context) => {
  const { config, inputs, list, shape } = context;
  const length = channelsOf(shape);
  const units = config.count('units');
  const kernel = context.weight(['kernel'], [length, units]);
  const bias = biasOf(context, units);
  const activation = activationOf(config);
  if (shape.length === 1)
    return list.add({ kind: 'dense', inputs, shape: [units], kernel, bias, activation });
  if (shape.length !== 3) throw config.unsupported(`an input of shape [${shape}]`);
  return list.add({
    kind: 'conv',
    inputs,
    shape: [shape[0]!, shape[1]!, units],
    size: [1, 1],
    strides: [1, 1],
    padding: noPadding,
    filter: kernel,
    bias,
    dilation: [1, 1],
    activation,
  });
};
