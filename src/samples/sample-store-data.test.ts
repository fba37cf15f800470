import { describe, expect, test } from 'vitest';
import { randomFrom } from '../random.js';
import { SampleStore } from './sample-store.js';
import type { RoundData, SamplesData } from './samples-data.js';

const code = (code: string) => expect.objectContaining({ code });

function filled(precision: 'float32' | 'float16' = 'float32'): SampleStore {
  const random = randomFrom(4);
  const samples = new SampleStore({ backboneId: 'test', featureShape: [2, 3], outputs: 2, precision });
  for (const label of ['left', undefined, 'right']) {
    samples.beginRound({ label, lag: label ? 'auto' : 120 });
    for (let i = 0; i < 20; i++)
      samples.add(Float32Array.from({ length: 6 }, random), [random(), i % 3 ? random() : null], {
        timestamp: 33 * i,
        ...(label === 'right' && i % 2 === 0 && { thumbnail: new Blob([`${i}`]) }),
      });
  }
  samples.endRound();
  return samples;
}

/** Everything that can be seen of a store. */
function contents(samples: SampleStore) {
  return {
    rounds: samples.rounds.map(({ uid, label, lag, size, finished }) => ({
      uid,
      label,
      lag,
      size,
      finished,
    })),
    samples: Array.from({ length: samples.size }, (_, i) => ({
      features: [...samples.features(i)],
      target: [...samples.target(i)],
      timestamp: samples.timestamp(i),
      thumbnail: samples.thumbnail(i)?.size,
    })),
  };
}

test.each(['float32', 'float16'] as const)(
  'a store made of the data of another, in %s, is the same',
  (precision) => {
    const samples = filled(precision);
    const copy = SampleStore.from(samples.data);
    expect(contents(copy)).toEqual(contents(samples));
    const before = contents(samples);
    copy.beginRound();
    copy.add(new Float32Array(6), [1, 1]);
    copy.removeRound(copy.rounds[0]!.id);
    expect(contents(samples)).toEqual(before);
  },
);

test('half precision keeps features to three digits in half the memory', () => {
  const [whole, half] = [filled(), filled('float16')];
  for (let i = 0; i < whole.size; i++) {
    for (const [k, value] of whole.features(i).entries())
      expect(Math.abs(half.features(i)[k]! - value)).toBeLessThan(0.0005);
  }
  expect(half.data.rounds[0]!.features.byteLength).toBe(whole.data.rounds[0]!.features.byteLength / 2);
});

test('rounds of another store come in once, and fit or are refused', () => {
  const [samples, other] = [filled(), filled()];
  const size = samples.size;
  const [first] = other.data.rounds;
  const round = samples.addRound(first!);
  expect(round).toMatchObject({ uid: first!.uid, finished: true, size: 20 });
  expect(samples.addRound(first!)).toBe(round);
  expect(samples.size).toBe(size + 20);
  samples.undo();
  expect(samples.size).toBe(size);
  expect(() => samples.addRound(filled('float16').data.rounds[0]!)).toThrow(code('samples-invalid'));
  expect(samples.size).toBe(size);
});

test('all samples are replaced in one step that can be taken back; others are refused', () => {
  const [samples, other] = [filled(), filled('float16')];
  const before = contents(samples);
  samples.replaceWith(other.data);
  expect(samples.rounds.map(({ uid }) => uid)).toEqual(other.rounds.map(({ uid }) => uid));
  expect(samples.features(3)).toEqual(other.features(3));
  samples.undo();
  expect(contents(samples)).toEqual(before);
  expect(() => samples.replaceWith({ ...other.data, backboneId: 'foreign' })).toThrow(
    code('backbone-mismatch'),
  );
  const single = new SampleStore({ backboneId: 'test', featureShape: [6], outputs: 1 });
  expect(() => samples.replaceWith(single.data)).toThrow(code('target-shape'));
  expect(contents(samples)).toEqual(before);
});

describe('damaged data is refused', () => {
  const change = (part: (round: RoundData) => Partial<RoundData>) => (data: SamplesData) => ({
    ...data,
    rounds: data.rounds.map((round, i) => (i === 1 ? { ...round, ...part(round) } : round)),
  });
  const cases: [string, (data: SamplesData) => SamplesData][] = [
    ['no shape', (data) => ({ ...data, featureShape: [] })],
    ['an absurd shape', (data) => ({ ...data, featureShape: [2.5] })],
    ['no outputs', (data) => ({ ...data, outputs: 0 })],
    ['an unknown precision', (data) => ({ ...data, precision: 'float8' as 'float16' })],
    ['one round twice', (data) => ({ ...data, rounds: [data.rounds[0]!, data.rounds[0]!] })],
    ['features missing', change(({ features }) => ({ features: features.subarray(1) }))],
    ['targets missing', change(({ targets }) => ({ targets: targets.subarray(1) }))],
    ['times missing', change(({ timestamps }) => ({ timestamps: timestamps.subarray(1) }))],
    ['another kind of array', change(() => ({ features: new Uint16Array(120) }))],
    [
      'a feature that is no number',
      change(({ features }) => ({
        features: (features as Float32Array).map((x, i) => (i === 7 ? Number.NaN : x)),
      })),
    ],
    [
      'a target that teaches nothing',
      change(({ targets }) => ({ targets: targets.map((x, i) => (i < 2 ? Number.NaN : x)) })),
    ],
    [
      'an infinite target',
      change(({ targets }) => ({ targets: targets.map((x, i) => (i === 1 ? Infinity : x)) })),
    ],
    ['an infinite time', change(({ timestamps }) => ({ timestamps: timestamps.map(() => Infinity) }))],
    ['no uid', change(() => ({ uid: '' }))],
    ['a lag that is none', change(() => ({ lag: Number.NaN }))],
    ['another size', change(() => ({ size: 19 }))],
  ];
  test.each(cases)('%s', (_, damage) => {
    expect(() => SampleStore.from(damage(filled().data))).toThrow(code('samples-invalid'));
  });
});

describe('memory', () => {
  test('ends where maxBytes says, with everything kept', () => {
    const samples = new SampleStore({
      backboneId: 'test',
      featureShape: [1000],
      outputs: 1,
      maxBytes: 50_000,
    });
    const add = () => samples.add(new Float32Array(1000), [1]);
    for (let i = 0; i < 12; i++) add();
    expect(add).toThrow(code('out-of-memory'));
    expect(samples.size).toBe(12);
    samples.removeRound(samples.rounds[0]!.id);
    samples.beginRound();
    add();
    expect(samples.size).toBe(1);
    expect(() => new SampleStore({ backboneId: 'x', featureShape: [1], outputs: 1, maxBytes: 0 })).toThrow(
      code('bad-argument'),
    );
  });

  test('rounds that are gone are forgotten when they take too much to be brought back', () => {
    const samples = new SampleStore({
      backboneId: 'test',
      featureShape: [1000],
      outputs: 1,
      maxBytes: 100_000,
    });
    for (let take = 0; take < 40; take++) {
      samples.beginRound();
      for (let i = 0; i < 5; i++) samples.add(new Float32Array(1000), [take]);
      samples.removeRound(samples.rounds[0]!.id);
    }
    let steps = 0;
    while (samples.canUndo) {
      samples.undo();
      steps++;
    }
    expect(steps).toBeGreaterThan(1);
    expect(steps).toBeLessThan(20);
  });

  test('10,000 samples come in in linear time, and take under 70 MB in half precision', () => {
    const samples = new SampleStore({
      backboneId: 'test',
      featureShape: [3200],
      outputs: 1,
      precision: 'float16',
    });
    const features = Float32Array.from({ length: 3200 }, (_, i) => i / 3200);
    const times: number[] = [];
    for (let block = 0; block < 10; block++) {
      const begin = performance.now();
      for (let i = 0; i < 1000; i++) samples.add(features, [i]);
      times.push(performance.now() - begin);
    }
    samples.endRound();
    expect(samples.size).toBe(10_000);
    expect(samples.bytes).toBeLessThan(70e6);
    // Were it quadratic, the last thousand would take nineteen times as long as the first.
    const late = [...times.slice(5)].sort((a, b) => a - b)[2]!;
    const early = [...times.slice(0, 5)].sort((a, b) => a - b)[2]!;
    expect(late / early).toBeLessThan(5);
  });
});
