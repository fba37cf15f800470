import { describe, expect, test } from 'vitest';
import { randomFrom } from '../random.js';
import { SampleStore } from '../samples/sample-store.js';
import { RidgeRegressor } from './ridge.js';

/** Samples whose features are mixtures of `outputs` hidden numbers, which are the targets. */
function mixtures(count: number, { outputs = 1, length = 40, rounds = 3, noise = 0.05, seed = 1 } = {}) {
  const random = randomFrom(seed);
  const uniform = () => 2 * random() - 1;
  const mix = Array.from({ length }, () => Array.from({ length: outputs }, uniform));
  const samples = new SampleStore({ backboneId: 'test', featureShape: [length], outputs });
  const make = (targets: readonly number[]) =>
    Float32Array.from(
      mix,
      (shares) => 1 + shares.reduce((sum, share, i) => sum + share * targets[i]!, 0) + noise * uniform(),
    );
  for (let i = 0; i < count; i++) {
    if (i % Math.ceil(count / rounds) === 0) samples.beginRound();
    const targets = Array.from({ length: outputs }, uniform);
    samples.add(make(targets), targets);
  }
  return { samples, make, uniform };
}

async function errorOn(
  regressor: RidgeRegressor,
  { make, uniform }: ReturnType<typeof mixtures>,
  outputs: number,
): Promise<number> {
  let error = 0;
  for (let i = 0; i < 50; i++) {
    const truth = Array.from({ length: outputs }, uniform);
    const { values, confidence } = regressor.predict(make(truth));
    expect(confidence).toBeGreaterThanOrEqual(0);
    expect(confidence).toBeLessThanOrEqual(1);
    for (const [o, value] of values.entries()) error += Math.abs(value - truth[o]!) / (50 * outputs);
  }
  return error;
}

test.each([
  [1, 2],
  [1, 3],
  [2, 4],
  [1, 10],
  [4, 60],
  [2, 500],
  [1, 1001],
  [1, 5000],
])(
  '%i outputs, %i samples: finite, and as good as that many allow',
  { timeout: 60_000 },
  async (outputs, count) => {
    const problem = mixtures(count, { outputs });
    const regressor = new RidgeRegressor();
    const report = await regressor.fit(problem.samples);
    expect(report.samples).toBe(count);
    expect(report.outputs).toHaveLength(outputs);
    const error = await errorOn(regressor, problem, outputs);
    expect(error).toBeLessThan(count < 10 ? 2 : 0.1);
    if (count >= 10) {
      for (const { mae, r2 } of report.outputs) {
        expect(mae).toBeLessThan(0.15);
        expect(r2).toBeGreaterThan(0.9);
      }
    } else expect(report.advice.join(' ')).toContain(`Only ${count} samples`);
  },
);

test('learning from every other of more than 1,000 samples costs nothing that can be seen', async () => {
  // A person who moves on slowly, at 60 frames a second.
  const path = (i: number) => Math.sin(i / 60);
  const { make, uniform } = mixtures(2);
  const all = new SampleStore({ backboneId: 'test', featureShape: [40], outputs: 1 });
  const few = new SampleStore({ backboneId: 'test', featureShape: [40], outputs: 1 });
  for (let i = 0; i < 2400; i++) {
    const features = make([path(i)]);
    all.add(features, [path(i)]);
    if (i < 960) few.add(features, [path(i)]);
  }
  const [thinned, plain] = [new RidgeRegressor(), new RidgeRegressor()];
  await thinned.fit(all);
  await plain.fit(few);
  const problem = { samples: all, make, uniform };
  expect(await errorOn(thinned, problem, 1)).toBeLessThan(0.003 + (await errorOn(plain, problem, 1)));
});

describe('rounds', () => {
  test('removed, brought back and added rounds leave the model that a fresh fit makes', async () => {
    const { samples, make } = mixtures(60, { rounds: 4 });
    const kept = new RidgeRegressor();
    const probe = make([0.4]);
    const expectFresh = async () => {
      await kept.fit(samples);
      const fresh = new RidgeRegressor();
      await fresh.fit(samples);
      expect(kept.predict(probe).values[0]).toBeCloseTo(fresh.predict(probe).values[0]!, 6);
      expect(kept.predict(probe).confidence).toBeCloseTo(fresh.predict(probe).confidence, 6);
    };
    await expectFresh();
    samples.removeRound(samples.rounds[1]!.id);
    await expectFresh();
    samples.undo();
    await expectFresh();
    samples.beginRound();
    for (let i = 0; i < 9; i++) {
      samples.add(make([i / 9]), [i / 9]);
      kept.prepare(samples);
    }
    await expectFresh();
    samples.clear();
    await expect(kept.fit(samples)).rejects.toMatchObject({ code: 'too-few-samples' });
    samples.undo();
    await expectFresh();
  });

  test('another store with the same rounds is not taken for the one before', async () => {
    const [one, other] = [mixtures(30), mixtures(30, { seed: 2 })];
    const both = new RidgeRegressor();
    await both.fit(one.samples);
    await both.fit(other.samples);
    const fresh = new RidgeRegressor();
    await fresh.fit(other.samples);
    const probe = other.make([0.3]);
    expect(both.predict(probe).values).toEqual(fresh.predict(probe).values);
  });

  test('prepare never fails for samples that cannot be learned yet', () => {
    const samples = new SampleStore({ backboneId: 'test', featureShape: [2], outputs: 1 });
    const regressor = new RidgeRegressor();
    regressor.prepare(samples);
    for (let i = 0; i < 3; i++) {
      samples.add(Float32Array.of(1, 2), [1]);
      regressor.prepare(samples);
    }
    expect(regressor.fitted).toBe(false);
  });
});

describe('outputs that only some rounds teach', () => {
  test('each output learns from its own rounds, and as well as alone', async () => {
    const { make, uniform } = mixtures(2, { outputs: 2 });
    const samples = new SampleStore({ backboneId: 'test', featureShape: [40], outputs: 2 });
    for (const taught of [0, 1, 0, 1]) {
      samples.beginRound();
      for (let i = 0; i < 30; i++) {
        const truth = [uniform(), uniform()];
        samples.add(
          make(truth),
          truth.map((value, output) => (output === taught ? value : null)),
        );
      }
    }
    const regressor = new RidgeRegressor();
    const report = await regressor.fit(samples);
    expect(await errorOn(regressor, { samples, make, uniform }, 2)).toBeLessThan(0.1);
    for (const { mae } of report.outputs) expect(mae).toBeLessThan(0.1);
    expect(report.method).toBe('leave-one-round-out');
  });

  test('an output that nobody taught says 0, one that was taught one value says it, and both are told', async () => {
    const samples = new SampleStore({ backboneId: 'test', featureShape: [1], outputs: 3 });
    for (let i = 0; i < 40; i++) samples.add(Float32Array.of(i / 40), [i / 40, null, 0.7]);
    const regressor = new RidgeRegressor();
    const report = await regressor.fit(samples);
    const { values } = regressor.predict(Float32Array.of(0.5));
    expect(values[0]).toBeCloseTo(0.5, 2);
    expect(values[1]).toBe(0);
    expect(values[2]).toBeCloseTo(0.7, 6);
    expect(report.outputs[1]!.mae).toBeNaN();
    expect(report.advice.join(' ')).toMatch(/Output 2 was never taught.*Output 3 was never taught/);
  });
});

describe('samples that nobody would wish for', () => {
  const store = (features: number, outputs = 1) =>
    new SampleStore({ backboneId: 'test', featureShape: [features], outputs });

  test('duplicates of frames are no reason to trust it more', async () => {
    const { samples, make } = mixtures(30);
    const twice = store(40);
    for (let i = 0; i < 30; i++)
      for (let k = 0; k < 2; k++) twice.add(samples.features(i), samples.target(i));
    const regressor = new RidgeRegressor();
    const report = await regressor.fit(twice);
    expect(report.outputs[0]!.mae).toBeLessThan(0.2);
    expect(regressor.predict(make([0.2])).values[0]).toBeCloseTo(0.2, 0);
  });

  test('labels that contradict each other end between them, and the report says so', async () => {
    const { make } = mixtures(2);
    const samples = store(40);
    for (let round = 0; round < 2; round++) {
      samples.beginRound();
      for (let i = 0; i < 40; i++) samples.add(make([i / 20 - 1]), [(round ? 1 : -1) * (i / 20 - 1)]);
    }
    const regressor = new RidgeRegressor();
    const report = await regressor.fit(samples);
    let sum = 0;
    for (let i = 0; i < 50; i++) sum += regressor.predict(make([0.9])).values[0]! / 50;
    expect(Math.abs(sum)).toBeLessThan(0.3);
    expect(report.outputs[0]!.r2).toBeLessThan(0.2);
    expect(report.advice.join(' ')).toMatch(/two rounds disagree/);
    expect(regressor.predict(make([0.9])).confidence).toBeLessThan(0.6);
  });

  test('a few wrong labels move it little', async () => {
    const problem = mixtures(100);
    for (let i = 0; i < 3; i++) problem.samples.add(problem.make([-0.8]), [8]);
    const regressor = new RidgeRegressor();
    await regressor.fit(problem.samples);
    expect(await errorOn(regressor, problem, 1)).toBeLessThan(1);
  });

  test('labels and features of huge and of tiny scale', async () => {
    for (const [scale, labels] of [
      [1e12, 1],
      [1e-12, 1],
      [1, 1e12],
      [1, 1e-12],
    ] as const) {
      const { samples, make } = mixtures(40);
      const scaled = store(40);
      for (let i = 0; i < 40; i++)
        scaled.add(
          samples.features(i).map((value) => scale * value),
          [labels * samples.target(i)[0]!],
        );
      const regressor = new RidgeRegressor();
      const report = await regressor.fit(scaled);
      const { values, confidence } = regressor.predict(make([0.5]).map((value) => scale * value));
      expect(values[0]! / labels).toBeCloseTo(0.5, 0);
      expect(report.outputs[0]!.mae / labels).toBeLessThan(0.2);
      expect(confidence).toBeGreaterThan(0.5);
    }
  });

  test('a single other label that is not among what is learned from is one label', async () => {
    const { make } = mixtures(2);
    const samples = store(40);
    for (let i = 0; i < 1500; i++) samples.add(make([0.1]), [i === 701 ? 1 : 0]);
    await expect(new RidgeRegressor().fit(samples)).rejects.toMatchObject({ code: 'one-label' });
  });

  test('pictures that hardly differ are told of', async () => {
    const { samples } = mixtures(60);
    const still = store(40);
    for (let i = 0; i < 60; i++)
      still.add(
        samples.features(i).map((value, k) => 100 + k + 1e-3 * value),
        samples.target(i),
      );
    const report = await new RidgeRegressor().fit(still);
    expect(report.advice.join(' ')).toMatch(/hardly differ/);
  });
});
