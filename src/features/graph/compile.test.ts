import { describe, expect, test } from 'vitest';
import { listLayers, type NetworkSettings, planNetwork } from './compile.js';
import type { Json } from './keras-config.js';
import { multiplicationsOf } from './network.js';
import type { WeightShape } from './weight-index.js';

interface Layer {
  readonly class_name: string;
  readonly config: Json;
}

const conv = (name: string, filters: number, config: Json = {}): Layer => ({
  class_name: 'Conv2D',
  config: { name, filters, kernel_size: [3, 3], padding: 'same', use_bias: false, ...config },
});
const plain = (name: string, class_name: string, config: Json = {}): Layer => ({
  class_name,
  config: { name, ...config },
});

function sequential(inputShape: unknown, ...layers: Layer[]): Json {
  const input = plain('in', 'InputLayer', { batch_input_shape: inputShape as string });
  return { class_name: 'Sequential', config: { name: 'model', layers: [input, ...layers] } };
}

const picture = (edge: number | null = 64, channels = 3) => [null, edge, edge, channels];
const kernel = (layer: string, ...shape: number[]): WeightShape => ({ name: `${layer}/kernel`, shape });

/** 64 px to 4 px in four steps. */
const pyramid = sequential(
  picture(),
  conv('a', 4, { strides: 2 }),
  conv('b', 6, { strides: 2 }),
  conv('c', 8, { strides: 2 }),
  conv('d', 10, { strides: 2 }),
  conv('e', 12, { strides: 2 }),
  plain('pool', 'GlobalAveragePooling2D'),
);
const pyramidWeights = [
  kernel('a', 3, 3, 3, 4),
  kernel('b', 3, 3, 4, 6),
  kernel('c', 3, 3, 6, 8),
  kernel('d', 3, 3, 8, 10),
  kernel('e', 3, 3, 10, 12),
];
const plan = (
  settings: Partial<NetworkSettings> = {},
  topology = pyramid,
  specs: readonly WeightShape[] = pyramidWeights,
) => planNetwork(topology, specs, { preprocessing: 'unit', ...settings });

const failure = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
};
const error = (code: string, message: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(message) });

describe('what is planned', () => {
  test('the layers with the shapes of their results', () => {
    const shapes = listLayers(pyramid, pyramidWeights).map(({ name, outputShape }) => [name, outputShape]);
    expect(shapes).toEqual([
      ['in', [64, 64, 3]],
      ['a', [32, 32, 4]],
      ['b', [16, 16, 6]],
      ['c', [8, 8, 8]],
      ['d', [4, 4, 10]],
      ['e', [2, 2, 12]],
      ['pool', [12]],
    ]);
  });

  test('by default the deepest layer that is fine enough, averaged to 5 x 5 where it is finer', () => {
    expect(plan()).toMatchObject({ layer: 'd', pool: 'none', featureShape: [4, 4, 10] });
    expect(plan({ inputSize: 224 })).toMatchObject({
      layer: 'd',
      pool: { size: 6, stride: 2, window: 'tent' },
      featureShape: [5, 5, 10],
    });
    expect(plan({ inputSize: 112, layer: 'd' })).toMatchObject({
      pool: { size: 3, stride: 1, window: 'tent' },
      featureShape: [5, 5, 10],
    });
  });

  test('only the weights that the layer needs', () => {
    expect([...plan({ layer: 'b' }).wanted!]).toEqual(['a/kernel', 'b/kernel']);
  });

  test('pooling as told', () => {
    expect(plan({ layer: 'b', pool: 'none' }).featureShape).toEqual([16, 16, 6]);
    expect(plan({ layer: 'b', pool: 'average' }).featureShape).toEqual([6]);
    expect(plan({ layer: 'b', pool: { size: 4, stride: 3 } }).featureShape).toEqual([5, 5, 6]);
    expect(plan({ layer: 'b', pool: { size: 4, stride: 3, window: 'tent' } }).featureShape).toEqual([
      5, 5, 6,
    ]);
  });

  test('a window of which nothing is said is a plain mean', () => {
    const textOf = (window?: 'box' | 'tent') =>
      plan({ layer: 'b', pool: { size: 4, stride: 3, window } }).text;
    expect(textOf()).toBe(textOf('box'));
    expect(textOf()).toContain('/mean4/3/');
    expect(textOf('tent')).toContain('/tent4/3/');
  });

  test('any size of input for a network that takes any', () => {
    const open = sequential(picture(null), conv('a', 4, { strides: 2 }));
    expect(plan({ layer: 'a', pool: 'none' }, open).featureShape).toEqual([112, 112, 4]);
    expect(plan({ layer: 'a', pool: 'none', inputSize: 97 }, open).featureShape).toEqual([49, 49, 4]);
  });

  test('a text that tells layer, pooling, size and preprocessing apart', () => {
    const texts = [
      plan(),
      plan({ layer: 'c' }),
      plan({ layer: 'c', pool: 'average' }),
      plan({ layer: 'c', pool: { size: 2, stride: 1 } }),
      plan({ layer: 'c', pool: { size: 2, stride: 1, window: 'tent' } }),
      plan({ inputSize: 96 }),
      plan({ preprocessing: 'tf' }),
      plan({ preprocessing: { scale: 0.5 } }),
      plan({ preprocessing: { scale: 0.5, order: 'bgr' } }),
    ].map(({ text }) => text);
    expect(new Set(texts).size).toBe(texts.length);
  });

  test('weights with the name of the model before, or of a cell between', () => {
    const named = (name: string) => [{ name, shape: [3, 3, 3, 4] }];
    for (const name of ['a/kernel', 'model/a/kernel', 'outer/model/a/kernel', 'a/cell/kernel']) {
      expect([...plan({ layer: 'a' }, pyramid, named(name)).wanted!]).toEqual([name]);
    }
  });

  test('how much there is to multiply', () => {
    const weights = new Map(
      pyramidWeights.map(({ name, shape }) => [name, new Float32Array(shape.reduce((a, b) => a * b))]),
    );
    const sum = 32 * 32 * 9 * 3 * 4 + 16 * 16 * 9 * 4 * 6;
    expect(multiplicationsOf(plan({ layer: 'b', pool: 'none' }).compile(weights))).toBe(sum);
  });
});

describe('what cannot be compiled is said, and only where it matters', () => {
  const odd = sequential(
    picture(),
    conv('a', 4),
    plain('odd', 'Lambda'),
    plain('end', 'Activation', { activation: 'relu' }),
  );

  test('a layer before it is compiled all the same', () => {
    expect(plan({ layer: 'a' }, odd).unsupported).toBe(null);
  });

  test('behind it, the whole network runs as it is', () => {
    const { unsupported, wanted, featureShape, layers } = plan({ layer: 'end' }, odd);
    expect(unsupported).toMatch(/"odd" is of class Lambda/);
    expect({ wanted, featureShape }).toEqual({ wanted: null, featureShape: null });
    expect(layers.map(({ outputShape }) => outputShape)).toEqual([[64, 64, 3], [64, 64, 4], null, null]);
  });

  test.each([
    ['channels first', conv('x', 4, { data_format: 'channels_first' })],
    ['groups', conv('x', 4, { groups: 2 })],
    ['an unusual activation', conv('x', 4, { activation: 'gelu' })],
    ['an unusual axis', plain('x', 'BatchNormalization', { axis: 1 })],
    ['a rectifier with another maximum', plain('x', 'ReLU', { max_value: 3 })],
  ])('%s', (_, layer) => {
    const specs = [...pyramidWeights, kernel('x', 3, 3, 3, 4)];
    expect(plan({ layer: 'x' }, sequential(picture(), layer), specs).unsupported).toMatch(/"x"/);
  });
});

describe('what is refused', () => {
  test('an unknown layer, with the nearest ones', () => {
    expect(failure(() => plan({ layer: 'poll' }))).toEqual(
      error('layer-not-found', /no layer "poll".*"pool"/),
    );
  });

  test.each<[string, Partial<NetworkSettings>, string, RegExp]>([
    [
      'windows beyond the picture',
      { layer: 'c', pool: { size: 28, stride: 1 } },
      'bad-argument',
      /size of at most 27.*got size 28/,
    ],
    [
      'an odd window',
      { layer: 'c', pool: { size: 2, stride: 1, window: 'gauss' as 'tent' } },
      'bad-argument',
      /window 'box' or 'tent', got "gauss"/,
    ],
    [
      'pooling of a vector',
      { layer: 'pool', pool: 'average' },
      'bad-argument',
      /pool needs a layer that gives pictures/,
    ],
    [
      'an odd preprocessing',
      { preprocessing: 'imagenet' as 'tf' },
      'bad-argument',
      /preprocessing is one of tf, torch/,
    ],
    [
      'too many scales',
      { preprocessing: { scale: [1, 2] } },
      'bad-argument',
      /scale to be one finite number, or 3; got \[1,2\]/,
    ],
    ['numbers that are none', { preprocessing: { scale: Number.NaN } }, 'bad-argument', /finite/],
    ['an input of no size', { inputSize: 0 }, 'bad-argument', /8 to 2048 px wide; got 0/],
    [
      'an input too small for its layers',
      { inputSize: 8, layer: 'c', pool: 'none' },
      'model-invalid',
      /would be \[/,
    ],
  ])('%s', (_, settings, code, message) => {
    const valid = sequential(
      picture(),
      conv('a', 4, { strides: 2, padding: 'valid' }),
      conv('b', 6, { padding: 'valid' }),
      conv('c', 8, { padding: 'valid' }),
      plain('pool', 'GlobalAveragePooling2D'),
    );
    expect(failure(() => plan(settings, valid))).toEqual(error(code, message));
  });

  test.each<[string, Json, readonly WeightShape[], RegExp]>([
    ['a missing weight', pyramid, pyramidWeights.slice(1), /layer "a" has no weight "a\/kernel"/],
    [
      'a weight of another shape',
      pyramid,
      [kernel('a', 3, 3, 3, 5)],
      /"a\/kernel" should be \[3,3,3,4\].*is \[3,3,3,5\]/,
    ],
    ['two channels', sequential(picture(64, 2), conv('a', 4)), pyramidWeights, /1 channel.*\[null,64,64,2\]/],
    [
      'a picture that is no square',
      sequential([null, 64, 48, 3], conv('a', 4)),
      pyramidWeights,
      /square.*\[null,64,48,3\]/,
    ],
    [
      'no picture at all',
      sequential([null, 100], plain('d', 'Dense', { units: 1 })),
      [],
      /should be a picture/,
    ],
    [
      'no input',
      { class_name: 'Model', config: { layers: [plain('a', 'Activation')], output_layers: ['a', 0, 0] } },
      [],
      /input/,
    ],
    [
      'odd settings',
      sequential(picture(), conv('a', -4)),
      pyramidWeights,
      /"a" should have a whole number from 1 as its filters/,
    ],
    [
      'settings of another kind',
      sequential(picture(), conv('a', 4, { kernel_size: 'big' })),
      pyramidWeights,
      /kernel_size, and has "big"/,
    ],
  ])('%s', (_, topology, specs, message) => {
    expect(
      failure(() =>
        plan(
          { layer: (topology['config'] as { layers: Layer[] }).layers.at(-1)!.config['name'] as string },
          topology,
          specs,
        ),
      ),
    ).toEqual(error('model-invalid', message));
  });

  test('results that no page has the memory for, before any is taken', () => {
    const huge = sequential(picture(2048), conv('a', 100_000));
    expect(failure(() => plan({ layer: 'a' }, huge, [kernel('a', 3, 3, 3, 100_000)]))).toEqual(
      error('model-too-large', /\[2048,2048,100000\]/),
    );
  });

  test('a second input', () => {
    const two = (name: string) => ({
      ...plain(name, 'InputLayer', { batch_input_shape: picture() as never }),
      name,
      inbound_nodes: [],
    });
    const sum = {
      ...plain('sum', 'Add'),
      name: 'sum',
      inbound_nodes: [
        [
          ['i', 0, 0],
          ['j', 0, 0],
        ],
      ],
    };
    const model = {
      class_name: 'Model',
      config: {
        layers: [two('i'), two('j'), sum],
        input_layers: [
          ['i', 0, 0],
          ['j', 0, 0],
        ],
        output_layers: [['sum', 0, 0]],
      },
    };
    expect(plan({ layer: 'sum' }, model as unknown as Json).unsupported).toMatch(/a second input, "j"/);
  });
});
