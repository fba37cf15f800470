import { floats, makeModel, type SampleModel } from './sample-model.js';

const edge = 40;
const filters = 8;

/**
 * A network of Keras made on the spot: one convolution with weights of no meaning, which is enough to tell where a person
 * is. Its layers have the names of MobileNet's, so that it can stand in for it.
 */
export function tinyNetwork(): SampleModel {
  const size = 3 * 3 * 3 * filters;
  const kernel = Array.from({ length: size }, (_, i) => Math.sin(12.9898 * (i + 1)) / 3);
  const model = makeModel([
    {
      weights: [{ name: 'conv_pw_10/kernel', shape: [3, 3, 3, filters], dtype: 'float32' }],
      bytes: floats(...kernel),
    },
    {
      weights: [{ name: 'conv_pw_10/bias', shape: [filters], dtype: 'float32' }],
      bytes: floats(...Array.from({ length: filters }, () => 0.1)),
    },
  ]);
  const layer = (className: string, name: string, config: object, input: string | null) => ({
    class_name: className,
    name,
    config: { name, ...config },
    inbound_nodes: input ? [[[input, 0, 0, {}]]] : [],
  });
  const convolution = {
    filters,
    kernel_size: [3, 3],
    strides: [2, 2],
    padding: 'same',
    data_format: 'channels_last',
    dilation_rate: [1, 1],
    activation: 'linear',
    use_bias: true,
  };
  model.json['modelTopology'] = {
    class_name: 'Model',
    config: {
      name: 'tiny',
      layers: [
        layer('InputLayer', 'input_1', { batch_input_shape: [null, edge, edge, 3], dtype: 'float32' }, null),
        layer('Conv2D', 'conv_pw_10', convolution, 'input_1'),
        layer('Activation', 'conv_pw_10_relu', { activation: 'relu' }, 'conv_pw_10'),
      ],
      input_layers: [['input_1', 0, 0]],
      output_layers: [['conv_pw_10_relu', 0, 0]],
    },
  };
  return model;
}
