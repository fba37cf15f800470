import { describe, expect, test } from 'vitest';
import { type SmoothPathOptions, smoothPath } from './smooth-path.js';

const step = 10; // ms

/** Every output of a path, all the way. */
function walk(options?: SmoothPathOptions): number[][] {
  const path = smoothPath(options);
  const steps = Math.round((1000 * path.seconds) / step) + 1;
  return Array.from({ length: options?.outputs ?? 1 }, (_, output) =>
    Array.from({ length: steps }, (_, i) => path(i * step)[output]!),
  );
}

const speedsOf = (values: readonly number[]) =>
  values.slice(1).map((value, i) => (1000 * Math.abs(value - values[i]!)) / step);

const correlation = (a: readonly number[], b: readonly number[]) => {
  const product = (c: readonly number[], d: readonly number[]) =>
    c.reduce((sum, value, i) => sum + value * d[i]!, 0);
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b)); // all are about the middle, 0
};

describe.each([1, 2, 3])('for %i outputs', (outputs) => {
  const paths = walk({ outputs });

  test('each sweeps the whole range and stays in it', () => {
    for (const values of paths) {
      expect(Math.max(...values)).toBeCloseTo(1, 2);
      expect(Math.min(...values)).toBeCloseTo(-1, 2);
      expect(values.every((value) => Math.abs(value) <= 1)).toBe(true);
    }
  });

  test('each spends its time everywhere', () => {
    for (const values of paths) {
      for (const [from, to] of [
        [-1, -0.5],
        [-0.5, 0],
        [0, 0.5],
        [0.5, 1],
      ] as const) {
        const share = values.filter((value) => value >= from && value <= to).length / values.length;
        expect(share).toBeGreaterThan(0.12);
      }
    }
  });

  test('none moves faster than a person leans, or jumps', () => {
    for (const values of paths) expect(Math.max(...speedsOf(values))).toBeLessThan(1.8);
  });

  test('none goes along with another', () => {
    for (const [i, a] of paths.entries())
      for (const b of paths.slice(i + 1)) expect(Math.abs(correlation(a, b))).toBeLessThan(0.2);
  });

  test('all start and end at rest in the middle', () => {
    const path = smoothPath({ outputs });
    const end = 1000 * path.seconds;
    for (const at of [-500, 0, 100, end - 100, end, end + 500]) {
      expect(path(at)).toHaveLength(outputs);
      for (const value of path(at)) expect(Math.abs(value)).toBeLessThan(0.02);
    }
  });
});

test('one output takes 15 seconds, each other one 5 more, or as long as is asked', () => {
  expect(smoothPath().seconds).toBe(15);
  expect(smoothPath({ outputs: 3 }).seconds).toBe(25);
  const [slow, quick] = [smoothPath(), smoothPath({ seconds: 3 })];
  expect(quick.seconds).toBe(3);
  expect(quick(700)[0]).toBeCloseTo(slow(3500)[0]!);
});

test('it goes from end to end of another range', () => {
  const [values] = walk({ range: [0, 127] });
  expect(values![0]).toBeCloseTo(63.5);
  expect(Math.max(...values!)).toBeCloseTo(127, 0);
  expect(Math.min(...values!)).toBeCloseTo(0, 0);
});

test.each<SmoothPathOptions>([
  { outputs: 0 },
  { outputs: 1.5 },
  { outputs: Number.NaN },
  { seconds: 0 },
  { seconds: -1 },
  { seconds: Number.NaN },
  { seconds: Number.POSITIVE_INFINITY },
])('%o is refused', (options) => {
  expect(() => smoothPath(options)).toThrow(expect.objectContaining({ code: 'bad-argument' }));
});
