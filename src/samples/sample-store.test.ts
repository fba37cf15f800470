import { expect, test, vi } from 'vitest';
import { SampleStore } from './sample-store.js';

const store = () => new SampleStore({ backboneId: 'test', featureShape: [2, 3], outputs: 2 });
const features = (value: number) => new Float32Array(6).fill(value);
const code = (code: string) => expect.objectContaining({ code });

/** First feature of every sample: tells which samples are in, and in what order. */
const content = (samples: SampleStore) =>
  Array.from({ length: samples.size }, (_, i) => samples.features(i)[0]);

test('keeps copies of features, targets and times, by rounds', () => {
  const samples = store();
  const first = features(1);
  samples.beginRound({ label: 'left' });
  samples.add(first, [-1, 0.5], { timestamp: 40 });
  first.fill(9);
  samples.beginRound({ label: 'right' });
  samples.add(features(2), Float32Array.of(1, 0));
  expect(samples.size).toBe(2);
  expect(content(samples)).toEqual([1, 2]);
  expect([...samples.target(0)]).toEqual([-1, 0.5]);
  expect(samples.timestamp(0)).toBe(40);
  expect(samples.rounds.map(({ label, size }) => ({ label, size }))).toEqual([
    { label: 'left', size: 1 },
    { label: 'right', size: 1 },
  ]);
});

test('samples without a round get one', () => {
  const samples = store();
  samples.add(features(1), [0, 0]);
  samples.add(features(2), [0, 0]);
  expect(samples.rounds).toHaveLength(1);
  expect(samples.rounds[0]!.size).toBe(2);
});

test('a round that stays empty leaves no trace', () => {
  const samples = store();
  samples.beginRound({ label: 'nothing' });
  samples.beginRound({ label: 'something' });
  samples.add(features(1), [0, 0]);
  samples.beginRound({ label: 'nothing again' });
  expect(samples.rounds.map(({ label }) => label)).toEqual(['something']);
  samples.undo();
  expect(samples.rounds).toEqual([]);
  expect(samples.canUndo).toBe(false);
});

test('undo and redo rounds, removal and clearing', () => {
  const samples = store();
  for (const value of [1, 2, 3]) {
    samples.beginRound();
    samples.add(features(value), [0, 0]);
  }
  samples.undo();
  expect(content(samples)).toEqual([1, 2]);
  samples.redo();
  expect(content(samples)).toEqual([1, 2, 3]);
  samples.removeRound(samples.rounds[1]!.id);
  expect(content(samples)).toEqual([1, 3]);
  samples.clear();
  expect(samples.size).toBe(0);
  samples.undo();
  expect(content(samples)).toEqual([1, 3]);
  samples.undo();
  expect(content(samples)).toEqual([1, 2, 3]);
  samples.undo();
  samples.add(features(7), [0, 0]);
  expect(content(samples)).toEqual([1, 2, 7]);
  expect(samples.canRedo).toBe(false);
  samples.redo();
  samples.removeRound(12345);
  expect(content(samples)).toEqual([1, 2, 7]);
  for (let i = 0; i < 10; i++) samples.undo();
  expect(samples.size).toBe(0);
});

test('undo in the middle of a round takes the round out, and later samples begin another', () => {
  const samples = store();
  samples.beginRound({ label: 'a' });
  samples.add(features(1), [0, 0]);
  samples.undo();
  samples.add(features(2), [0, 0]);
  samples.add(features(3), [0, 0]);
  expect(content(samples)).toEqual([2, 3]);
  expect(samples.rounds).toHaveLength(1);
});

test('views taken before the store grew stay as they were', () => {
  const samples = store();
  samples.add(features(1), [0, 0]);
  const view = samples.features(0);
  for (let i = 0; i < 1000; i++) samples.add(features(2), [0, 0]);
  expect([...view]).toEqual([1, 1, 1, 1, 1, 1]);
  expect(samples.features(0)[0]).toBe(1);
  expect(samples.features(1000)[0]).toBe(2);
});

test('grows by doubling: the room taken stays within twice what is in', () => {
  const samples = store();
  const each = 6 * 4 + 2 * 4 + 8;
  for (let i = 1; i <= 3000; i++) {
    samples.add(features(i), [0, 0]);
    if (i > 16) expect(samples.bytes).toBeLessThanOrEqual(2 * i * each);
  }
  samples.beginRound();
  expect(samples.bytes).toBe(3000 * each);
});

test('tells of every change, until unsubscribed', () => {
  const samples = store();
  let calls = 0;
  const unsubscribe = samples.subscribe(() => calls++);
  samples.add(features(1), [0, 0]);
  samples.add(features(1), [0, 0]);
  samples.undo();
  samples.redo();
  samples.clear();
  expect(calls).toBe(5);
  unsubscribe();
  samples.undo();
  expect(calls).toBe(5);
});

test('refuses what does not fit and keeps what it has', () => {
  const samples = store();
  samples.add(features(1), [0, 0]);
  expect(() => samples.add(new Float32Array(5), [0, 0])).toThrow(code('feature-shape'));
  expect(() => samples.add(features(1), [0])).toThrow(code('target-shape'));
  expect(() => samples.add(features(1), [0, 0, 0])).toThrow(code('target-shape'));
  expect(() => samples.add(features(Number.NaN), [0, 0])).toThrow(code('not-finite'));
  expect(() => samples.add(features(Number.POSITIVE_INFINITY), [0, 0])).toThrow(code('not-finite'));
  expect(() => samples.add(features(1), [0, Number.NaN])).toThrow(code('not-finite'));
  expect(() => samples.add(features(1), [1e39, 0])).toThrow(code('not-finite')); // beyond float32
  expect(() => samples.features(1)).toThrow(code('bad-argument'));
  expect(() => samples.target(-1)).toThrow(code('bad-argument'));
  expect(() => samples.features(0.5)).toThrow(code('bad-argument'));
  expect(content(samples)).toEqual([1]);
});

test('running out of memory is told, and what is there stays', () => {
  const samples = store();
  for (let i = 0; i < 16; i++) samples.add(features(i), [0, 0]);
  vi.stubGlobal(
    'Float32Array',
    class {
      constructor() {
        throw new RangeError('Array buffer allocation failed');
      }
    },
  );
  try {
    expect(() => samples.add(seventeenth, [0, 0])).toThrow(code('out-of-memory'));
  } finally {
    vi.unstubAllGlobals();
  }
  expect(samples.size).toBe(16);
  samples.add(seventeenth, [0, 0]);
  expect(content(samples)).toEqual([...Array(16).keys(), 17]);
});

const seventeenth = features(17);

test.each([
  { featureShape: [] },
  { featureShape: [0] },
  { featureShape: [2.5] },
  { outputs: 0 },
  { outputs: Number.NaN },
])('refuses to be made of %o', (shape) => {
  expect(() => new SampleStore({ backboneId: 'test', featureShape: [1], outputs: 1, ...shape })).toThrow(
    code('bad-argument'),
  );
});
