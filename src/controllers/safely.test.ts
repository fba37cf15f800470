import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { controllerChecks } from '../testing/index.js';
import { condition } from './condition.js';
import type { Controller, Output } from './controller.js';
import { safely } from './safely.js';

const code = (code: string) => expect.objectContaining({ code });

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  expect(vi.getTimerCount()).toBeLessThan(2);
  vi.useRealTimers();
});

describe('keeps the contract', () => {
  let shown = 0;
  const needle: Controller = {
    update: ({ values }) => {
      shown = values[0]!;
    },
    release: () => {
      shown = 0;
    },
  };
  for (const check of controllerChecks(() => safely(needle), { read: () => shown }))
    test(check.name, check.run);
});

function recorder() {
  const calls: (number[] | 'release' | 'dispose')[] = [];
  const controller: Controller = {
    update: ({ values }) => calls.push([...values]),
    release: () => calls.push('release'),
    dispose: () => calls.push('dispose'),
  };
  return { calls, controller };
}

const output = (value: number, confidence = 1): Output => ({
  values: Float32Array.of(value, -value),
  confidence,
  timestamp: performance.now() - 40,
  latency: 40,
});

test('after silence it holds, goes to neutral and releases once, without anybody calling', () => {
  const { calls, controller } = recorder();
  safely(controller, { silence: 300, hold: 200, fade: 300 }).update(output(1));
  vi.advanceTimersByTime(299);
  expect(calls).toEqual([[1, -1]]);
  vi.advanceTimersByTime(190);
  expect(calls.at(-1)).toEqual([1, -1]);
  vi.advanceTimersByTime(200);
  const [halfway] = calls.at(-1) as number[];
  expect(halfway).toBeGreaterThan(0.2);
  expect(halfway).toBeLessThan(0.8);
  vi.advanceTimersByTime(10_000);
  expect(calls.slice(-2)).toEqual([[0, 0], 'release']);
  expect(calls.filter((call) => call === 'release')).toHaveLength(1);
  expect(vi.getTimerCount()).toBe(0);
});

test('while outputs come it leaves them alone', () => {
  const { calls, controller } = recorder();
  const safe = safely(controller, { silence: 300 });
  for (let i = 0; i < 20; i++) {
    safe.update(output(0.5));
    vi.advanceTimersByTime(200);
  }
  expect(calls).toEqual(Array(20).fill([0.5, -0.5]));
  safe.dispose!();
});

test('low confidence releases too, and what comes back comes smoothly', () => {
  const { calls, controller } = recorder();
  const safe = safely(controller, { hold: 100, fade: 200 });
  const feed = (ms: number, confidence: number) => {
    for (let i = 0; i < ms / 20; i++) {
      vi.advanceTimersByTime(20);
      safe.update(output(1, confidence));
    }
  };
  feed(100, 1);
  feed(2000, 0);
  expect(calls.slice(-2)).toEqual([[0, 0], 'release']);
  expect(calls.filter((call) => call === 'release')).toHaveLength(1);
  const before = calls.length;
  feed(300, 1);
  const back = calls.slice(before).map((call) => (call as number[])[0]!);
  expect(back[0]).toBe(0);
  expect(back.at(-1)).toBe(1);
  for (const [i, value] of back.slice(1).entries()) expect(value - back[i]!).toBeLessThan(0.11);
  safe.dispose!();
});

test('release and dispose stop the timer, and dispose may be called again', () => {
  const { calls, controller } = recorder();
  const safe = safely(controller);
  safe.update(output(1));
  safe.release!();
  expect(vi.getTimerCount()).toBe(0);
  safe.update(output(1));
  safe.dispose!();
  safe.dispose!();
  safe.update(output(1));
  vi.advanceTimersByTime(10_000);
  expect(calls).toEqual([[1, -1], 'release', [1, -1], 'dispose', 'dispose']);
});

test('a threshold of 0 heeds silence alone', () => {
  const { calls, controller } = recorder();
  const safe = safely(controller, { confidence: 0 });
  safe.update(output(1, 0));
  expect(calls).toEqual([[1, -1]]);
  vi.advanceTimersByTime(5000);
  expect(calls.at(-1)).toBe('release');
});

test('a controller that fails during silence is released and left alone', () => {
  let isBroken = false;
  let [updates, releases] = [0, 0];
  const failing: Controller = {
    update() {
      updates++;
      if (isBroken) throw new Error('broken');
    },
    release() {
      releases++;
    },
  };
  safely(failing, { silence: 100 }).update(output(1));
  isBroken = true;
  expect(() => vi.advanceTimersByTime(150)).toThrow('broken');
  vi.advanceTimersByTime(5000);
  expect([updates, releases]).toEqual([2, 1]);
});

test('around a conditioned controller, neutral goes through the stages', () => {
  const { calls, controller } = recorder();
  const add = () => (value: number) => value + 1;
  safely(condition(controller, add), { silence: 50, hold: 0, fade: 0 }).update(output(1));
  vi.advanceTimersByTime(100);
  expect(calls).toEqual([[2, 0], [1, 1], 'release']);
});

test('refuses a silence that is none', () => {
  expect(() => safely(recorder().controller, { silence: 0 })).toThrow(code('bad-argument'));
  expect(() => safely(recorder().controller, { fade: -1 })).toThrow(code('bad-argument'));
});
