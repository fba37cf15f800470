/** Ten thousand frames through a running pipeline leave nothing behind. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as tf from '@tensorflow/tfjs-core';
import {
  FeatureBackbone,
  type Frame,
  KerasBackbone,
  MlpRegressor,
  Pipeline,
  type Regressor,
  RidgeRegressor,
  Scattering,
  SquareReader,
} from 'camdial';
import { type SimulatedFrame, SimulatedSource } from 'camdial/testing';
import { expect, test } from 'vitest';
import { hasModels, modelFiles, withoutModels } from '../bench/lib/models.js';

if (!hasModels) console.log(`Skipped in part: ${withoutModels}`);

setFlagsFromString('--expose_gc');
const collect = runInNewContext('gc') as () => void;

/** Live memory, JavaScript objects and array buffers, in bytes. The engine frees buffers in the background, a turn later. */
async function memory(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + external + arrayBuffers;
}

const size = { width: 64, height: 48 } as const;

async function taught(
  regressor: Regressor,
  backbone: FeatureBackbone = Scattering.create(),
): Promise<Pipeline> {
  const person = new SimulatedSource({ ...size, realtime: false });
  // Drawing the person takes longer than everything else: ten thousand frames come from a few dozen pictures.
  const pictures: SimulatedFrame[] = [];
  for (let i = 0; i < 40; i++) {
    const { image, ...rest } = (await person.next())!;
    pictures.push({ ...rest, image: { ...image, data: image.data.slice() } });
  }
  let count = 0;
  const source = {
    next: async () => {
      const frame = pictures[count++ % pictures.length]!;
      return { ...frame, timestamp: (count * 1000) / 30 };
    },
    dispose: () => {},
  };
  const dial = new Pipeline({ source, backbone, regressor });
  await dial.record(() => pictures[(count - 1) % pictures.length]!.pose.x, { frames: 40 });
  await dial.train();
  return dial;
}

/** Runs until so many outputs have come. */
async function run(dial: Pipeline, frames: number): Promise<void> {
  let seen = 0;
  const disconnect = dial.connect({
    update: () => {
      if (++seen === frames) dial.stop();
    },
  });
  await dial.run();
  disconnect();
  expect(seen).toBe(frames);
}

/** The pixels themselves: next to no work, so that what is measured is all the rest. */
class Pixels extends FeatureBackbone {
  readonly id = 'pixels';
  readonly inputSize = 8;
  readonly featureShape = [8, 8, 3];
  readonly #reader = new SquareReader(8);

  override async extract(frame: Frame): Promise<Float32Array> {
    return this.#reader.read(frame);
  }
}

test.each([
  ['scattering and ridge', () => taught(new RidgeRegressor())],
  [
    'the network',
    () => taught(new MlpRegressor({ backend: 'cpu', hiddenUnits: 20, epochs: 2 }), new Pixels()),
  ],
])('10,000 frames with %s: heap and tensors stay flat', async (_, makeDial) => {
  const dial = await makeDial();
  await run(dial, 2000); // compiled, caches filled
  const [before, tensors] = [await memory(), tf.engine().state.numTensors];
  await run(dial, 10_000);
  const growth = (await memory()) - before;
  console.log(`memory after 10,000 frames: ${growth > 0 ? '+' : ''}${(growth / 1024).toFixed(0)} KiB`);
  expect(growth).toBeLessThan(1024 * 1024); // 100 bytes a frame; one feature vector is 18,000
  expect(tf.engine().state.numTensors).toBe(tensors);
});

test('two hundred pipelines, each run, stopped, run again and disposed, leave nothing behind', async () => {
  const dial = await taught(new RidgeRegressor());
  const { samples } = dial;
  const backbone = Scattering.create();
  const regressor = new RidgeRegressor();
  await regressor.fit(samples);
  const round = async () => {
    const source = new SimulatedSource({ ...size, realtime: false });
    const pipeline = new Pipeline({ source, backbone, regressor, samples });
    await run(pipeline, 1);
    const again = pipeline.run();
    pipeline.stop();
    await again;
    const last = pipeline.run();
    pipeline.dispose();
    pipeline.dispose();
    await last;
    source.dispose();
  };
  for (let i = 0; i < 20; i++) await round();
  const before = await memory();
  for (let i = 0; i < 200; i++) await round();
  expect((await memory()) - before).toBeLessThan(1024 * 1024);
});

test.skipIf(!hasModels)(
  '20,000 frames of MobileNet on the engine, two side by side: memory stays flat',
  async () => {
    // Small pictures, so that it takes seconds.
    const load = () =>
      KerasBackbone.load({
        files: modelFiles('mobilenet_v1_0.25_224'),
        preprocessing: 'tf',
        layer: 'conv_pw_10_relu',
        inputSize: 96,
      });
    const [first, second] = [await load(), await load()];
    expect(first.info.backend).toBe('engine');
    const source = new SimulatedSource({ ...size, realtime: false });
    const frame = (await source.next())!;
    const expected = await first.extract(frame);
    const go = async (frames: number) => {
      for (let i = 0; i < frames; i++) await (i % 4 === 0 ? second : first).extract(frame);
    };
    await go(1000);
    const before = await memory();
    await go(20_000);
    const growth = (await memory()) - before;
    console.log(`memory after 20,000 frames: ${growth > 0 ? '+' : ''}${(growth / 1024).toFixed(0)} KiB`);
    expect(growth).toBeLessThan(1024 * 1024);
    expect(await first.extract(frame)).toEqual(expected);
    first.dispose();
    first.dispose();
    await expect(first.extract(frame)).rejects.toMatchObject({ code: 'disposed' });
    expect(await second.extract(frame)).toEqual(expected);
    second.dispose();
    const after = await memory();
    expect(before - after).toBeGreaterThan(2 * 1024 * 1024); // what the two held
  },
);
