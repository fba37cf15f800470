import { expect, test } from 'vitest';
import { Scattering } from '../features/scattering/scattering.js';
import { Pipeline } from '../pipeline.js';
import { RidgeRegressor } from '../regressor/ridge.js';
import { SampleStore } from '../samples/sample-store.js';
import { SimulatedSource } from '../testing/index.js';
import { reembed } from './reembed.js';

const code = (code: string) => expect.objectContaining({ code });

async function recorded(size: number): Promise<SampleStore> {
  const source = new SimulatedSource({
    realtime: false,
    motion: (ms) => ({ x: Math.sin(ms / 400), y: 0, z: 0 }),
  });
  const dial = new Pipeline({ source, backbone: Scattering.create(), regressor: new RidgeRegressor() });
  await dial.record((ms) => Math.sin(ms / 400), { frames: 30, thumbnails: { size }, label: 'sway' });
  dial.dispose();
  source.dispose();
  return dial.samples;
}

test('features made of thumbnails are those of the frames, but for what JPEG takes away', async () => {
  const samples = await recorded(112);
  expect(samples.thumbnail(3)!.type).toBe('image/jpeg');
  expect(samples.thumbnail(3)!.size).toBeLessThan(10_000);
  const fractions: number[] = [];
  const again = await reembed(samples, Scattering.create(), {
    onProgress: (fraction) => fractions.push(fraction),
  });
  expect(again.size).toBe(30);
  expect(again.rounds[0]).toMatchObject({ label: 'sway', lag: 'auto', size: 30, finished: true });
  expect(again.timestamp(7)).toBe(samples.timestamp(7));
  expect(again.target(7)).toEqual(samples.target(7));
  expect(fractions.at(-1)).toBe(1);
  // A dial that learned the one reads the other.
  const [first, second] = [new RidgeRegressor(), new RidgeRegressor()];
  await first.fit(samples);
  await second.fit(again);
  for (let i = 0; i < 30; i++) {
    const apart =
      second.predict(samples.features(i)).values[0]! - first.predict(samples.features(i)).values[0]!;
    expect(Math.abs(apart)).toBeLessThan(0.1);
  }
});

test('without thumbnails, or with one that is no picture, it is told; an abort ends it', async () => {
  const samples = await recorded(32);
  const reason = new Error('enough');
  await expect(reembed(samples, Scattering.create(), { signal: AbortSignal.abort(reason) })).rejects.toBe(
    reason,
  );
  const { backboneId, featureShape } = samples;
  const bare = new SampleStore({ backboneId, featureShape, outputs: 1 });
  bare.add(samples.features(0), [1]);
  await expect(reembed(bare, Scattering.create())).rejects.toEqual(code('too-few-samples'));
  bare.add(samples.features(0), [1], { thumbnail: new Blob(['no picture']) });
  await expect(reembed(bare, Scattering.create())).rejects.toEqual(code('frame-unreadable'));
});

test('a frame whose thumbnail comes after the end of the recording belongs to no round', async () => {
  const source = new SimulatedSource({ realtime: false });
  const dial = new Pipeline({ source, backbone: Scattering.create(), regressor: new RidgeRegressor() });
  const convert = OffscreenCanvas.prototype.convertToBlob;
  const ending = new AbortController();
  OffscreenCanvas.prototype.convertToBlob = async function (options) {
    const blob = await convert.call(this, options);
    if (dial.samples.size === 3) ending.abort();
    return blob;
  };
  try {
    const round = await dial.record(1, { signal: ending.signal, thumbnails: { size: 32 } });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(round.size).toBe(3);
    expect(dial.samples.size).toBe(3);
    expect(dial.samples.rounds).toHaveLength(1);
  } finally {
    OffscreenCanvas.prototype.convertToBlob = convert;
    dial.dispose();
    source.dispose();
  }
});
