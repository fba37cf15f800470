import { beforeAll, describe, expect, test } from 'vitest';
import { randomFrom } from '../../random.js';
import { type Network, sizeOf } from '../graph/network.js';
import { Engine, layOut } from './engine.js';
import { type CompiledKernels, compileKernels, startKernels } from './kernels.js';
import { planEngine } from './plan.js';
import { opKinds, randomOps } from './random-ops.fixture.js';
import { reference } from './reference.fixture.js';

let compiled: CompiledKernels;
beforeAll(async () => {
  compiled = await compileKernels();
});

function pixelsFor({ ops }: Network, seed: number): Float32Array {
  const random = randomFrom(seed);
  return Float32Array.from({ length: sizeOf(ops[0]!.shape) }, () => 2 * random() - 1);
}

/** Length of the difference, as a share of the length of what is expected. */
function difference(found: Float32Array, expected: Float64Array): number {
  expect(found).toHaveLength(expected.length);
  const norm = (values: Float64Array) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return norm(expected.map((value, i) => value - found[i]!)) / (norm(expected) || 1);
}

function told({ ops }: Network): string {
  return ops.map(({ kind, shape }) => `${kind} [${shape}]`).join(', ');
}

describe.each(opKinds)('%s, with random shapes', (kind) => {
  test.each(Array.from({ length: 25 }, (_, i) => i + 1))('%i', async (seed) => {
    const network = randomOps(kind, seed);
    const pixels = pixelsFor(network, seed);
    const expected = reference(network, pixels);
    const engine = await Engine.start(compiled, network);
    // Winograd's way rounds more than the plain one.
    expect(difference(engine.run(pixels), expected), told(network)).toBeLessThan(1e-5);
    expect(difference(engine.run(pixels), expected), 'a second time').toBeLessThan(1e-5);
    expect(difference(await runGuarded(network, pixels), expected), 'among NaN').toBeLessThan(1e-5);
  });
});

/** Runs a network in a memory full of NaN, which must neither come through nor be touched beside what is the network's. */
async function runGuarded(network: Network, pixels: Float32Array): Promise<Float32Array> {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const kernels = await startKernels(compiled, memory);
  const base = kernels.base();
  const plan = planEngine(network, base);
  memory.grow(Math.ceil(plan.bytes / 65_536));
  const bytes = new Uint8Array(memory.buffer);
  bytes.fill(0xff, base); // as float32: NaN
  layOut(kernels, memory, plan);
  bytes.fill(0xff, plan.stagingAt, plan.pixelsAt); // weights went through here
  new Float32Array(memory.buffer, plan.pixelsAt, pixels.length).set(pixels);
  const before = bytes.slice();
  kernels.run(plan.floats.begin, plan.floats.end);
  kernels.run(plan.program.begin, plan.program.end);
  const found = new Float32Array(memory.buffer, plan.result.at, plan.result.length).slice();

  for (const { begin, end } of [{ begin: 0, end: base }, ...plan.writable]) {
    bytes.fill(0, begin, end);
    before.fill(0, begin, end);
  }
  expect(Buffer.compare(bytes, before), `bytes beside those of ${told(network)}`).toBe(0);
  return found;
}
