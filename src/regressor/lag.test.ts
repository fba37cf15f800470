import { expect, test } from 'vitest';
import { Scattering } from '../features/scattering/scattering.js';
import { SampleStore } from '../samples/sample-store.js';
import { smoothPath } from '../teaching/smooth-path.js';
import { type Pose, renderFigure, wander } from '../testing/index.js';
import { RidgeRegressor } from './ridge.js';

const step = 100;
const longest = 400;
const path = smoothPath();
const backbone = Scattering.create();

/** Features of a drawn person; they move a little in other ways, too. */
async function featuresAt(x: number, ms: number): Promise<Float32Array> {
  const { y, z } = wander(3)(ms);
  const pose: Pose = { x, y: 0.3 * y, z: 0.3 * z };
  const image = renderFigure(pose);
  return backbone.extract({ image, width: image.width, height: image.height, timestamp: 0, mirrored: false });
}

/** A person who follows the path, not quite exactly; with the time at which the path was there. */
async function follow(): Promise<{ ms: number; features: Float32Array }[]> {
  const frames: { ms: number; features: Float32Array }[] = [];
  for (let ms = -longest; ms <= 1000 * path.seconds; ms += step)
    frames.push({ ms, features: await featuresAt(path(ms)[0]! + 0.08 * wander(9)(2 * ms).x, ms) });
  return frames;
}

test('a sweep with a lag of 0 to 400 ms is aligned to within 50 ms, and is as good as one without', {
  timeout: 120_000,
}, async () => {
  const followed = await follow();
  const unseen: { x: number; features: Float32Array }[] = [];
  for (let ms = 0; ms < 20_000; ms += 400) {
    const { x } = wander(8)(ms);
    unseen.push({ x, features: await featuresAt(x, 50_000 + ms) });
  }
  const errors: number[] = [];
  for (const lag of [0, 100, 200, 300, 400]) {
    const samples = new SampleStore({
      backboneId: backbone.id,
      featureShape: backbone.featureShape,
      outputs: 1,
    });
    samples.beginRound({ lag: 'auto' });
    for (const { ms, features } of followed) {
      const shown = ms + lag; // the dot was there this much earlier
      if (shown >= 0 && shown <= 1000 * path.seconds)
        samples.add(features, path(shown), { timestamp: 7000 + shown });
    }
    const regressor = new RidgeRegressor();
    const report = await regressor.fit(samples);
    expect(Math.abs(report.lag! - lag)).toBeLessThanOrEqual(50);
    let missed = 0;
    for (const { x, features } of unseen) missed += Math.abs(regressor.predict(features).values[0]! - x);
    errors.push(missed / unseen.length);
    regressor.dispose();
  }
  console.log(`errors on unseen pictures: ${errors.map((error) => error.toFixed(4)).join(', ')}`);
  const [still, ...late] = errors;
  for (const error of late) expect(error).toBeLessThan(1.1 * still!);
});

test('a lag that was told is taken out as told; one that was not asked for stays', async () => {
  const learn = async (lag: number | 'auto') => {
    const samples = new SampleStore({ backboneId: 'test', featureShape: [1], outputs: 1 });
    samples.beginRound({ lag });
    for (let ms = 0; ms < 8000; ms += 40)
      samples.add(Float32Array.of(Math.sin((ms - 200) / 900)), [Math.sin(ms / 900)], { timestamp: ms });
    const regressor = new RidgeRegressor();
    const report = await regressor.fit(samples);
    return { lag: report.lag, mae: report.outputs[0]!.mae };
  };
  const told = await learn(200);
  const found = await learn('auto');
  const kept = await learn(0);
  expect(told.lag).toBeNull();
  expect(found.lag).toBeGreaterThan(180);
  expect(found.lag).toBeLessThan(220);
  expect(kept.lag).toBeNull();
  expect(told.mae).toBeLessThan(0.03); // the beginning, where nobody knows what was before
  expect(kept.mae).toBeGreaterThan(0.1);
});

test('frames without times, and targets that stand still, have no lag', async () => {
  const samples = new SampleStore({ backboneId: 'test', featureShape: [1], outputs: 1 });
  samples.beginRound({ lag: 'auto' });
  for (let i = 0; i < 60; i++) samples.add(Float32Array.of(Math.sin(i / 9)), [Math.sin(i / 9)]);
  expect((await new RidgeRegressor().fit(samples)).lag).toBeNull();
});
