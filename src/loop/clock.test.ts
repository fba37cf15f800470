import { describe, expect, test } from 'vitest';
import { condition } from '../controllers/condition.js';
import { pass, running, useClock } from './clocked-dial.fixture.js';

useClock();

describe('the clock', () => {
  test('a machine that slept: what was before has nothing to do with what comes', async () => {
    const it = await running();
    const steady: number[] = [];
    it.dial.connect(condition({ update: ({ values }) => steady.push(values[0]!) }));
    it.source.width = 10;
    await pass(300);
    expect(steady.at(-1)).toBeCloseTo(-1, 2);
    it.source.width = 30;
    it.source.shift = 3_600_000;
    const { length } = steady;
    await pass(70);
    expect(steady[length]).toBeCloseTo(1, 5); // not on the way from -1
    await it.end();
  });

  test('set back, time goes on all the same, for values and for a recording', async () => {
    const it = await running();
    const asked: number[] = [];
    const recording = it.dial.record((ms) => 0 * asked.push(ms), { frames: 20, lag: 0 });
    await pass(200);
    it.source.shift = -500_000;
    await pass(200);
    it.source.shift = -400_000;
    await pass(200);
    it.source.shift = 0;
    await pass(400);
    await recording;
    for (const times of [asked, it.times])
      expect(times.every((time, i) => i === 0 || time > times[i - 1]!)).toBe(true);
    expect(it.times.at(-1)).toBeCloseTo(performance.now(), -3); // right again
    await it.end();
  });
});
