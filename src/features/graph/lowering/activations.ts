import { isJson, LayerConfig } from '../keras-config.js';
import { type Activation, linear } from '../network.js';

const byName: Readonly<Record<string, Activation>> = {
  linear,
  relu: { kind: 'relu' },
  relu6: { kind: 'relu6' },
  elu: { kind: 'elu' },
  sigmoid: { kind: 'sigmoid' },
  tanh: { kind: 'tanh' },
  softmax: { kind: 'softmax' },
  swish: { kind: 'swish' },
  silu: { kind: 'swish' },
  leaky_relu: { kind: 'leakyRelu', alpha: 0.2 },
};

/** The `activation` of a layer: a name, or a layer as an object. */
export function activationOf(config: LayerConfig): Activation {
  const value = config.get('activation') ?? 'linear';
  if (typeof value === 'string') {
    const found = Object.hasOwn(byName, value) ? byName[value] : undefined;
    if (found) return found;
  } else if (isJson(value) && isJson(value['config'])) {
    const own = new LayerConfig(config.layer, value['config']);
    const className = String(value['class_name']);
    if (className === 'Activation') return activationOf(own);
    const found = activationLayer(className, own);
    if (found) return found;
  }
  throw config.unsupported(`the activation ${JSON.stringify(value)}`);
}

/** The activation that a layer of this class is, if it is one. */
export function activationLayer(className: string, config: LayerConfig): Activation | null {
  switch (className) {
    case 'ReLU':
      return rectifier(config);
    case 'LeakyReLU':
      return {
        kind: 'leakyRelu',
        alpha: config.number(config.has('alpha') ? 'alpha' : 'negative_slope', 0.3),
      };
    case 'ELU':
      if (config.number('alpha', 1) !== 1) throw config.unsupported('an alpha other than 1');
      return { kind: 'elu' };
    case 'Softmax':
      return { kind: 'softmax' };
    default:
      return null;
  }
}

function rectifier(config: LayerConfig): Activation {
  const slope = config.number('negative_slope', 0);
  if (config.number('threshold', 0) !== 0) throw config.unsupported('a threshold');
  if (!config.has('max_value')) return slope === 0 ? { kind: 'relu' } : { kind: 'leakyRelu', alpha: slope };
  const most = config.number('max_value');
  if (most !== 6 || slope !== 0) throw config.unsupported(`a maximum of ${most} and a slope of ${slope}`);
  return { kind: 'relu6' };
}
