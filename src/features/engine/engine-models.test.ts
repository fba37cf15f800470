import '@tensorflow/tfjs-backend-cpu';
import * as core from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { randomFrom } from '../../random.js';
import { predict, randomModel, saved } from '../executors/small-models.fixture.js';
import { planNetwork } from '../graph/compile.js';
import { Engine } from './engine.js';
import { type CompiledKernels, compileKernels } from './kernels.js';

let compiled: CompiledKernels;
beforeAll(async () => {
  await core.setBackend('cpu');
  compiled = await compileKernels();
});

async function randomNetwork(seed: number) {
  const small = await saved(randomModel(seed));
  const plan = planNetwork(small.topology, small.specs, {
    layer: small.model.layers.at(-1)!.name,
    pool: 'none',
    preprocessing: 'unit',
  });
  const random = randomFrom(seed);
  const pixels = Float32Array.from({ length: 3 * plan.inputSize ** 2 }, () => 255 * random());
  const channels = small.model.inputs[0]!.shape[3]!;
  const expected = predict(small.model, pixels, (x) => {
    const unit = core.div(x, 255);
    return channels === 1 ? core.sum(core.mul(unit, [0.299, 0.587, 0.114]), -1, true) : unit;
  });
  small.model.dispose();
  return { network: plan.compile(small.weights), pixels, expected };
}

function relative(found: Float32Array, expected: Float32Array): number {
  expect(found).toHaveLength(expected.length);
  return Math.hypot(...expected.map((value, i) => value - found[i]!)) / (Math.hypot(...expected) || 1);
}

describe('random networks of Keras give what LayersModel.predict gives', () => {
  test.each(Array.from({ length: 60 }, (_, i) => i + 1))('network %i', async (seed) => {
    const { network, pixels, expected } = await randomNetwork(seed);
    const engine = await Engine.start(compiled, network);
    expect(relative(engine.run(pixels), expected)).toBeLessThan(1e-5);
  });
});

test('bytes of red, green, blue and alpha give what numbers give', async () => {
  const { network, pixels } = await randomNetwork(7);
  const engine = await Engine.start(compiled, network);
  const whole = pixels.map(Math.floor);
  const bytes = new Uint8ClampedArray((4 * whole.length) / 3).fill(99);
  for (let i = 0; i < whole.length; i++) bytes[4 * Math.floor(i / 3) + (i % 3)] = whole[i]!;
  expect(engine.run(bytes)).toEqual(engine.run(whole));
});

test('two engines side by side do not disturb each other', async () => {
  const [a, b] = [await randomNetwork(3), await randomNetwork(8)];
  const [first, second] = [await Engine.start(compiled, a.network), await Engine.start(compiled, b.network)];
  for (let i = 0; i < 3; i++) {
    expect(relative(first.run(a.pixels), a.expected)).toBeLessThan(1e-5);
    expect(relative(second.run(b.pixels), b.expected)).toBeLessThan(1e-5);
  }
});

test('features are fresh, and no frame takes more memory', async () => {
  const { network, pixels, expected } = await randomNetwork(5);
  const engine = await Engine.start(compiled, network);
  const kept = engine.run(pixels);
  const { bytes } = engine;
  engine.run(new Float32Array(pixels.length));
  for (let i = 0; i < 100; i++) engine.run(pixels);
  expect(relative(kept, expected)).toBeLessThan(1e-5);
  expect(engine.bytes).toBe(bytes);
});

test('memory that cannot be had is told before anything else happens', async () => {
  const filter = new Float32Array(0);
  Object.defineProperty(filter, 'length', { value: 2 ** 31 }); // a filter of 8 GiB that is not there
  const network = {
    ops: [
      { kind: 'input', inputs: [], shape: [2, 2, 3], shift: [0, 0, 0] },
      {
        ...{ kind: 'conv', inputs: [0], shape: [1, 1, 2 ** 29], size: [2, 2], strides: [1, 1], filter },
        ...{ padding: { top: 0, bottom: 0, left: 0, right: 0 }, dilation: [1, 1], bias: filter },
        activation: { kind: 'linear' },
      },
    ],
  } as const;
  await expect(Engine.start(compiled, network as never)).rejects.toMatchObject({
    code: 'out-of-memory',
    message: expect.stringMatching(/needs \d+ MB of memory/),
  });
});
