import { Scattering } from 'camdial';
import { describe, expect, test } from 'vitest';
import { hasClips, loadClip, withoutClips } from './lib/clips.js';
import { costOf, steadiness, through } from './lib/smoothing.js';
import { casesOf, noises, timed } from './lib/smoothing-cases.js';

if (!hasClips) console.log(`Skipped: ${withoutClips}`);

describe.skipIf(!hasClips)('what condition() does by default', () => {
  test('three times as steady, at most 40 ms later, and no further from the truth', {
    timeout: 240_000,
  }, async () => {
    const backbone = Scattering.create();
    const smoother = through();
    const traces = [];
    for (const name of ['cap', 'dog1']) {
      const cases = await casesOf(timed(await loadClip(name, backbone)), backbone, 3);
      for (const noise of Object.keys(noises)) {
        const still = cases.flatMap((each) => each.still[noise] ?? []);
        expect(still.length).toBeGreaterThan(0);
        expect(steadiness(smoother, still), `${name}, ${noise}`).toBeGreaterThan(3);
      }
      const own = cases.flatMap((each) => each.traces);
      expect(costOf(smoother, own).lag, name).toBeLessThan(40);
      traces.push(...own);
    }
    expect(costOf(smoother, traces).error).toBeLessThan(1.02);
  });
});
