import { expect, test } from 'vitest';
import { dotDuration, dotPath } from './dot-path.js';

const path = Array.from({ length: dotDuration / 10 + 1 }, (_, i) => dotPath(i * 10));

test('the dot sweeps the whole range and stays in it', () => {
  expect(Math.max(...path)).toBeCloseTo(1, 3);
  expect(Math.min(...path)).toBeCloseTo(-1, 3);
  expect(path.every((value) => Math.abs(value) <= 1)).toBe(true);
});

test('it spends its time everywhere', () => {
  for (const [from, to] of [
    [-1, -0.5],
    [-0.5, 0],
    [0, 0.5],
    [0.5, 1],
  ] as const) {
    const share = path.filter((value) => value >= from && value <= to).length / path.length;
    expect(share).toBeGreaterThan(0.12);
  }
});

test('it moves no faster than a person leans, and never jumps', () => {
  const speeds = path.slice(1).map((value, i) => Math.abs(value - path[i]!) / 0.01);
  expect(Math.max(...speeds)).toBeLessThan(1.8);
});

test('it starts and ends at rest in the middle', () => {
  expect(dotPath(0)).toBeCloseTo(0);
  expect(dotPath(dotDuration)).toBeCloseTo(0);
  expect(Math.abs(dotPath(100))).toBeLessThan(0.02);
  expect(Math.abs(dotPath(dotDuration - 100))).toBeLessThan(0.02);
  expect(dotPath(-500)).toBe(dotPath(0));
  expect(dotPath(dotDuration + 500)).toBeCloseTo(0);
});
