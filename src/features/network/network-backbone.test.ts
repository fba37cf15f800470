import '@tensorflow/tfjs-backend-wasm';
import * as core from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Frame } from '../../capture/frame.js';
import { randomFrom } from '../../random.js';
import { backboneChecks } from '../../testing/index.js';
import { weightedMeans } from '../executors/means.fixture.js';
import {
  filesOf,
  predict,
  type SmallModel,
  seeingModel,
  uncompilable,
} from '../executors/small-models.fixture.js';
import { DenseNet } from './densenet.js';
import { KerasBackbone, type KerasBackboneOptions } from './keras-backbone.js';
import { listLayers } from './list-layers.js';
import { MobileNet } from './mobilenet.js';

let small: SmallModel;
let files: File[];
let odd: SmallModel;

beforeAll(async () => {
  core.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  await core.setBackend('wasm');
  small = await seeingModel();
  files = filesOf(small);
  odd = await uncompilable();
});

const load = (options: Partial<KerasBackboneOptions> = {}) =>
  KerasBackbone.load({ files, preprocessing: 'unit', ...options });

function frameOf(edge: number, seed = 1): { frame: Frame; pixels: Float32Array } {
  const random = randomFrom(seed);
  const pixels = Float32Array.from({ length: edge * edge * 3 }, () => Math.floor(256 * random()));
  const data = new Uint8ClampedArray(edge * edge * 4).fill(255);
  for (let i = 0; i < edge * edge; i++) data.set(pixels.subarray(3 * i, 3 * i + 3), 4 * i);
  const image = { data, width: edge, height: edge };
  return { frame: { image, width: edge, height: edge, timestamp: 0, mirrored: false }, pixels };
}

const greatest = (a: Float32Array, b: Float32Array) =>
  a.reduce(
    (most, value, i) => Math.max(most, Math.abs(value - b[i]!)),
    a.length === b.length ? 0 : Number.NaN,
  );

const error = (code: string, message: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(message) });

describe('keeps the contract', () => {
  for (const check of backboneChecks(() => load())) test(check.name, check.run);
});

describe('keeps the contract where it cannot be compiled', () => {
  for (const check of backboneChecks(() => load({ files: filesOf(odd) }))) test(check.name, check.run);
});

/** With a layer that TensorFlow.js has and camdial does not compile. */
test('features are those of LayersModel.predict', async () => {
  const backbone = await load({ pool: 'none', backend: 'wasm' });
  const { frame, pixels } = frameOf(backbone.inputSize);
  const expected = predict(small.model, pixels, (x) => core.div(x, 255));
  expect(backbone.featureShape).toEqual([16, 16, 12]);
  expect(greatest(await backbone.extract(frame), expected)).toBeLessThan(1e-5);
  backbone.dispose();
});

test('tells how it runs', async () => {
  const backbone = await load();
  expect(backbone.info).toMatchObject({
    pool: { size: 8, stride: 2, window: 'tent' },
    backend: 'engine',
    backendReason: 'engine is fast enough that nothing else was tried.',
    uncompiled: null,
    operations: 5,
    cache: 'off',
    worker: false,
    workerReason: 'There are no web workers here.',
  });
  expect(backbone.info.layer).toBe(small.model.layers.at(-1)!.name);
  expect(backbone.info.layers.map(({ name }) => name)).toEqual([
    expect.stringMatching(/input/),
    ...small.model.layers.filter((layer) => layer.getClassName() !== 'InputLayer').map(({ name }) => name),
  ]);
  backbone.dispose();
});

test('the id changes with weights, layer, pooling, input and preprocessing, and with nothing else', async () => {
  const other = { ...small, weights: new Map(small.weights) };
  const [name] = other.weights.keys();
  const changed = other.weights.get(name!)!.slice();
  changed[0]! += 1e-6;
  other.weights.set(name!, changed);
  const variants: Partial<KerasBackboneOptions>[] = [
    {},
    { files: filesOf(other) },
    { layer: small.model.layers[2]!.name },
    { pool: 'average' },
    { pool: { size: 2, stride: 2 } },
    { pool: { size: 8, stride: 2 } },
    { preprocessing: 'tf' },
    { inputSize: 48 },
    { name: 'mine' },
  ];
  const idOf = async (options: Partial<KerasBackboneOptions>) => {
    const backbone = await load(options);
    backbone.dispose();
    return backbone.id;
  };
  const ids = await Promise.all(variants.map(idOf));
  expect(new Set(ids).size).toBe(variants.length);
  expect(await idOf({ backend: 'cpu' })).toBe(ids[0]);
  expect(await idOf({ pool: { size: 8, stride: 2, window: 'tent' } })).toBe(ids[0]); // the default, written out
});

test('a network that cannot be compiled runs as TensorFlow.js has it, and says so', async () => {
  const before = core.memory().numTensors;
  const backbone = await KerasBackbone.load({
    files: filesOf(odd),
    preprocessing: 'tf',
    pool: 'none',
    backend: 'wasm',
  });
  expect(backbone.info.uncompiled).toMatch(/is of class PReLU, which camdial does not compile/);
  expect(backbone.info.layers.every(({ outputShape }) => outputShape)).toBe(true);
  const { frame, pixels } = frameOf(32);
  const expected = predict(odd.model, pixels, (x) => core.sub(core.div(x, 127.5), 1));
  expect(backbone.featureShape).toEqual([16, 16, 6]);
  expect(greatest(await backbone.extract(frame), expected)).toBeLessThan(1e-5);
  backbone.dispose();
  backbone.dispose();
  expect(core.memory().numTensors).toBe(before);
});

test('whether it was compiled or not, features are averaged alike', async () => {
  for (const model of [small, odd]) {
    const featuresOf = async (pool?: KerasBackboneOptions['pool']) => {
      const backbone = await load({ files: filesOf(model), backend: 'wasm', pool });
      const features = await backbone.extract(frameOf(32).frame);
      const { featureShape } = backbone;
      backbone.dispose();
      return { features, featureShape };
    };
    const { features, featureShape } = await featuresOf('none');
    const averaged = await featuresOf();
    const tent = [1, 2, 3, 4, 4, 3, 2, 1];
    expect(averaged.featureShape).toEqual([5, 5, featureShape[2]]);
    expect(greatest(averaged.features, weightedMeans(features, featureShape, tent, 2))).toBeLessThan(1e-5);
  }
});

test('nothing is left when it is disposed, and two at once do not disturb each other', async () => {
  const before = core.memory().numTensors;
  const [one, two] = await Promise.all([load({ backend: 'wasm' }), load({ backend: 'cpu' })]);
  const { frame } = frameOf(32);
  const [a, b] = await Promise.all([one!.extract(frame), two!.extract(frame)]);
  expect(greatest(a!, b!)).toBeLessThan(1e-5);
  expect(core.getBackend()).toBe('wasm'); // the page's own is left in place
  one!.dispose();
  expect(greatest(await two!.extract(frame), b!)).toBe(0);
  two!.dispose();
  expect(core.memory().numTensors).toBe(before);
});

test('listLayers reads the layers without loading the network', async () => {
  const layers = await listLayers({ files });
  expect(layers.at(-1)).toEqual({
    name: small.model.layers.at(-1)!.name,
    kind: 'Conv2D',
    outputShape: [16, 16, 12],
  });
});

describe('fails with a sentence', () => {
  test('without an address or files, or with both', async () => {
    await expect(KerasBackbone.load({ preprocessing: 'unit' })).rejects.toEqual(
      error('bad-argument', /needs url/),
    );
    await expect(load({ url: '/model.json' })).rejects.toEqual(error('bad-argument', /not from both/));
  });

  test('DenseNet says where to get one', async () => {
    await expect(DenseNet.load()).rejects.toEqual(error('bad-argument', /no public address.*webcam-pong/));
  });

  test('MobileNet says which widths there are', async () => {
    await expect(MobileNet.load({ alpha: 0.3 as 0.25 })).rejects.toEqual(
      error('bad-argument', /0.25, 0.5, 0.75 or 1, not 0.3/),
    );
  });

  test('an unknown layer, with near ones', async () => {
    await expect(load({ layer: 'conv2d' })).rejects.toEqual(error('layer-not-found', /no layer "conv2d"/));
  });

  test('a backend that does not run here', async () => {
    await expect(load({ backend: 'webgl' })).rejects.toEqual(
      error('unsupported', /"webgl" does not run here/),
    );
    await expect(load({ backend: 'webgpu' })).rejects.toEqual(error('unsupported', /tfjs-backend-webgpu/));
  });

  test('a worker where there is none', async () => {
    await expect(load({ worker: true })).rejects.toEqual(error('unsupported', /no web workers here/));
  });

  test('a file that is missing', async () => {
    await expect(load({ files: files.slice(0, 1) })).rejects.toEqual(error('model-invalid', /weights.bin/));
  });

  test('features that are not finite', async () => {
    const backbone = await load({ layer: small.model.layers[0]!.name, preprocessing: { scale: 1e38 } });
    await expect(backbone.extract(frameOf(32).frame)).rejects.toEqual(error('not-finite', /preprocessing/));
    backbone.dispose();
  });

  test('an abort, before and during', async () => {
    const before = core.memory().numTensors;
    const reason = new Error('enough');
    await expect(load({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const giveUp = new AbortController();
    const loading = load({ signal: giveUp.signal, onProgress: () => giveUp.abort(reason) });
    await expect(loading).rejects.toBe(reason);
    expect(core.memory().numTensors).toBe(before);
  });
});
