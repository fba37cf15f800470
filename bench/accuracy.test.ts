import { RidgeRegressor, Scattering } from 'camdial';
import { expect, test } from 'vitest';
import { hasClips, loadClip, withoutClips } from './lib/clips.js';
import { block60, errorOf } from './lib/protocols.js';

if (!hasClips) console.log(withoutClips);

test.skipIf(!hasClips).each([
  ['cap', 0.044],
  ['dog1', 0.105],
])('Scattering and ridge read %s with an error of at most %f', { timeout: 120_000 }, async (name, most) => {
  const clip = await loadClip(name, Scattering.create());
  expect(await errorOf(block60, clip, () => new RidgeRegressor())).toBeLessThanOrEqual(most);
});
