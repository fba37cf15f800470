/** The network is the one that TensorFlow.js trains when a program is written as the tutorial's was. */
import * as tf from '@tensorflow/tfjs-core';
import { initializers, layers, sequential } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { randomFrom } from '../random.js';
import { SampleStore } from '../samples/sample-store.js';
import { MlpRegressor } from './mlp.js';

const featureShape = [7, 7, 4] as const;
const featureLength = 7 * 7 * 4;
const count = 60;

/** Three poses as the tutorial had them: -1, 0 and 1. */
function poses(): SampleStore {
  const random = randomFrom(3);
  const samples = new SampleStore({ backboneId: 'test', featureShape, outputs: 1 });
  for (let i = 0; i < count; i++) {
    const pose = Math.floor(i / 20) - 1;
    const value = (_: unknown, k: number) => Math.max(0, Math.sin(k + pose) + random() - 0.5);
    samples.add(Float32Array.from({ length: featureLength }, value), [pose]);
  }
  return samples;
}

/** The tutorial's settings: 100 hidden units, Adam at 0.0001, batches of 0.4 of the samples, 20 epochs. */
async function trainedByHand(samples: SampleStore, useBias: boolean, seed: number) {
  const kernelInitializer = (add: number) => initializers.varianceScaling({ seed: seed + add });
  const model = sequential({
    layers: [
      layers.flatten({ inputShape: [...featureShape] }),
      layers.dense({
        units: 100,
        activation: 'relu',
        kernelInitializer: kernelInitializer(0),
        useBias: true,
      }),
      layers.dense({ units: 1, kernelInitializer: kernelInitializer(1), useBias }),
    ],
  });
  model.compile({ optimizer: tf.train.adam(0.0001), loss: 'meanSquaredError' });
  const batchSize = Math.floor(count * 0.4);
  const order = Array.from({ length: count }, (_, i) => i);
  const random = randomFrom(seed);
  const losses: number[] = [];
  for (let epoch = 0; epoch < 20; epoch++) {
    for (let i = count - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    for (let from = 0; from < count; from += batchSize) {
      const rows = order.slice(from, from + batchSize);
      const x = tf.tensor(
        rows.flatMap((i) => [...samples.features(i)]),
        [rows.length, ...featureShape],
      );
      const y = tf.tensor2d(rows.map((i) => [...samples.target(i)]));
      losses.push((await model.trainOnBatch(x, y)) as number);
    }
  }
  const x = tf.tensor(Array.from({ length: count }, (_, i) => [...samples.features(i)]).flat(), [
    count,
    ...featureShape,
  ]);
  return { losses, predictions: await (model.predict(x) as tf.Tensor).data() };
}

test.each([
  ['as the tutorial wrote it', false],
  ['with an output bias', true],
])('the same loss of every batch and the same predictions, %s', async (_, outputBias) => {
  const samples = poses();
  const losses: number[] = [];
  const regressor = new MlpRegressor({
    outputBias,
    scaleFeatures: false,
    scaleTargets: false,
    seed: 7,
    validationFolds: 0,
    backend: 'cpu',
  });
  await regressor.fit(samples, { onProgress: ({ loss }) => loss !== undefined && losses.push(loss) });
  const expected = await trainedByHand(samples, outputBias, 7);
  expect(losses).toEqual(expected.losses);
  expect(losses).toHaveLength(20 * 3);
  expect(losses.at(-1)!).toBeLessThan(losses[0]! / 2);
  for (let i = 0; i < count; i++)
    expect(regressor.predict(samples.features(i)).values[0]).toBeCloseTo(expected.predictions[i]!, 5);
});
