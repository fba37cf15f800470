import { describe, expect, test } from 'vitest';
import type { Json } from './keras-config.js';
import { readKerasGraph } from './keras-graph.js';

type Inbound = unknown[];

const layer = (name: string, inbound: Inbound = [], className = 'Activation', config: Json = {}): Json => ({
  name,
  class_name: className,
  config: { name, ...config },
  inbound_nodes: inbound,
});
const from = (...names: string[]): Inbound => [names.map((name) => [name, 0, 0, {}])];
const input = (name = 'in') => layer(name, [], 'InputLayer', { batch_input_shape: [null, 8, 8, 3] });

function functional(layers: Json[], output: string, inputs = ['in'], name = 'model'): Json {
  return {
    class_name: 'Model',
    config: {
      name,
      layers,
      input_layers: inputs.map((each) => [each, 0, 0]),
      output_layers: [[output, 0, 0]],
    },
  };
}

/** Each layer as `name(inputs)`. */
function told(topology: Json): string[] {
  const { layers } = readKerasGraph(topology);
  return layers.map(({ name, inputs }) => `${name}(${inputs.map((i) => layers[i]!.name).join(' ')})`);
}

describe('reads', () => {
  test('a functional model, in an order in which it runs', () => {
    const layers = [layer('sum', from('a', 'b')), layer('b', from('a')), input(), layer('a', from('in'))];
    expect(told(functional(layers, 'sum'))).toEqual(['in()', 'a(in)', 'b(a)', 'sum(a b)']);
  });

  test('only what the output needs', () => {
    const layers = [input(), layer('a', from('in')), layer('unused', from('a'))];
    expect(told(functional(layers, 'a'))).toEqual(['in()', 'a(in)']);
  });

  test('a topology with or without model_config, Functional or Model', () => {
    const model = functional([input(), layer('a', from('in'))], 'a');
    expect(told({ model_config: { ...model, class_name: 'Functional' } })).toEqual(told(model));
  });

  test('a Sequential as a list or an object, with an input layer or the shape in its first layer', () => {
    const first = { class_name: 'Conv2D', config: { name: 'c', batch_input_shape: [null, 8, 8, 3] } };
    const second = { class_name: 'Flatten', config: { name: 'f' } };
    const expected = ['input()', 'c(input)', 'f(c)'];
    expect(told({ class_name: 'Sequential', config: [first, second] })).toEqual(expected);
    expect(told({ class_name: 'Sequential', config: { layers: [first, second] } })).toEqual(expected);
    const own = { class_name: 'InputLayer', config: { name: 'i', batch_input_shape: [null, 8, 8, 3] } };
    expect(told({ class_name: 'Sequential', config: [own, first] })).toEqual(['i()', 'c(i)']);
  });

  test('nested models, with the path where names collide', () => {
    const inner = functional([input('x'), layer('a', from('x')), layer('b', from('a'))], 'b', ['x'], 'inner');
    const nested = { ...inner, name: 'inner', inbound_nodes: from('a') };
    const layers = [input(), layer('a', from('in')), nested, layer('end', from('inner'))];
    expect(told(functional(layers, 'end'))).toEqual(['in()', 'a(in)', 'inner/a(a)', 'b(inner/a)', 'end(b)']);
    const twice = readKerasGraph(functional(layers, 'end')).layers.map(({ ownName }) => ownName);
    expect(twice).toEqual(['in', 'a', 'a', 'b', 'end']);
  });

  test('what Teachable Machine writes: a Sequential of Sequentials of a model', () => {
    const base = functional([input(), layer('a', from('in'))], 'a');
    const features = {
      class_name: 'Sequential',
      config: { name: 's1', layers: [{ ...base, name: 'model1' }] },
    };
    const head = {
      class_name: 'Sequential',
      config: { name: 's2', layers: [{ class_name: 'Dense', config: { name: 'd', units: 2 } }] },
    };
    expect(told({ class_name: 'Sequential', config: { layers: [features, head] } })).toEqual([
      'input()',
      'a(input)',
      'd(a)',
    ]);
  });

  test('a layer that is used twice', () => {
    const shared = layer('a', [[['in', 0, 0, {}]], [['a', 0, 0, {}]]]);
    const model = functional([input(), shared], 'a');
    (model['config'] as { output_layers: unknown }).output_layers = [['a', 1, 0]];
    expect(told(model)).toEqual(['in()', 'a(in)', 'a#2(a)']);
  });

  test("Keras 3's way of naming inputs, and lists that are not nested", () => {
    const history = (name: string) => ({
      class_name: '__keras_tensor__',
      config: { keras_history: [name, 0, 0] },
    });
    const a = layer('a', [{ args: [history('in')], kwargs: {} }]);
    const sum = layer('sum', [{ args: [[history('a'), history('in')]], kwargs: {} }]);
    const model = functional([input(), a, sum], 'sum');
    Object.assign(model['config'] as object, { input_layers: ['in', 0, 0], output_layers: ['sum', 0, 0] });
    expect(told(model)).toEqual(['in()', 'a(in)', 'sum(a in)']);
  });

  test('four thousand layers in a row', () => {
    const layers = [input(), layer('l0', from('in'))];
    for (let i = 1; i < 4000; i++) layers.push(layer(`l${i}`, from(`l${i - 1}`)));
    expect(readKerasGraph(functional(layers, 'l3999')).layers).toHaveLength(4001);
  });
});

describe('refuses', () => {
  const refusal = (message: RegExp) =>
    expect.objectContaining({ code: 'model-invalid', message: expect.stringMatching(message) });

  test.each([
    [
      'a layer that depends on itself',
      functional([input(), layer('a', from('b')), layer('b', from('a'))], 'a'),
      /"[ab]" depends on itself/,
    ],
    [
      'a reference to nothing',
      functional([input(), layer('a', from('gone'))], 'a'),
      /"gone", which is not there/,
    ],
    [
      'a use that is not there',
      functional([input(), layer('a', [[['in', 3, 0, {}]]])], 'a'),
      /use 3 of "in"/,
    ],
    [
      'a result that is not there',
      functional([input(), layer('a', [[['in', 0, 2, {}]]])], 'a'),
      /"in" has no result 2/,
    ],
    [
      'two layers of one name',
      functional([input(), layer('a', from('in')), layer('a', from('in'))], 'a'),
      /two layers are named "a"/,
    ],
    ['an output that is not there', functional([input()], 'gone'), /"gone", which is not there/],
    [
      'a layer without a name',
      functional([input(), { class_name: 'Dense', config: {} }], 'in'),
      /"Dense" has no name/,
    ],
    ['no layers', { class_name: 'Model', config: {} }, /no list of layers/],
    ['an empty Sequential', { class_name: 'Sequential', config: [] }, /Sequential has no layers/],
    ['something else', { class_name: 'Banana', config: {} }, /"Banana"/],
    ['nothing at all', {}, /class_name undefined/],
  ])('%s', (_, topology: Json, message) => {
    let error: unknown;
    try {
      readKerasGraph(topology);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toEqual(refusal(message));
  });

  test('a model nested too deep to read', () => {
    let model: Json = {
      class_name: 'Sequential',
      config: [{ class_name: 'Flatten', config: { name: 'f' } }],
    };
    for (let i = 0; i < 20_000; i++)
      model = { class_name: 'Sequential', config: { name: 's', layers: [model] } };
    expect(() => readKerasGraph(model)).toThrow(refusal(/nested too deep|input/));
  });
});
