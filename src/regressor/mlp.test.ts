import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { SampleStore } from '../samples/sample-store.js';
import { regressorChecks } from '../testing/index.js';
import { checkVersions, orMissing } from '../tfjs/load.js';
import { MlpRegressor } from './mlp.js';
import { bumps, quick } from './mlp-lessons.fixture.js';
import type { FitProgress } from './regressor.js';

describe('keeps the contract', () => {
  const settings = { ...quick, epochs: 100, validationFolds: 1 };
  for (const check of regressorChecks(() => new MlpRegressor(settings), { timeout: 20_000 }))
    test(check.name, check.run);
});

beforeAll(async () => {
  await new MlpRegressor({ ...quick, epochs: 1 }).fit(bumps(8)); // TensorFlow.js keeps a few tensors of its own from the first use on
});

test('learns a position, and says how well on what it did not see', async () => {
  const samples = bumps();
  const regressor = new MlpRegressor(quick);
  const report = await regressor.fit(samples);
  expect(report).toMatchObject({ samples: 60, rounds: 2, method: 'leave-one-round-out' });
  expect(report.outputs[0]!.mae).toBeLessThan(0.15);
  expect(report.outputs[0]!.r2).toBeGreaterThan(0.9);
  let missed = 0;
  for (let i = 0; i < samples.size; i++) {
    missed +=
      Math.abs(regressor.predict(samples.features(i)).values[0]! - samples.target(i)[0]!) / samples.size;
  }
  expect(missed).toBeLessThan(0.1);
});

test('features and targets of any scale are learned alike', async () => {
  const samples = bumps();
  const large = new SampleStore({ backboneId: 'test', featureShape: [12], outputs: 1 });
  for (let i = 0; i < samples.size; i++) {
    large.add(
      samples.features(i).map((value) => value * 1000 + 5000),
      [samples.target(i)[0]! * 100 + 50],
    );
  }
  const [small, big] = [new MlpRegressor(quick), new MlpRegressor(quick)];
  await small.fit(samples);
  await big.fit(large);
  const error = (i: number) =>
    big.predict(large.features(i)).values[0]! / 100 - 0.5 - small.predict(samples.features(i)).values[0]!;
  for (const i of [0, 13, 47]) expect(Math.abs(error(i))).toBeLessThan(0.02);
});

test('tells progress and the loss of every batch', async () => {
  const steps: FitProgress[] = [];
  await new MlpRegressor({ ...quick, epochs: 5, batchFraction: 0.4 }).fit(bumps(), {
    onProgress: (step) => steps.push(step),
  });
  const batches = steps.filter(({ batch }) => batch !== undefined);
  expect(batches).toHaveLength(5 * 3); // 60 samples in batches of 24
  expect(batches.map(({ batch }) => batch)).toEqual(batches.map((_, i) => i + 1));
  expect(batches.at(-1)!.epoch).toBe(5);
  expect(batches.every(({ loss }) => Number.isFinite(loss))).toBe(true);
  for (const [i, { fraction }] of steps.entries())
    expect(fraction).toBeGreaterThanOrEqual(steps[i - 1]?.fraction ?? 0);
  expect(steps.at(-1)!.fraction).toBeCloseTo(1, 9);
});

test('early stopping ends before the last epoch, at the same one every time', async () => {
  const options = { ...quick, epochs: 200, learningRate: 0.03, earlyStopping: { patience: 2 } };
  const ends: number[] = [];
  for (let i = 0; i < 2; i++) {
    const steps: FitProgress[] = [];
    const regressor = new MlpRegressor(options);
    const { outputs } = await regressor.fit(bumps(), { onProgress: (step) => steps.push(step) });
    expect(outputs[0]!.mae).toBeLessThan(0.3);
    expect(steps.filter(({ epoch }) => epoch).pop()!.epoch).toBe(regressor.info!.epochs + 2);
    expect(steps.at(-1)!.fraction).toBe(1);
    ends.push(regressor.info!.epochs);
  }
  expect(ends[0]).toBeLessThan(198);
  expect(ends[1]).toBe(ends[0]);
});

test('early stopping does all epochs where nothing can be held out', async () => {
  const samples = new SampleStore({ backboneId: 'test', featureShape: [2], outputs: 1 });
  samples.add(Float32Array.of(0, 1), [-1]);
  samples.add(Float32Array.of(1, 0), [1]);
  const regressor = new MlpRegressor({ ...quick, epochs: 30, earlyStopping: { patience: 1 } });
  const { method } = await regressor.fit(samples);
  expect(method).toBe('none');
  expect(regressor.info!.epochs).toBe(30);
});

test('the same seed gives the same model, another one another', async () => {
  const samples = bumps();
  const values = await Promise.all(
    [1, 1, 2].map(async (seed) => {
      const regressor = new MlpRegressor({ ...quick, epochs: 2, seed, validationFolds: 0 });
      await regressor.fit(samples);
      return regressor.predict(samples.features(7)).values[0];
    }),
  );
  expect(values[0]).toBe(values[1]);
  expect(values[2]).not.toBe(values[0]);
});

test('a batch has at most 32 samples', async () => {
  const steps: FitProgress[] = [];
  await new MlpRegressor({ ...quick, epochs: 1, batchFraction: 1 }).fit(bumps(), {
    onProgress: (step) => steps.push(step),
  });
  expect(steps.filter(({ batch }) => batch !== undefined)).toHaveLength(2);
});

test('a training that diverges is an error, and the model before it stays', async () => {
  const samples = bumps();
  const regressor = new MlpRegressor({ ...quick, learningRate: 1e30, epochs: 5 });
  await expect(regressor.fit(samples)).rejects.toMatchObject({ code: 'fit-failed' });
  expect(regressor.fitted).toBe(false);
  expect(regressor.info).toBeNull();
  for (const ask of [() => regressor.predict(samples.features(0)), () => regressor.toFiles()])
    expect(ask).toThrow(expect.objectContaining({ code: 'not-fitted' }));
});

test('also when it is the very last step that diverges', async () => {
  const samples = bumps(20);
  const regressor = new MlpRegressor({ ...quick, learningRate: 1e30, epochs: 1, batchFraction: 1 });
  await expect(regressor.fit(samples)).rejects.toMatchObject({ code: 'fit-failed' });
  expect(regressor.fitted).toBe(false);
});

test('frees every tensor: after a fit, a divergence, an abort, a dispose while fitting', async () => {
  const samples = bumps();
  const before = tf.memory().numTensors;
  const regressor = new MlpRegressor({ ...quick, epochs: 2 });
  for (let i = 0; i < 5; i++) await regressor.fit(samples);
  await new MlpRegressor({ ...quick, epochs: 5, earlyStopping: { patience: 1 } }).fit(samples);
  for (let i = 0; i < 100; i++) regressor.predict(samples.features(i % samples.size));
  await new MlpRegressor({ ...quick, learningRate: 1e30 }).fit(samples).catch(() => {});
  const stop = new AbortController();
  const aborted = regressor.fit(samples, {
    signal: stop.signal,
    onProgress: ({ batch }) => batch === 3 && stop.abort(new Error('enough')),
  });
  await expect(aborted).rejects.toThrow('enough');
  const disposed = new MlpRegressor(quick);
  const fit = disposed.fit(samples, { onProgress: ({ batch }) => batch === 2 && disposed.dispose() });
  await expect(fit).rejects.toMatchObject({ code: 'disposed' });
  expect(tf.memory().numTensors).toBe(before);
});

test.each([
  { hiddenUnits: 0 },
  { hiddenUnits: 1.5 },
  { learningRate: 0 },
  { learningRate: Number.NaN },
  { batchFraction: 0 },
  { batchFraction: 1.1 },
  { epochs: 0 },
  { seed: 0.5 },
  { validationFolds: -1 },
  { earlyStopping: { patience: 0 } },
])('refuses %o', (options) => {
  expect(() => new MlpRegressor(options)).toThrow(expect.objectContaining({ code: 'bad-argument' }));
});

test('a missing or mismatched TensorFlow.js is told with the command that mends it', async () => {
  const missing = orMissing(Promise.reject(new Error("Cannot find package '@tensorflow/tfjs-core'")));
  await expect(missing).rejects.toMatchObject({
    code: 'tfjs-missing',
    message: expect.stringContaining('npm install @tensorflow/tfjs-core'),
  });
  expect(() => checkVersions({ version_core: '4.22.0' }, { version_layers: '4.22.0' })).not.toThrow();
  for (const [core, layers] of [
    ['4.22.0', '4.23.0'],
    ['4.21.0', '4.21.0'],
    ['3.21.0', '3.21.0'],
    ['5.0.0', '5.0.0'],
  ] as const) {
    expect(() => checkVersions({ version_core: core }, { version_layers: layers })).toThrow(
      expect.objectContaining({ code: 'tfjs-mismatch', message: expect.stringContaining('npm install') }),
    );
  }
});

test('where there are no workers it trains in this thread, and says so', async () => {
  const regressor = new MlpRegressor({ ...quick, epochs: 2, validationFolds: 0 });
  expect(regressor.info).toBeNull();
  await regressor.fit(bumps());
  expect(regressor.info).toEqual({
    worker: false,
    workerReason: 'There are no web workers here.',
    backend: 'cpu',
    epochs: 2,
  });
  await expect(new MlpRegressor({ ...quick, worker: true }).fit(bumps())).rejects.toMatchObject({
    code: 'unsupported',
  });
});

test('a backend that does not run here is told', async () => {
  await expect(new MlpRegressor({ backend: 'webgpu' }).fit(bumps())).rejects.toMatchObject({
    code: 'unsupported',
  });
});
