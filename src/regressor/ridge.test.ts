import { describe, expect, test } from 'vitest';
import { SampleStore } from '../samples/sample-store.js';
import { regressorChecks } from '../testing/index.js';
import { RidgeRegressor } from './ridge.js';

describe('keeps the contract', () => {
  for (const check of regressorChecks(() => new RidgeRegressor())) test(check.name, check.run);
});

/** Deterministic numbers in -1..1. */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

/** Rounds of samples whose targets are a noisy linear function of some of their features. */
function linearSamples({
  rounds = 3,
  size = 20,
  features = 8,
  outputs = 1,
  noiseLevel = 0.1,
  seed = 1,
} = {}): SampleStore {
  const random = noise(seed);
  const weights = Array.from({ length: outputs }, () => Array.from({ length: features }, random));
  const samples = new SampleStore({ backboneId: 'test', featureShape: [features], outputs });
  for (let round = 0; round < rounds; round++) {
    samples.beginRound();
    for (let i = 0; i < size; i++) {
      const x = Float32Array.from({ length: features }, () => 3 + random());
      const y = weights.map(
        (weight) => weight.reduce((sum, w, k) => sum + w * x[k]!, 0) + noiseLevel * random(),
      );
      samples.add(x, y);
    }
  }
  return samples;
}

/** The same samples without those of some rounds. */
function without(samples: SampleStore, left: (round: number, index: number) => boolean): SampleStore {
  const { backboneId, featureShape, outputs } = samples;
  const rest = new SampleStore({ backboneId, featureShape, outputs });
  let index = 0;
  for (const [round, { size }] of samples.rounds.entries()) {
    rest.beginRound();
    for (let i = 0; i < size; i++, index++) {
      if (left(round, i)) rest.add(samples.features(index), samples.target(index));
    }
  }
  return rest;
}

test('recovers a linear function', async () => {
  const samples = linearSamples({ noiseLevel: 0 });
  const regressor = new RidgeRegressor({ lambda: 1e-8 });
  await regressor.fit(samples);
  for (let i = 0; i < samples.size; i++) {
    expect(regressor.predict(samples.features(i)).values[0]).toBeCloseTo(samples.target(i)[0]!, 4);
  }
});

test('the dual and the primal form give one model', async () => {
  // 24 samples of 24 features are solved by the dual form. A feature left out that is always zero changes nothing, but
  // makes them more samples than features.
  const samples = linearSamples({ rounds: 3, size: 8, features: 23, outputs: 2 });
  const padded = new SampleStore({ backboneId: 'test', featureShape: [24], outputs: 2 });
  for (let i = 0; i < samples.size; i++)
    padded.add(Float32Array.of(...samples.features(i), 0), samples.target(i));
  const [primal, dual] = [new RidgeRegressor({ lambda: 1e-3 }), new RidgeRegressor({ lambda: 1e-3 })];
  await primal.fit(samples);
  await dual.fit(padded);
  const probe = samples.features(5).map((value, k) => value + (k % 3));
  const [a, b] = [primal.predict(probe).values, dual.predict(Float32Array.of(...probe, 0)).values];
  expect(a[0]).toBeCloseTo(b[0]!, 4);
  expect(a[1]).toBeCloseTo(b[1]!, 4);
});

test.each([
  ['dual', 40],
  ['primal', 6],
])('the %s error of leaving rounds out is that of models fitted without them', async (_, features) => {
  const plain = linearSamples({ rounds: 4, size: 8, features, noiseLevel: 0.3 });
  const samples = new SampleStore({ backboneId: 'test', featureShape: [features], outputs: 1 });
  for (let i = 0; i < 32; i++) {
    if (i % 8 === 0) samples.beginRound();
    // Every round reaches both ends, so that any of them can be left out.
    samples.add(plain.features(i), i % 8 < 2 ? [i % 8 === 0 ? -10 : 10] : plain.target(i));
  }
  const lambda = 1e-2;
  const report = await new RidgeRegressor({ lambda }).fit(samples);
  expect(report.method).toBe('leave-one-round-out');

  // The penalty is a share of how far the features spread: find the share that gives the rest the same penalty.
  const penalty = lambda * spread(samples);
  let missed = 0;
  for (let round = 0; round < 4; round++) {
    const rest = without(samples, (each) => each !== round);
    const regressor = new RidgeRegressor({ lambda: penalty / spread(rest) });
    await regressor.fit(rest);
    for (let i = round * 8; i < (round + 1) * 8; i++) {
      missed += Math.abs(regressor.predict(samples.features(i)).values[0]! - samples.target(i)[0]!);
    }
  }
  expect(report.outputs[0]!.mae).toBeCloseTo(missed / 32, 4);
});

function spread(samples: SampleStore): number {
  const { size, featureLength } = samples;
  const rows = Array.from({ length: size }, (_, i) => samples.features(i));
  const mean = Array.from({ length: featureLength }, (_, k) =>
    rows.reduce((sum, row) => sum + row[k]! / size, 0),
  );
  const trace = rows.reduce(
    (sum, row) => sum + row.reduce((all, value, k) => all + (value - mean[k]!) ** 2, 0),
    0,
  );
  return trace / size;
}

test('one pose a round is tested on stretches of the poses, not on poses never taught', async () => {
  const random = noise(3);
  const samples = new SampleStore({ backboneId: 'test', featureShape: [4], outputs: 1 });
  for (const target of [-1, 1]) {
    samples.beginRound();
    for (let i = 0; i < 20; i++) samples.add(Float32Array.of(target, random(), random(), random()), [target]);
  }
  const report = await new RidgeRegressor().fit(samples);
  expect(report.method).toBe('leave-one-block-out');
  expect(report.outputs[0]!.mae).toBeLessThan(0.1);
  expect(report.outputs[0]!.r2).toBeGreaterThan(0.9);
});

test('says that it cannot tell how good it is, rather than guess', async () => {
  const samples = new SampleStore({ backboneId: 'test', featureShape: [1], outputs: 1 });
  samples.add(Float32Array.of(0), [-1]);
  samples.add(Float32Array.of(1), [1]);
  const report = await new RidgeRegressor().fit(samples);
  expect(report).toMatchObject({ samples: 2, rounds: 1, method: 'none' });
  expect(report.outputs[0]!.mae).toBeNaN();
  expect(report.advice.join(' ')).toMatch(/could not be measured/);
});

test('noise is told to be noise', async () => {
  const random = noise(5);
  const samples = new SampleStore({ backboneId: 'test', featureShape: [30], outputs: 1 });
  for (let i = 0; i < 100; i++) samples.add(Float32Array.from({ length: 30 }, random), [Math.sin(i / 7)]);
  const report = await new RidgeRegressor().fit(samples);
  expect(report.outputs[0]!.r2).toBeLessThan(0.2);
  expect(report.advice.join(' ')).toMatch(/explains only/);
});

test('features that never change, duplicates and contradictions end in the mean, finite', async () => {
  const samples = new SampleStore({ backboneId: 'test', featureShape: [3], outputs: 1 });
  for (let i = 0; i < 20; i++) samples.add(Float32Array.of(5, 5, 5), [i % 2 ? 1 : -1]);
  const regressor = new RidgeRegressor();
  const report = await regressor.fit(samples);
  const { values, confidence } = regressor.predict(Float32Array.of(5, 5, 5));
  expect(values[0]).toBeCloseTo(0, 6);
  expect(confidence).toBeLessThan(0.2); // the labels contradict each other: there is nothing to be sure of
  expect(regressor.predict(Float32Array.of(9, 5, 5)).confidence).toBeLessThan(1e-3);
  expect(Number.isFinite(report.outputs[0]!.mae)).toBe(true);
});

test('labels of any scale are learned in their own units', async () => {
  const samples = linearSamples({ noiseLevel: 0 });
  const large = new SampleStore({ backboneId: 'test', featureShape: [8], outputs: 1 });
  for (let i = 0; i < samples.size; i++) large.add(samples.features(i), [samples.target(i)[0]! * 1e6 + 5e6]);
  const [small, big] = [new RidgeRegressor(), new RidgeRegressor()];
  await small.fit(samples);
  await big.fit(large);
  const probe = samples.features(7);
  expect(big.predict(probe).values[0]! / 1e6 - 5).toBeCloseTo(small.predict(probe).values[0]!, 3);
});

test('confidence falls with the distance from what was taught', async () => {
  const samples = linearSamples();
  const regressor = new RidgeRegressor();
  await regressor.fit(samples);
  const near = samples.features(0);
  const at = (shift: number) => regressor.predict(near.map((value) => value + shift)).confidence;
  expect(at(0)).toBeGreaterThan(0.8);
  expect(at(0.8)).toBeLessThan(at(0.4));
  expect(at(50)).toBeLessThan(1e-6);
});

test('a second fit at once is refused, an aborted one keeps the model', async () => {
  const samples = linearSamples();
  const regressor = new RidgeRegressor();
  const first = regressor.fit(samples);
  await expect(regressor.fit(samples)).rejects.toMatchObject({ code: 'busy' });
  await first;
  const before = regressor.predict(samples.features(3)).values;
  const reason = new Error('enough');
  await expect(regressor.fit(linearSamples({ seed: 9 }), { signal: AbortSignal.abort(reason) })).rejects.toBe(
    reason,
  );
  const midway = new AbortController();
  await expect(
    regressor.fit(linearSamples({ seed: 9 }), {
      signal: midway.signal,
      onProgress: () => midway.abort(reason),
    }),
  ).rejects.toBe(reason);
  expect(regressor.predict(samples.features(3)).values).toEqual(before);
});

test('refuses a lambda that is no strength', () => {
  for (const lambda of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => new RidgeRegressor({ lambda })).toThrow(expect.objectContaining({ code: 'bad-argument' }));
  }
});
