/** An hour of a fast camera through the loop leaves nothing behind. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import type { Frame, FrameSource } from '../capture/frame.js';
import { condition } from '../controllers/condition.js';
import { CamdialError } from '../errors.js';
import { FeatureBackbone } from '../features/backbone.js';
import { Pipeline } from '../pipeline.js';
import { RidgeRegressor } from '../regressor/ridge.js';
import { SharedInput } from './shared-input.js';

setFlagsFromString('--expose_gc');
const collect = runInNewContext('gc') as () => void;

/** Live memory, JavaScript objects and array buffers, in bytes. */
async function memory(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + external + arrayBuffers;
}

const frameRate = 55;
const size = 64;

/** As many pictures as are asked for, on a clock of their own; now and then in trouble, or showing one twice. */
class Synthetic implements FrameSource {
  count = 0;
  readonly #listeners = new Set<(trouble: CamdialError | null) => void>();

  async next(signal?: AbortSignal): Promise<Frame | null> {
    if (signal?.aborted) return null;
    const index = ++this.count;
    if (index % 5000 === 0) {
      for (const trouble of [new CamdialError('camera-lost', 'Unplugged.'), null])
        for (const tell of this.#listeners) tell(trouble);
    }
    const image = { data: new Uint8Array(0), width: 0, height: 0 };
    return { image, width: 1, height: 1, timestamp: (index * 1000) / frameRate, mirrored: false };
  }

  subscribeTrouble(listener: (trouble: CamdialError | null) => void): () => void {
    this.#listeners.add(listener);
    listener(null);
    return () => void this.#listeners.delete(listener);
  }

  dispose(): void {}
}

/** Features of a value that goes to and fro; now and then there are none. */
class Wave extends FeatureBackbone {
  readonly id = 'wave';
  readonly inputSize = 1;
  readonly featureShape = [size];
  extracts = 0;

  override async extract({ timestamp }: Frame): Promise<Float32Array> {
    if (++this.extracts % 2000 === 0) throw new Error('broken');
    const value = Math.sin(timestamp / 700);
    return Float32Array.from({ length: size }, (_, i) => value * (i - size / 2));
  }
}

async function taught(parts: { source: FrameSource; backbone: FeatureBackbone }): Promise<Pipeline> {
  const dial = new Pipeline({ ...parts, regressor: new RidgeRegressor(), onTrouble: () => {} });
  for (const shift of [0, 1]) await dial.record((ms) => Math.sin(ms / 700 + shift), { frames: 60, lag: 0 });
  await dial.train();
  return dial;
}

/** Runs until so many outputs have come. */
async function run(dial: Pipeline, frames: number): Promise<void> {
  let seen = 0;
  const disconnect = [
    dial.connect(condition({ update: () => {} })),
    dial.subscribeState(() => {}),
    dial.subscribe((output) => {
      if (output && ++seen === frames) dial.stop();
    }),
    dial.connect({
      update: ({ timestamp }) => {
        if (Math.floor(timestamp) % 1000 === 0) throw new Error('broken');
      },
    }),
  ];
  await dial.run();
  for (const each of disconnect) each();
  expect(seen).toBe(frames);
}

async function growth(work: (frames: number) => Promise<void>, frames: number): Promise<number> {
  await work(20_000); // compiled, caches filled
  const before = await memory();
  const begin = performance.now();
  await work(frames);
  const seconds = (performance.now() - begin) / 1000;
  const bytes = (await memory()) - before;
  console.log(
    `${frames} frames in ${seconds.toFixed(1)} s: ${bytes > 0 ? '+' : ''}${(bytes / 1024).toFixed(0)} KiB`,
  );
  return bytes;
}

test('200,000 frames, an hour at 55 a second: memory stays flat', { timeout: 120_000 }, async () => {
  const dial = await taught({ source: new Synthetic(), backbone: new Wave() });
  expect(await growth((frames) => run(dial, frames), 200_000)).toBeLessThan(1024 * 1024);
});

test('50,000 frames shared by two dials: memory stays flat', { timeout: 120_000 }, async () => {
  const shared = new SharedInput({ source: new Synthetic(), backbone: new Wave() });
  const dials = [await taught(shared.tap()), await taught(shared.tap())];
  const work = async (frames: number) => {
    await Promise.all(dials.map((dial) => run(dial, frames)));
  };
  expect(await growth(work, 50_000)).toBeLessThan(1024 * 1024);
});
