import { expect, test } from 'vitest';
import { balanceOf } from './balance.js';
import { SampleStore } from './sample-store.js';

function storeOf(targets: readonly (number | null)[], outputs = 1): SampleStore {
  const samples = new SampleStore({ backboneId: 'test', featureShape: [1], outputs });
  for (const target of targets) samples.add(Float32Array.of(1), [target, ...new Array(outputs - 1).fill(2)]);
  return samples;
}

test('poses are counted, and the one that is short is named', () => {
  const even = balanceOf(storeOf([-1, 1, -1, 0, 1, 0]));
  expect(even.labels).toEqual([
    { target: -1, count: 2 },
    { target: 0, count: 2 },
    { target: 1, count: 2 },
  ]);
  expect(even.hint).toBeNull();
  const { hint } = balanceOf(storeOf([...new Array(30).fill(-1), ...new Array(30).fill(1), 0]));
  expect(hint).toBe('Only 1 of 61 samples are of 0: record that pose a little longer.');
  expect(balanceOf(storeOf([2, 2])).hint).toBe('All samples are of 2: record another pose.');
});

test('a path is counted by fifths of its range', () => {
  const sweep = Array.from({ length: 100 }, (_, i) => i / 99);
  const even = balanceOf(storeOf(sweep));
  expect(even.labels).toEqual([]);
  expect(even.regions.map(({ count }) => count)).toEqual([20, 20, 20, 20, 20]);
  expect(even.regions[0]!.from).toBe(0);
  expect(even.regions[4]!.to).toBeCloseTo(1);
  expect(even.hint).toBeNull();
  const { hint } = balanceOf(storeOf(sweep.filter((x) => x < 0.2 || x > 0.38)));
  expect(hint).toMatch(/^Only \d of 8\d samples are between 0.2 and 0.4: spend more time there\.$/);
});

test('samples that do not teach an output do not count, and none is no trouble', () => {
  const samples = storeOf([null, 1, null, -1], 2);
  expect(balanceOf(samples).labels.map(({ count }) => count)).toEqual([1, 1]);
  expect(balanceOf(samples, 1).labels).toEqual([{ target: 2, count: 4 }]);
  expect(balanceOf(storeOf([]))).toEqual({ labels: [], regions: [], hint: null });
  expect(() => balanceOf(samples, 2)).toThrow(expect.objectContaining({ code: 'bad-argument' }));
});
