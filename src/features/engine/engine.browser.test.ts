import { describe, expect, test } from 'vitest';
import { randomFrom } from '../../random.js';
import { sizeOf } from '../graph/network.js';
import { Engine } from './engine.js';
import { type Build, compileKernels } from './kernels.js';
import { opKinds, randomOps } from './random-ops.fixture.js';
import { reference } from './reference.fixture.js';

/** Those that run in this browser. */
const builds: Build[] = [];
for (const build of ['plain', 'relaxed'] as const) {
  await compileKernels([build]).then(
    () => builds.push(build),
    () => {},
  );
}

test('the best build that runs is taken', async () => {
  expect(builds).toContain('plain');
  expect((await compileKernels()).build).toBe(builds.at(-1));
});

describe.each(builds)('%s SIMD', (build) => {
  test.each(opKinds)('%s', async (kind) => {
    const compiled = await compileKernels([build]);
    for (let seed = 100; seed < 106; seed++) {
      const network = randomOps(kind, seed);
      const random = randomFrom(seed);
      const pixels = Float32Array.from({ length: sizeOf(network.ops[0]!.shape) }, () => 2 * random() - 1);
      const expected = reference(network, pixels);
      const found = (await Engine.start(compiled, network)).run(pixels);
      const error = Math.hypot(...expected.map((value, i) => value - found[i]!));
      expect(error / (Math.hypot(...expected) || 1)).toBeLessThan(1e-5);
    }
  });
});
