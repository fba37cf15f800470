import { expect, test } from 'vitest';
import { randomFrom } from '../random.js';
import { SampleStore } from '../samples/sample-store.js';
import { RidgeRegressor } from './ridge.js';

const [places, channels] = [9, 40];

/** Two channels follow what is to be read, the others follow other things, more strongly. */
function frameOf(value: number, others: readonly number[], random: () => number): Float32Array {
  return Float32Array.from({ length: places * channels }, (_, i) => {
    const [place, channel] = [Math.floor(i / channels), i % channels];
    const noise = 0.05 * (random() - 0.5);
    if (channel < 2) return 0.3 * value * Math.cos(place + channel) + noise;
    return 3 * others[channel % others.length]! * Math.sin(place * channel) + noise;
  });
}

async function errorOf(weighChannels: boolean, shape: readonly number[]): Promise<number> {
  const random = randomFrom(5);
  const others = () => Array.from({ length: 6 }, () => random() - 0.5);
  const samples = new SampleStore({ backboneId: 'test', featureShape: shape, outputs: 1 });
  for (let i = 0; i < 40; i++) {
    const value = Math.sin(i / 5);
    samples.add(frameOf(value, others(), random), [value], { timestamp: 33 * i });
  }
  const ridge = new RidgeRegressor({ weighChannels });
  await ridge.fit(samples);
  const again = new RidgeRegressor();
  expect(again.importModel(ridge.exportModel()!)).toBe(true);
  let error = 0;
  for (let i = 0; i < 100; i++) {
    const value = 2 * random() - 1;
    const frame = frameOf(value, others(), random);
    const { values, confidence } = ridge.predict(frame);
    expect(again.predict(frame)).toEqual({ values, confidence });
    expect(confidence).toBeGreaterThanOrEqual(0);
    error += Math.abs(values[0]! - value) / 100;
  }
  return error;
}

test('channels that say nothing of the labels stand back', async () => {
  const plain = await errorOf(false, [3, 3, channels]);
  const weighed = await errorOf(true, [3, 3, channels]);
  expect(weighed).toBeLessThan(0.6 * plain);
});

test('features that are no picture stay as they are', async () => {
  const shape = [places * channels];
  expect(await errorOf(true, shape)).toBe(await errorOf(false, shape));
});

test('where all channels tell the same, nothing gets worse', async () => {
  const random = randomFrom(9);
  const samples = new SampleStore({ backboneId: 'test', featureShape: [3, 3, channels], outputs: 1 });
  const frame = (value: number) =>
    Float32Array.from({ length: places * channels }, (_, i) => value * Math.cos(i) + 0.3 * random());
  for (let i = 0; i < 40; i++) samples.add(frame(Math.sin(i / 5)), [Math.sin(i / 5)]);
  const errors = [];
  for (const weighChannels of [false, true]) {
    const ridge = new RidgeRegressor({ weighChannels });
    const { outputs } = await ridge.fit(samples);
    errors.push(outputs[0]!.mae);
  }
  expect(errors[1]).toBeLessThan(1.1 * errors[0]!);
});
