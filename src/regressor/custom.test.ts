import { describe, expect, test } from 'vitest';
import { SampleStore } from '../samples/sample-store.js';
import { regressorChecks } from '../testing/index.js';
import { CustomRegressor, type Learn } from './custom.js';

const nearest: Learn = ({ features, targets }) => {
  const known = features.map((each, i) => ({ features: each.slice(), target: targets[i]!.slice() }));
  const distance = (a: Float32Array, b: Float32Array) =>
    a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0);
  return (seen) =>
    known
      .map(({ features, target }) => ({ target, far: distance(features, seen) }))
      .reduce((a, b) => (b.far < a.far ? b : a)).target;
};

describe('keeps the contract', () => {
  for (const check of regressorChecks(() => new CustomRegressor(nearest), { tolerance: 0.5 }))
    test(check.name, check.run);
});

function swaying(): SampleStore {
  const samples = new SampleStore({ backboneId: 'test', featureShape: [2], outputs: 1 });
  for (let round = 0; round < 3; round++) {
    samples.beginRound();
    for (let i = 0; i < 50; i++) {
      const x = Math.sin(i / 8 + round);
      samples.add(Float32Array.of(x, x * x), [x]);
    }
  }
  return samples;
}

test('its error is that of models that had not seen a round', async () => {
  let fits = 0;
  const regressor = new CustomRegressor((lessons) => {
    fits++;
    return nearest(lessons);
  });
  const report = await regressor.fit(swaying());
  expect(fits).toBe(1 + 3);
  expect(report.method).toBe('leave-one-round-out');
  expect(report.outputs[0]!.mae).toBeGreaterThan(0.0005); // never 0, as on frames that it knows
  expect(report.outputs[0]!.mae).toBeLessThan(0.1);
  const unmeasured = await new CustomRegressor(nearest, { validationFolds: 0 }).fit(swaying());
  expect(unmeasured).toMatchObject({ method: 'none' });
});

test('a method that fails, or reads what is no reading, fails the fit and keeps the model', async () => {
  let learn: Learn = nearest;
  const regressor = new CustomRegressor((lessons) => learn(lessons));
  await regressor.fit(swaying());
  const probe = Float32Array.of(0.5, 0.25);
  const before = (await regressor.predict(probe)).values;
  const faults: [Learn, object][] = [
    [
      () => {
        throw new Error('no idea');
      },
      { message: 'no idea' },
    ],
    [() => () => [1, 2], { code: 'fit-failed' }],
    [() => () => [Number.NaN], { code: 'fit-failed' }],
  ];
  for (const [fault, failure] of faults) {
    learn = fault;
    await expect(regressor.fit(swaying())).rejects.toMatchObject(failure);
    expect((await regressor.predict(probe)).values).toEqual(before);
  }
});
