import { describe, expect, test } from 'vitest';
import { controllerChecks } from '../testing/index.js';
import { clamp } from './clamp.js';
import { condition } from './condition.js';
import type { Controller, Output } from './controller.js';
import { oneEuro } from './one-euro.js';
import type { Stage } from './stage.js';

describe('keeps the contract', () => {
  for (const check of controllerChecks(() => condition({ update: () => {} }))) test(check.name, check.run);
});

const code = (code: string) => expect.objectContaining({ code });

function recorder() {
  const calls: (number[] | 'release' | 'dispose')[] = [];
  const controller: Controller = {
    update: ({ values }) => calls.push([...values].map((value) => Math.round(value * 1e4) / 1e4)),
    release: () => calls.push('release'),
    dispose: () => calls.push('dispose'),
  };
  return { calls, controller };
}

const output = (values: number[], timestamp = 0, confidence = 1): Output => ({
  values: Float32Array.from(values),
  confidence,
  timestamp,
  latency: 0,
});

test('stages apply in order, to each output on its own', () => {
  const { calls, controller } = recorder();
  const add: Stage = () => (value) => value + 1;
  const double: Stage = () => (value) => value * 2;
  condition(controller, add, double).update(output([0, 3]));
  condition(controller, double, add).update(output([0, 3]));
  expect(calls).toEqual([
    [2, 8],
    [1, 7],
  ]);
});

test('a stage is told the time and the confidence', () => {
  const seen: number[][] = [];
  const spy: Stage = () => (value, timestamp, confidence) => {
    seen.push([timestamp, confidence]);
    return value;
  };
  condition({ update: () => {} }, spy).update(output([1], 40, 0.25));
  expect(seen).toEqual([[40, 0.25]]);
});

test('memory is kept apart by output, and forgotten on release', () => {
  const sum: Stage = () => {
    let total = 0;
    return (value) => (total += value);
  };
  const { calls, controller } = recorder();
  const conditioned = condition(controller, sum);
  conditioned.update(output([1, 10]));
  conditioned.update(output([1, 10]));
  conditioned.release!();
  conditioned.update(output([1, 10]));
  conditioned.dispose!();
  expect(calls).toEqual([[1, 10], [2, 20], 'release', [1, 10], 'dispose']);
});

test('the output that comes in is not changed, the rest of it goes through', () => {
  const given = output([5], 7, 0.5);
  let got: Output | undefined;
  condition({ update: (each) => (got = each) }, clamp()).update(given);
  expect([...given.values]).toEqual([5]);
  expect(got).toMatchObject({ timestamp: 7, confidence: 0.5, latency: 0 });
});

test('without stages: smoothed and clamped', () => {
  const { calls, controller } = recorder();
  const conditioned = condition(controller);
  conditioned.update(output([3], 0));
  expect(calls[0]).toEqual([1]);
  conditioned.release!();
  conditioned.update(output([0], 100));
  conditioned.update(output([0.5], 133));
  const after = (calls[3] as number[])[0]!;
  expect(after).toBeGreaterThan(0.1);
  expect(after).toBeLessThan(0.49);
});

test('without stages: what trembles a little rests, and what moves is not held back', () => {
  const seen: number[] = [];
  const conditioned = condition({ update: ({ values }) => void seen.push(values[0]!) });
  for (let i = 0; i < 90; i++)
    conditioned.update(output([-0.5 + 0.005 * Math.sin(i * 1.7)], (i * 1000) / 30));
  expect(new Set(seen.slice(30)).size).toBe(1);
  for (let i = 0; i < 30; i++) conditioned.update(output([-0.5 + i / 30], 3000 + (i * 1000) / 30));
  expect(seen.at(-1)).toBeGreaterThan(-0.5 + 28 / 30); // one frame behind at most
});

test('clamp keeps to its range and refuses a crossed one', () => {
  const filter = clamp(-0.5, 2)();
  expect([-9, -0.5, 0, 2, 9].map((value) => filter(value, 0, 1))).toEqual([-0.5, -0.5, 0, 2, 2]);
  expect(() => clamp(1, -1)).toThrow(code('bad-argument'));
  expect(() => clamp(Number.NaN, 1)).toThrow(code('bad-argument'));
});

/** Runs a signal (value by ms) through One Euro at a frame rate. */
function smoothed(signal: (ms: number) => number, frameRate: number, ms: number, options = {}): number[] {
  const filter = oneEuro(options)();
  const values: number[] = [];
  for (let frame = 0; frame <= (ms * frameRate) / 1000; frame++) {
    const time = (frame * 1000) / frameRate;
    values.push(filter(signal(time), time, 1));
  }
  return values;
}

test('One Euro computes the step of the paper', () => {
  // By hand, for 1 Hz cut-offs without beta, after 0.1 s: weight = 2 pi 0.1 / (2 pi 0.1 + 1).
  const weight = (0.2 * Math.PI) / (0.2 * Math.PI + 1);
  const filter = oneEuro({ minCutoff: 1, beta: 0 })();
  expect(filter(0, 0, 1)).toBe(0);
  expect(filter(1, 100, 1)).toBeCloseTo(weight, 12);
  expect(filter(1, 200, 1)).toBeCloseTo(weight + weight * (1 - weight), 12);
  // With beta the speed, itself smoothed at 1 Hz, opens the filter.
  const quick = oneEuro({ minCutoff: 1, beta: 2 })();
  quick(0, 0, 1);
  const cutoff = 1 + 2 * weight * 10;
  expect(quick(1, 100, 1)).toBeCloseTo((0.2 * Math.PI * cutoff) / (0.2 * Math.PI * cutoff + 1), 12);
});

test('One Euro steadies what rests and follows what moves', () => {
  const jitter = (ms: number) => 0.01 * Math.sin(ms * 12.9898);
  const rest = smoothed(jitter, 30, 4000).slice(30);
  const raw = Array.from({ length: 121 }, (_, i) => jitter((i * 1000) / 30)).slice(30);
  const spread = (values: number[]) =>
    Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
  expect(spread(rest)).toBeLessThan(0.7 * spread(raw));
  const step = smoothed((ms) => (ms < 500 ? -1 : 1), 30, 800);
  expect(step.at(-1)).toBeGreaterThan(0.9);
});

test('One Euro does about the same at any frame rate', () => {
  const signal = (ms: number) => Math.sin(ms / 300);
  const [slow, fast] = [smoothed(signal, 30, 3000), smoothed(signal, 120, 3000)];
  for (const [i, value] of slow.entries())
    if (i > 15) expect(Math.abs(value - fast[4 * i]!)).toBeLessThan(0.12);
});

test('One Euro holds when a frame comes twice or the clock is set back', () => {
  const filter = oneEuro()();
  filter(0.5, 100, 1);
  expect(filter(1, 100, 1)).toBe(0.5);
  expect(filter(1, 50, 1)).toBe(0.5);
  expect(filter(1, 133, 1)).toBeGreaterThan(0.5);
});

test.each([{ minCutoff: 0 }, { minCutoff: Number.NaN }, { beta: -1 }, { derivativeCutoff: 0 }])(
  'One Euro refuses %o',
  (options) => {
    expect(() => oneEuro(options)).toThrow(code('bad-argument'));
  },
);
