import { describe, expect, test } from 'vitest';
import { clamp } from './clamp.js';
import { curve } from './curve.js';
import { deadZone } from './dead-zone.js';
import { hysteresis } from './hysteresis.js';
import { invert } from './invert.js';
import { neutralWhenUnsure } from './neutral-when-unsure.js';
import { oneEuro } from './one-euro.js';
import { predict } from './predict.js';
import { scale } from './scale.js';
import { slewLimit } from './slew-limit.js';
import { snap } from './snap.js';
import type { Stage } from './stage.js';

const code = (code: string) => expect.objectContaining({ code });

/** What a fresh filter makes of values that come every `every` ms. */
function through(stage: Stage, values: readonly number[], every = 33): number[] {
  const filter = stage();
  return values.map((value, i) => filter(value, 1000 + i * every, 1));
}

const near = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 6));

const all: Record<string, () => Stage> = {
  clamp,
  curve,
  deadZone,
  hysteresis,
  invert,
  neutralWhenUnsure,
  oneEuro,
  predict,
  scale: () => scale([-1, 1], [0, 100]),
  slewLimit: () => slewLimit(1),
  snap: () => snap([-1, 0, 1]),
};

describe.each(Object.entries(all))('%s', (_, make) => {
  test('stays finite through leaps and falls of the clock, and values far out', () => {
    const filter = make()();
    for (const timestamp of [0, 0, 1e12, -1e12, 5, 4.9, 1e15, 33, 66]) {
      for (const value of [0, 1, -1e6, 1e6, 1e-30]) {
        for (const confidence of [0, 1])
          expect(filter(value, timestamp, confidence)).toSatisfy(Number.isFinite);
      }
    }
  });

  test('keeps apart what it remembers of each output', () => {
    const stage = make();
    const alone = through(stage, [0.3, 0.8, -0.4]);
    const [one, other] = [stage(), stage()];
    const beside = [0.3, 0.8, -0.4].map((value, i) => {
      other(-value, 1000 + i * 33, 1);
      return one(value, 1000 + i * 33, 1);
    });
    expect(beside).toEqual(alone);
  });
});

test('deadZone is flat around its centre, continuous outside, and keeps the ends', () => {
  expect(through(deadZone(0.2), [-1, -0.6, -0.2, -0.1, 0, 0.2, 0.6, 1])).toEqual(
    near([-1, -0.5, 0, 0, 0, 0, 0.5, 1]),
  );
  expect(through(deadZone(0.1), [-0.05])[0]).toBe(0);
  const lopsided = deadZone(0.1, { centre: 0.5 });
  expect(through(lopsided, [-1, 0.4, 0.55, 0.6, 0.8, 1])).toEqual(near([-1, 0.5, 0.5, 0.5, 0.75, 1]));
  expect(through(deadZone(10, { centre: 64, min: 0, max: 127 }), [0, 70, 127])).toEqual(near([0, 64, 127]));
});

test('scale maps ends to ends, also turned round, and goes on beyond', () => {
  expect(through(scale([-1, 1], [0, 127]), [-1, 0, 1, 2])).toEqual(near([0, 63.5, 127, 190.5]));
  expect(through(scale([0, 1], [100, 0]), [0.25])).toEqual(near([75]));
});

test('invert turns round, and zero stays zero', () => {
  expect(through(invert(), [1, -0.25, 0])).toEqual([-1, 0.25, 0]);
});

test('curve bends both sides alike, by an exponent or a function', () => {
  expect(through(curve(2), [-0.5, 0, 0.5, 1])).toEqual(near([-0.25, 0, 0.25, 1]));
  expect(through(curve(3), [2, -2])).toEqual(near([4, -4])); // the tangent at 1 has the slope 3
  expect(through(curve(Math.sqrt), [-0.25, 0.25])).toEqual(near([-0.5, 0.5]));
});

test('slewLimit moves as far as the time allows, at any frame rate', () => {
  expect(through(slewLimit(2), [0, 1, 1, 1, -1], 100)).toEqual(near([0, 0.2, 0.4, 0.6, 0.4]));
  const step = (every: number) =>
    through(
      slewLimit(1),
      Array(1 + 600 / every)
        .fill(1)
        .fill(0, 0, 1),
      every,
    );
  expect(step(20).at(-1)).toBeCloseTo(step(60).at(-1)!, 6);
});

test('slewLimit does not leap after a pause, nor stand still after the clock was set back', () => {
  const filter = slewLimit(1)();
  filter(0, 0, 1);
  expect(filter(1, 60_000, 1)).toBeCloseTo(0.25, 6);
  expect(filter(1, 10, 1)).toBeCloseTo(0.25, 6);
  expect(filter(1, 110, 1)).toBeCloseTo(0.35, 6);
});

test('hysteresis stands still within its band and is drawn along at its edge', () => {
  expect(through(hysteresis(0.1), [0, 0.09, -0.09, 0.3, 0.25, 0.05])).toEqual(
    near([0, 0, 0, 0.2, 0.2, 0.15]),
  );
});

test('hysteresis that closes holds what creeps, and lets go of what is quick', () => {
  const stage = hysteresis(0.1, { closesAt: 0.5 });
  const line = (perSecond: number) => Array.from({ length: 90 }, (_, i) => 0.033 * i * perSecond);
  const behind = (perSecond: number) => line(perSecond).at(-1)! - through(stage, line(perSecond)).at(-1)!;
  expect(behind(0.05)).toBeGreaterThan(0.08);
  expect(behind(0.25)).toBeCloseTo(0.05, 2);
  expect(behind(1)).toBe(0);
});

test('snap goes to the nearest point and does not flicker between two', () => {
  const stage = snap([1, -1, 0], { hysteresis: 0.1 });
  expect(through(stage, [0.1, 0.45, 0.55, 0.61, 0.55, 0.41, 0.39, -9])).toEqual([0, 0, 0, 1, 1, 1, 0, -1]);
  const trembling = Array.from({ length: 50 }, (_, i) => 0.5 + (i % 2 ? 0.05 : -0.05));
  expect(new Set(through(stage, trembling)).size).toBe(1);
  expect(through(snap([3]), [-5])).toEqual([3]);
});

test('predict goes on along a straight line, at any frame rate', () => {
  for (const every of [8, 33, 50]) {
    const line = Array.from({ length: 20 }, (_, i) => 0.001 * i * every);
    const ahead = through(predict({ ahead: 60 }), line, every);
    expect(ahead.at(-1)! - line.at(-1)!).toBeCloseTo(0.06, 6);
  }
});

test('predict stays within its reach, and starts anew after a pause', () => {
  expect(through(predict({ ahead: 200, reach: 0.1 }), [0, 1])[1]).toBeCloseTo(1.1, 6);
  const filter = predict()();
  filter(0, 0, 1);
  filter(0.1, 33, 1);
  expect(filter(0.5, 5000, 1)).toBe(0.5);
  expect(filter(-0.5, 10, 1)).toBe(-0.5);
});

/** Confidence by time, a constant value of 1, every 20 ms. */
function trusted(confidence: (ms: number) => number, options = {}, until = 2000): (ms: number) => number {
  const filter = neutralWhenUnsure({ hold: 200, fade: 200, ...options })();
  const values: number[] = [];
  for (let ms = 0; ms <= until; ms += 20) values.push(filter(1, ms, confidence(ms)));
  return (ms) => values[ms / 20]!;
}

test('neutralWhenUnsure holds, fades to neutral and comes back smoothly', () => {
  const at = trusted((ms) => (ms < 500 || ms >= 1500 ? 0.9 : 0.1), { neutral: -1 });
  expect(at(480)).toBe(1);
  expect(at(700)).toBe(1);
  expect(at(800)).toBeCloseTo(0, 6);
  expect(at(900)).toBe(-1);
  expect(at(1500)).toBe(-1);
  expect(at(1600)).toBeCloseTo(0, 6);
  expect(at(1700)).toBe(1);
});

test('neutralWhenUnsure turns round halfway without a jump', () => {
  const at = trusted((ms) => (ms < 500 || ms >= 800 ? 0.9 : 0.1));
  expect(at(780)).toBeCloseTo(0.6, 6);
  expect(at(800)).toBeCloseTo(0.6, 6); // from where it stood
  expect(at(900)).toBeCloseTo(0.8, 6);
});

test('neutralWhenUnsure is neutral at once after a leap of the clock, as in a page that slept', () => {
  const filter = neutralWhenUnsure()();
  filter(1, 0, 1);
  expect(filter(1, 33, 0)).toBe(1);
  expect(filter(1, 60_000, 0)).toBe(0);
  expect(filter(1, 60_033, 1)).toBe(0);
  expect(filter(1, 120_000, 1)).toBeLessThan(0.5); // back it does not leap
});

test('neutralWhenUnsure is neutral before it was ever sure, and needs a little more to be sure again', () => {
  expect(trusted(() => 0)(0)).toBe(0);
  const at = trusted((ms) => (ms < 100 ? 1 : ms < 200 ? 0.29 : 0.32));
  expect(at(1000)).toBe(0);
});

test.each<[string, () => Stage]>([
  ['deadZone', () => deadZone(-1)],
  ['deadZone', () => deadZone(1)],
  ['deadZone', () => deadZone(0.5, { centre: 0.6 })],
  ['hysteresis', () => hysteresis(0.1, { closesAt: 0 })],
  ['scale', () => scale([1, 1], [0, 1])],
  ['scale', () => scale([0, Number.NaN], [0, 1])],
  ['curve', () => curve(0)],
  ['slewLimit', () => slewLimit(0)],
  ['hysteresis', () => hysteresis(Number.NaN)],
  ['snap', () => snap([])],
  ['snap', () => snap([0, 1], { hysteresis: 0.5 })],
  ['predict', () => predict({ ahead: 1000 })],
  ['predict', () => predict({ reach: -1 })],
  ['neutralWhenUnsure', () => neutralWhenUnsure({ confidence: 2 })],
  ['neutralWhenUnsure', () => neutralWhenUnsure({ fade: -1 })],
])('%s refuses what it cannot do', (_, make) => {
  expect(make).toThrow(code('bad-argument'));
});
