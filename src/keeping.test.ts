import { expect, test } from 'vitest';
import type { FeatureBackbone } from './features/backbone.js';
import { HandSource, WidthBackbone } from './pipeline.fixture.js';
import { Pipeline } from './pipeline.js';
import { CustomRegressor } from './regressor/custom.js';
import { MlpRegressor } from './regressor/mlp.js';
import type { Regressor } from './regressor/regressor.js';
import { RidgeRegressor } from './regressor/ridge.js';
import { writeArchive } from './samples/archive/archive.js';
import { SampleStore } from './samples/sample-store.js';
import type { Json, ModelData } from './samples/saved-dial.js';

const code = (code: string) => expect.objectContaining({ code });

function dialWith(regressor: Regressor, backbone: FeatureBackbone = new WidthBackbone()): Pipeline {
  return new Pipeline({ source: new HandSource(), backbone, regressor });
}

function teach(dial: Pipeline): void {
  for (const label of ['first', 'second']) {
    dial.samples.beginRound({ label });
    for (let i = 0; i < 40; i++)
      dial.samples.add(Float32Array.of(20 + 9.7 * Math.sin(i / 5)), [Math.sin(i / 5)], { timestamp: 33 * i });
  }
  dial.samples.endRound();
}

const probes = [11, 17.3, 20, 29.9, 55].map((width) => Float32Array.of(width));

test.each([
  ['ridge', () => new RidgeRegressor(), 0],
  [
    'the network',
    () => new MlpRegressor({ epochs: 3, hiddenUnits: 4, validationFolds: 1, backend: 'cpu' }),
    1e-6,
  ],
] as const)('a whole dial as a file reads in another page as here: %s', async (_, make, tolerance) => {
  const [regressor, restored] = [make(), make()];
  const [first, second] = [dialWith(regressor), dialWith(restored)];
  teach(first);
  await first.train();
  const settings = await second.restore(await first.toBlob({ level: 'sharp', mirrored: true }));
  expect(settings).toEqual({ level: 'sharp', mirrored: true });
  expect(second.samples.rounds.map(({ uid, label }) => [uid, label])).toEqual(
    first.samples.rounds.map(({ uid, label }) => [uid, label]),
  );
  for (const probe of probes) {
    const [a, b] = [await regressor.predict(probe), await restored.predict(probe)];
    expect(Math.abs(a.values[0]! - b.values[0]!)).toBeLessThanOrEqual(tolerance);
    expect(Math.abs(a.confidence - b.confidence)).toBeLessThanOrEqual(tolerance);
  }
});

test('another regressor learns from the samples of the file', async () => {
  const dial = dialWith(new RidgeRegressor());
  teach(dial);
  await dial.train();
  const mean = new CustomRegressor(({ targets }) => () => [
    targets.reduce((sum, [y]) => sum + y!, 0) / targets.length,
  ]);
  const other = dialWith(mean);
  await other.restore(await dial.toBlob());
  expect(mean.fitted).toBe(true);
  expect(other.report!.samples).toBe(80);
});

test('a dial that has learned nothing, or too little to, comes as it is', async () => {
  const dial = dialWith(new RidgeRegressor());
  dial.samples.add(Float32Array.of(1), [1]);
  const regressor = new RidgeRegressor();
  const other = dialWith(regressor);
  await other.restore(await dial.toBlob());
  expect(other.samples.size).toBe(1);
  expect(regressor.fitted).toBe(false);
});

test('what does not fit is refused, and everything stays', async () => {
  const regressor = new RidgeRegressor();
  const dial = dialWith(regressor);
  teach(dial);
  await dial.train();
  const before = regressor.predict(probes[1]!).values[0];
  const foreign = dialWith(new RidgeRegressor(), Object.assign(new WidthBackbone(), { id: 'another' }));
  foreign.samples.add(Float32Array.of(1), [1]);
  await expect(dial.restore(await foreign.toBlob())).rejects.toEqual(code('backbone-mismatch'));
  await expect(dial.restore(new Blob(['no zip at all']))).rejects.toEqual(code('samples-invalid'));
  const bytes = new Uint8Array(await (await dial.toBlob()).arrayBuffer());
  await expect(dial.restore(new Blob([bytes.subarray(0, 300)]))).rejects.toEqual(code('samples-invalid'));
  expect(dial.samples.size).toBe(80);
  expect(regressor.predict(probes[1]!).values[0]).toBe(before);
});

test('a damaged model, or one for other samples, is refused; samples and model stay', async () => {
  const dial = dialWith(new RidgeRegressor());
  teach(dial);
  await dial.train();
  const { samples } = dial;
  const model = new RidgeRegressor();
  await model.fit(samples);
  const data = model.exportModel()!;
  const trust = (data.numbers['trusts'] as { [key: string]: Json }[])[0]!;
  const zero = (name: string) => ({
    ...data.arrays,
    [name]: data.arrays[name]!.map(() => 0) as Float64Array,
  });
  const damages: [string, ModelData][] = [
    ['other features', { ...data, numbers: { ...data.numbers, featureLength: 2 } }],
    ['other outputs', { ...data, numbers: { ...data.numbers, outputs: 2 } }],
    ['no number', { ...data, numbers: { ...data.numbers, intercepts: ['a'] } }],
    ['weights missing', { ...data, arrays: { ...data.arrays, weights0: new Float64Array(0) } }],
    [
      'a weight that is no number',
      { ...data, arrays: { ...data.arrays, weights0: Float64Array.of(Number.NaN) } },
    ],
    ['no trust', { ...data, numbers: { ...data.numbers, trusts: [] } }],
    ['no shares', { ...data, numbers: { ...data.numbers, trusts: [{ ...trust, shares: [] }] } }],
    ['a factor of zeros', { ...data, arrays: zero('trust0.factored') }],
  ];
  for (const [what, damaged] of damages) {
    const regressor = new RidgeRegressor();
    const other = dialWith(regressor);
    other.samples.add(Float32Array.of(1), [1]);
    const blob = await writeArchive({ samples: samples.data, settings: {}, model: damaged });
    await expect(other.restore(blob), what).rejects.toEqual(code('model-invalid'));
    expect(other.samples.size, what).toBe(1);
    expect(regressor.fitted, what).toBe(false);
  }
});

test('nothing is taken in while the regressor is being fitted', async () => {
  const regressor = new RidgeRegressor();
  const dial = dialWith(regressor);
  teach(dial);
  await dial.train();
  const data = regressor.exportModel()!;
  const fit = regressor.fit(dial.samples);
  expect(() => regressor.importModel(data)).toThrow(code('busy'));
  await fit;
  expect(regressor.importModel(data)).toBe(true);
});

test('a regressor that cannot learn them leaves the samples as they were', async () => {
  const dial = dialWith(new RidgeRegressor());
  teach(dial);
  const failing = new CustomRegressor(() => {
    throw new Error('no idea');
  });
  const other = dialWith(failing);
  other.samples.add(Float32Array.of(1), [1]);
  await expect(other.restore(await dial.toBlob())).rejects.toThrow('no idea');
  expect(other.samples.size).toBe(1);
});

test('samples alone as a file', async () => {
  const dial = dialWith(new RidgeRegressor());
  teach(dial);
  const samples = await SampleStore.fromBlob(await dial.samples.toBlob());
  expect(samples.data).toEqual(dial.samples.data);
  await expect(SampleStore.fromBlob(await dial.samples.toBlob(), { maxBytes: 100 })).rejects.toEqual(
    code('out-of-memory'),
  );
});
