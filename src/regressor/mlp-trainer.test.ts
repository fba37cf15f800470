import * as core from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import { Pause } from '../pause.js';
import { randomFrom } from '../random.js';
import { bumpAt } from './mlp-lessons.fixture.js';
import { MlpNetwork } from './mlp-network.js';
import { unitVariance } from './mlp-scale.js';
import { type Lessons, MlpTrainer, type TrainingStep } from './mlp-trainer.js';
import { MlpWeights } from './mlp-weights.js';
import { loadTfjs } from './tfjs.js';

const settings = {
  hiddenUnits: 16,
  learningRate: 0.01,
  batchFraction: 0.4,
  outputBias: true,
  scaleFeatures: true,
  scaleTargets: true,
  seed: 1,
};

const none = Number.NaN;

/** A bump that moves; the targets are made of where it is. */
function lessons(targetOf: (at: number, i: number) => number[], count = 60): Lessons {
  const at = Array.from({ length: count }, (_, i) => Math.sin(i / 4));
  const targets = at.map((each, i) => Float32Array.from(targetOf(each, i)));
  return { features: at.map(bumpAt), targets, featureLength: 12, outputs: targets[0]!.length };
}

const all = ({ features }: Lessons) => features.map((_, i) => i);

async function train(set: Lessons, more: Partial<Parameters<MlpTrainer['train']>[0]> = {}, change = {}) {
  const steps: TrainingStep[] = [];
  const trainer = new MlpTrainer({ core, layers }, { ...settings, ...change }, set);
  const job = { samples: all(set), epochs: 40, watched: null, ...more };
  const { arrays, epochs } = await trainer.train(job, new Pause(), (step) => steps.push(step));
  return { weights: new MlpWeights(arrays), arrays, epochs, steps };
}

beforeAll(() => loadTfjs({ backend: 'cpu' }));

describe('what a sample does not teach', () => {
  test('does not count: the loss is the mean over what is taught', async () => {
    const shape = { ...settings, featureLength: 12, outputs: 2, isMasked: true };
    const network = new MlpNetwork({ core, layers }, shape);
    const features = Float32Array.from([0, 0.3, 0.9].flatMap((at) => [...bumpAt(at)]));
    const said = await network.predict(features);
    const targets = Float32Array.of(1, none, none, -2, 0.5, 3);
    const squares = [...targets]
      .map((value, i) => (value - said[i]!) ** 2)
      .filter((each) => !Number.isNaN(each));
    const loss = await network.learn(features, targets);
    expect(loss).toBeCloseTo(squares.reduce((sum, each) => sum + each, 0) / 4, 5);
    network.dispose();
  });

  test('leaves its output alone: what the others learn is as if there were no such output', async () => {
    const shape = { ...settings, featureLength: 12, outputs: 2, isMasked: true };
    const network = new MlpNetwork({ core, layers }, shape);
    const before = await network.weights();
    for (let i = 0; i < 5; i++) await network.learn(bumpAt(i / 5), Float32Array.of(i, none));
    const after = await network.weights();
    const column = (kernel: Float32Array, output: number) => kernel.filter((_, i) => i % 2 === output);
    expect(column(after[2]!, 1)).toEqual(column(before[2]!, 1));
    expect(column(after[2]!, 0)).not.toEqual(column(before[2]!, 0));
    expect(after[3]![1]).toBe(before[3]![1]);
    network.dispose();
  });

  test('a mask that masks nothing changes nothing', async () => {
    const [plain, masked] = [false, true].map(
      (isMasked) =>
        new MlpNetwork({ core, layers }, { ...settings, featureLength: 12, outputs: 1, isMasked }),
    );
    for (let i = 0; i < 20; i++) {
      const [features, targets] = [bumpAt(i / 20), Float32Array.of(i)];
      const loss = await plain!.learn(features, targets);
      expect(await masked!.learn(features, targets)).toBe(loss);
    }
    expect(await masked!.weights()).toEqual(await plain!.weights());
    plain!.dispose();
    masked!.dispose();
  });

  test('does not count in the scale of targets', () => {
    const vectors = [
      [1, none],
      [3, 10],
      [none, 10],
      [5, none],
    ].map((values) => Float32Array.from(values));
    const { mean, deviation } = unitVariance(vectors, 2);
    expect([...mean]).toEqual([3, 10]);
    expect(deviation[0]).toBeCloseTo(Math.sqrt(8 / 3), 12);
    expect(deviation[1]).toBe(1);
  });

  test.each([true, false])('outputs that take turns are both learned (scaled: %s)', async (scaleTargets) => {
    const set = lessons((at, i) => (i % 2 ? [at, none] : [none, -at * (scaleTargets ? 50 : 1)]));
    const { weights, steps } = await train(set, { epochs: 80 }, { scaleTargets });
    expect(steps.every(({ loss }) => Number.isFinite(loss))).toBe(true);
    for (const at of [-0.8, 0, 0.5]) {
      const [first, second] = weights.predict(bumpAt(at));
      expect(Math.abs(first! - at)).toBeLessThan(0.1);
      expect(Math.abs(second! / (scaleTargets ? 50 : 1) + at)).toBeLessThan(0.1);
    }
  });

  test('an output that nothing teaches says 0', async () => {
    const { weights } = await train(lessons((at) => [at, none]));
    expect(weights.predict(bumpAt(0.3))[1]).toBe(0);
    expect(weights.predict(bumpAt(0.3))[0]).toBeCloseTo(0.3, 0);
  });
});

describe('early stopping', () => {
  /** There is nothing to learn but each sample by heart. */
  const random = randomFrom(5);
  const noise = lessons(() => [random()]);
  const samples = all(noise).slice(0, 40);
  const watched = { samples: all(noise).slice(40), patience: 3 };

  const errorOf = (weights: MlpWeights) =>
    watched.samples.reduce(
      (sum, i) => sum + (weights.predict(noise.features[i]!)[0]! - noise.targets[i]![0]!) ** 2,
      0,
    );

  test('ends so many epochs after the best one, and keeps the weights of that', async () => {
    const { epochs, arrays, steps } = await train(noise, { samples, watched });
    expect(epochs).toBeLessThan(37);
    expect(steps.at(-1)!.epoch).toBe(epochs + 3);
    const straight = await train(noise, { samples, epochs });
    expect(arrays).toEqual(straight.arrays);
  });

  test('no epoch up to its end is better on what is watched', async () => {
    const { epochs, weights } = await train(noise, { samples, watched });
    for (let other = 1; other <= epochs + 3; other++) {
      const straight = await train(noise, { samples, epochs: other });
      expect(errorOf(straight.weights)).toBeGreaterThan(errorOf(weights) * 0.9999);
    }
  });

  test('goes on as long as that does good', async () => {
    const set = lessons((at) => [at]);
    const { epochs } = await train(set, {
      samples: all(set).filter((i) => i % 3),
      watched: { samples: all(set).filter((i) => i % 3 === 0), patience: 3 },
      epochs: 10,
    });
    expect(epochs).toBe(10);
  });

  test('does not count what is not taught in what it watches', async () => {
    const set = lessons((at, i) => [at, i % 2 ? none : -at]);
    const { epochs, weights } = await train(set, {
      samples: all(set).slice(0, 40),
      watched: { samples: all(set).slice(40), patience: 3 },
    });
    expect(epochs).toBeGreaterThan(3);
    expect(weights.predict(bumpAt(0.3))[1]).toBeCloseTo(-0.3, 0);
  });
});
