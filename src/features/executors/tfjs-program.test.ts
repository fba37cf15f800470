import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as core from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import { randomFrom } from '../../random.js';
import { planNetwork } from '../graph/compile.js';
import { OpList } from '../graph/lowering/lowering.js';
import { type InputOp, type Network, sizeOf } from '../graph/network.js';
import { addPooling } from '../graph/pooling.js';
import type { Preprocessing } from '../graph/preprocessing.js';
import { weightedMeans } from './means.fixture.js';
import { predict, randomize, randomModel, type SmallModel, saved } from './small-models.fixture.js';
import { TfjsProgram } from './tfjs-program.js';

beforeAll(async () => {
  core.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  await core.setBackend('wasm');
});

const grey = [0.299, 0.587, 0.114];

/** The preprocessing written out with plain operations. */
const plainly: Record<'tf' | 'torch' | 'caffe' | 'unit' | 'none', (x: core.Tensor4D) => core.Tensor> = {
  tf: (x) => core.sub(core.div(x, 127.5), 1),
  torch: (x) => core.div(core.sub(core.div(x, 255), [0.485, 0.456, 0.406]), [0.229, 0.224, 0.225]),
  caffe: (x) => core.sub(core.reverse(x, -1), [103.939, 116.779, 123.68]),
  unit: (x) => core.div(x, 255),
  none: (x) => x,
};

function picture(edge: number, seed: number): Float32Array {
  const random = randomFrom(seed);
  return Float32Array.from({ length: edge * edge * 3 }, () => 255 * random());
}

function run(network: Network, pixels: Float32Array): Float32Array {
  const { shift, shape } = network.ops[0] as InputOp;
  const program = new TfjsProgram(core, network);
  const shifted = pixels.map((value, i) => value + shift[i % 3]!);
  const features = core.tidy(() =>
    program
      .run(core.tensor(shifted, [1, ...shape]))
      .dataSync<'float32'>()
      .slice(),
  );
  program.dispose();
  return features;
}

/** Largest difference, as a share of the largest value. */
function difference(found: Float32Array, expected: Float32Array): number {
  expect(found).toHaveLength(expected.length);
  const most = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
  return found.reduce((largest, value, i) => Math.max(largest, Math.abs(value - expected[i]!)), 0) / most;
}

/** The shape that TensorFlow.js tells; it leaves some lengths open. */
function told({ shape }: tfl.SymbolicTensor): unknown[] {
  return shape.slice(1).map((length) => length ?? expect.any(Number));
}

function last({ model }: SmallModel): string {
  return model.layers.at(-1)!.name;
}

describe('random networks give what LayersModel.predict gives', () => {
  for (let seed = 1; seed <= 60; seed++) {
    test(`network ${seed}`, async () => {
      const small = await saved(randomModel(seed));
      const channels = small.model.inputs[0]!.shape[3]!;
      const preprocessing: Preprocessing = (['unit', 'tf', 'torch', 'caffe'] as const)[
        channels === 1 ? seed % 2 : seed % 4
      ]!;
      const plan = planNetwork(small.topology, small.specs, {
        layer: last(small),
        pool: 'none',
        preprocessing,
      });
      const pixels = picture(plan.inputSize, seed);
      const expected = predict(small.model, pixels, (x) => {
        const seen = channels === 1 ? core.sum(core.mul(x, grey), -1, true) : x;
        return plainly[preprocessing](seen as core.Tensor4D);
      });
      const lowered = plan.lower(small.weights);
      const compiled = plan.compile(small.weights);
      expect(plan.unsupported).toBe(null);
      expect(plan.featureShape).toEqual(told(small.model.outputs[0]!));
      expect(difference(run(lowered, pixels), expected)).toBeLessThan(2e-4);
      expect(difference(run(compiled, pixels), expected)).toBeLessThan(2e-4);
      expect(compiled.ops.length).toBeLessThanOrEqual(lowered.ops.length);
      small.model.dispose();
    });
  }
});

test('every layer is listed with the shape that TensorFlow.js gives it', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const small = await saved(randomModel(seed));
    const { layers } = planNetwork(small.topology, small.specs, { preprocessing: 'none' });
    for (const layer of small.model.layers) {
      const shape = told(layer.output as tfl.SymbolicTensor);
      const isGrey = layer.getClassName() === 'InputLayer';
      expect(layers).toContainEqual({
        name: layer.name,
        kind: layer.getClassName(),
        outputShape: isGrey ? expect.anything() : shape,
      });
    }
    small.model.dispose();
  }
});

describe.each(['wasm', 'cpu'])('windows of a layer on %s', (backend) => {
  beforeAll(async () => {
    await core.setBackend(backend);
    return async () => {
      await core.setBackend('wasm');
    };
  });

  test.each([
    [1, 1, [1]],
    [1, 3, [1]],
    [2, 1, [1, 1]],
    [2, 2, [1, 1]],
    [3, 1, [1, 2, 1]],
    [3, 2, [1, 2, 1]],
    [4, 3, [1, 2, 2, 1]],
    [5, 5, [1, 2, 3, 2, 1]],
    [6, 2, [1, 2, 3, 3, 2, 1]],
    [8, 1, [1, 2, 3, 4, 4, 3, 2, 1]],
    [9, 2, [1, 2, 3, 4, 5, 4, 3, 2, 1]],
    [10, 4, [1, 2, 3, 4, 5, 5, 4, 3, 2, 1]],
    [14, 1, [1, 2, 3, 4, 5, 6, 7, 7, 6, 5, 4, 3, 2, 1]],
  ])('size %i, stride %i', (size, stride, tent) => {
    const shape = [14, 17, 3];
    const random = randomFrom(size);
    const values = Float32Array.from({ length: 14 * 17 * 3 }, () => random() - 0.5);
    for (const window of ['box', 'tent'] as const) {
      const list = new OpList();
      const layer = list.add({ kind: 'input', inputs: [], shape, shift: [0, 0, 0] });
      addPooling(list, layer, { size, stride, window });
      const weights = window === 'tent' ? tent : tent.map(() => 1);
      const expected = weightedMeans(values, shape, weights, stride);
      expect(sizeOf(list.ops.at(-1)!.shape)).toBe(expected.length);
      expect(difference(run(list, values), expected)).toBeLessThan(1e-6);
    }
  });
});

/** Conv, batch normalisation, relu; then more of what networks are made of. */
function folding(...layers: tfl.layers.Layer[]): tfl.LayersModel {
  const model = tfl.sequential({ layers });
  randomize(model, randomFrom(5));
  return model;
}

async function kindsOf(model: tfl.LayersModel, preprocessing: Preprocessing = 'none'): Promise<string[]> {
  const small = await saved(model);
  const plan = planNetwork(small.topology, small.specs, { layer: last(small), pool: 'none', preprocessing });
  return plan.compile(small.weights).ops.map(({ kind }) => kind);
}

describe('folds', () => {
  const { layers } = tfl;
  const inputShape = [16, 16, 3];
  const conv = (settings: object = {}) => layers.conv2d({ filters: 4, kernelSize: 3, ...settings });

  test('preprocessing, zero padding, batch normalisation and relu into one convolution', async () => {
    const model = folding(
      layers.zeroPadding2d({ padding: 1, inputShape }),
      conv({ useBias: false }),
      layers.batchNormalization({}),
      layers.reLU({ maxValue: 6 }),
    );
    expect(await kindsOf(model, 'torch')).toEqual(['input', 'conv']);
  });

  test('a rescaling at the beginning into the first convolution', async () => {
    const small = await saved(folding(conv({ inputShape, padding: 'same' })));
    const topology = structuredClone(small.topology) as { config: { layers: object[] } };
    const rescaling = {
      class_name: 'Rescaling',
      config: { name: 'rescaling', scale: 1 / 127.5, offset: -1 },
    };
    topology.config.layers.splice(topology.config.layers.length - 1, 0, rescaling);
    const input = topology.config.layers[0] as { class_name: string };
    if (input.class_name !== 'InputLayer') {
      const first = {
        class_name: 'InputLayer',
        config: { name: 'in', batch_input_shape: [null, 16, 16, 3] },
      };
      topology.config.layers.unshift(first);
    }
    const plan = planNetwork(topology, small.specs, {
      pool: 'none',
      layer: last(small),
      preprocessing: 'none',
    });
    const network = plan.compile(small.weights);
    expect(network.ops.map(({ kind }) => kind)).toEqual(['input', 'conv']);
    const pixels = picture(16, 3);
    expect(difference(run(network, pixels), predict(small.model, pixels, plainly.tf))).toBeLessThan(1e-5);
  });

  test('an average pool before the 1 x 1 convolution it follows', async () => {
    const model = folding(
      conv({ inputShape }),
      conv({ kernelSize: 1 }),
      layers.averagePooling2d({ poolSize: 2 }),
    );
    expect(await kindsOf(model)).toEqual(['input', 'conv', 'averagePool', 'conv']);
  });

  test('both means of a tent before the 1 x 1 convolution they follow', async () => {
    const small = await saved(folding(conv({ inputShape }), conv({ kernelSize: 1 })));
    const networkOf = (pool: 'none' | { size: number; stride: number; window: 'tent' }) =>
      planNetwork(small.topology, small.specs, { layer: last(small), pool, preprocessing: 'unit' }).compile(
        small.weights,
      );
    const pooled = networkOf({ size: 6, stride: 2, window: 'tent' });
    expect(pooled.ops.map(({ kind }) => kind)).toEqual([
      'input',
      'conv',
      'averagePool',
      'averagePool',
      'conv',
    ]);
    const pixels = picture(16, 4);
    const whole = run(networkOf('none'), pixels);
    const expected = weightedMeans(whole, [14, 14, 4], [1, 2, 3, 3, 2, 1], 2);
    expect(difference(run(pooled, pixels), expected)).toBeLessThan(1e-5);
  });

  test('no average pool before a convolution with a relu of its own', async () => {
    const model = folding(
      conv({ inputShape }),
      conv({ kernelSize: 1, activation: 'relu' }),
      layers.averagePooling2d({}),
    );
    expect(await kindsOf(model)).toEqual(['input', 'conv', 'conv', 'averagePool']);
  });

  test('zero padding into a largest value only where nothing is negative', async () => {
    const pooled = (activation: 'relu' | 'linear') =>
      folding(
        conv({ inputShape, activation }),
        layers.zeroPadding2d({ padding: 1 }),
        layers.maxPooling2d({ poolSize: 3, strides: 2 }),
      );
    expect(await kindsOf(pooled('relu'))).toEqual(['input', 'conv', 'maxPool']);
    expect(await kindsOf(pooled('linear'))).toEqual(['input', 'conv', 'pad', 'maxPool']);
  });

  test('no zero padding into a mean, which counts it', async () => {
    const model = folding(
      conv({ inputShape, activation: 'relu' }),
      layers.zeroPadding2d({ padding: 1 }),
      layers.averagePooling2d({}),
    );
    expect(await kindsOf(model)).toEqual(['input', 'conv', 'pad', 'averagePool']);
  });

  test('nothing into what another layer reads too', async () => {
    const input = tfl.input({ shape: inputShape });
    const plain = conv().apply(input) as tfl.SymbolicTensor;
    const normal = layers.batchNormalization({}).apply(plain) as tfl.SymbolicTensor;
    const model = tfl.model({
      inputs: input,
      outputs: layers.add().apply([plain, normal]) as tfl.SymbolicTensor,
    });
    randomize(model, randomFrom(6));
    expect(await kindsOf(model)).toEqual(['input', 'conv', 'affine', 'add']);
  });
});

test('nothing is left on the backend', async () => {
  const small = await saved(randomModel(7));
  const plan = planNetwork(small.topology, small.specs, { preprocessing: 'unit' });
  const before = core.memory().numTensors;
  for (let i = 0; i < 3; i++) run(plan.compile(small.weights), picture(plan.inputSize, 1));
  expect(core.memory().numTensors).toBe(before);
});
