import { Scattering } from 'camdial';
import { describe, expect, test } from 'vitest';
import { steadying } from '../src/controllers/condition.js';
import { hasClips, loadClip, withoutClips } from './lib/clips.js';
import { costOf, exponential, steadiness, through } from './lib/smoothing.js';
import { casesOf, noises, timed } from './lib/smoothing-cases.js';

if (!hasClips) console.log(`Skipped: ${withoutClips}`);

// The filmed person needs Chromium and a minute: see npm run bench:smoothing, which defines the measures too.
describe.skipIf(!hasClips)('what condition() does by default', () => {
  test('three times as steady, at most 40 ms later, and as near to the truth within 2 %', {
    timeout: 240_000,
  }, async () => {
    const backbone = Scattering.create();
    const traces = [];
    for (const name of ['cap', 'dog1']) {
      const cases = await casesOf(timed(await loadClip(name, backbone)), backbone, 3);
      for (const noise of Object.keys(noises)) {
        const still = cases.flatMap((each) => each.still[noise] ?? []);
        expect(still.length).toBeGreaterThan(2);
        expect(steadiness(through(), still), `${name}, ${noise}`).toBeGreaterThan(3);
        expect(steadiness(exponential(0.5), still), `${name}, ${noise}`).toBeLessThan(2.5);
      }
      const own = cases.flatMap((each) => each.traces);
      const { lag } = costOf(through(...steadying), own);
      expect(lag, name).toBeLessThan(40);
      expect(lag, name).toBeLessThan(costOf(exponential(0.5), own).lag);
      traces.push(...own);
    }
    expect(costOf(through(), traces).error).toBeLessThan(1.02);
    // Its clamp mends errors of another kind: without it too.
    expect(costOf(through(...steadying), traces).error).toBeLessThan(1.02);
    expect(costOf(exponential(0.5), traces).error).toBeGreaterThan(1.02); // what the clips can tell apart
  });
});
