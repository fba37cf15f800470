import * as core from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, expect, test } from 'vitest';
import type { Frame } from '../../capture/frame.js';
import { randomFrom } from '../../random.js';
import { wasmPaths } from '../../tfjs/wasm-files.js';
import { filesOf, randomize, saved } from '../executors/small-models.fixture.js';
import { KerasBackbone } from './keras-backbone.js';

const frames = 5000;
const parts = 5;
const mostParts = 15;
/** Bytes a frame. */
const mostKept = 1024;
/** Until caches, shaders and compiled code have come to rest; WebGPU takes longest. */
const warmUp = 2000;
const edge = 8;
/** Those that run here: headless Firefox has no graphics. */
const backends = [
  'engine',
  'wasm',
  'cpu',
  ...(new OffscreenCanvas(1, 1).getContext('webgl2') ? (['webgl'] as const) : []),
  ...('gpu' in navigator ? (['webgpu'] as const) : []),
] as const;
let files: File[];
let output: string;

/** One of every operation, so small that thousands of frames take seconds. */
beforeAll(async () => {
  await import('@tensorflow/tfjs-backend-cpu');
  await core.setBackend('cpu');
  const { layers } = tfl;
  const input = tfl.input({ shape: [edge, edge, 3] });
  const conv = layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', useBias: false }).apply(input);
  const normal = layers.reLU({}).apply(layers.batchNormalization({}).apply(conv)) as tfl.SymbolicTensor;
  const depthwise = layers
    .depthwiseConv2d({ kernelSize: 3, padding: 'same' })
    .apply(normal) as tfl.SymbolicTensor;
  const sum = layers.add().apply([normal, depthwise]) as tfl.SymbolicTensor;
  const both = layers.concatenate().apply([sum, normal]) as tfl.SymbolicTensor;
  const affine = layers.activation({ activation: 'tanh' }).apply(layers.batchNormalization({}).apply(both));
  const padded = layers.zeroPadding2d({ padding: 1 }).apply(affine);
  const pooled = layers
    .averagePooling2d({ poolSize: 2 })
    .apply(layers.maxPooling2d({ poolSize: 2, strides: 1 }).apply(padded));
  const dense = layers.dense({ units: 5 }).apply(layers.flatten().apply(pooled)) as tfl.SymbolicTensor;
  const model = tfl.model({ inputs: input, outputs: dense });
  randomize(model, randomFrom(3));
  files = filesOf(await saved(model));
  output = model.layers.at(-1)!.name;
  model.dispose();
});

/** Bytes in use after collecting what can be collected; 0 where the browser does not tell. */
async function heap(): Promise<number> {
  const { gc } = globalThis as { gc?: () => void };
  const { memory } = performance as { memory?: { usedJSHeapSize: number } };
  if (!gc || !memory) return 0;
  for (let i = 0; i < 3; i++) {
    gc();
    await new Promise((resolve) => setTimeout(resolve, 100)); // array buffers are freed a turn later
  }
  return memory.usedJSHeapSize;
}

test.each(backends)(`${frames} frames on %s leave nothing behind`, { timeout: 300_000 }, async (backend) => {
  if (backend === 'webgpu') await import('@tensorflow/tfjs-backend-webgpu');
  const backbone = await KerasBackbone.load({
    files,
    layer: output,
    preprocessing: 'unit',
    worker: false,
    backend,
    wasmPaths,
  });
  const image = new ImageData(edge, edge);
  const frame: Frame = { image, width: edge, height: edge, timestamp: 0, mirrored: false };
  const run = async (count: number) => {
    for (let i = 0; i < count; i++) {
      image.data[i % image.data.length] = i % 256;
      const { length } = await backbone.extract(frame);
      if (length !== 5) throw new Error(`${length} features`);
    }
  };
  await run(warmUp);
  const tensors = core.memory().numTensors;
  const bytes = core.memory().numBytes;
  const heaps: number[] = [];
  // Graphics backends go up and down by ten MiB; what is kept frame by frame lifts the low water mark above the first
  // heaps, the more surely the more frames there are: a rise that is none is gone with further ones, a leak is not.
  let risePerFrame = Number.POSITIVE_INFINITY;
  for (let part = 0; part < mostParts && (part < parts || risePerFrame >= mostKept); part++) {
    await run(frames / parts);
    heaps.push(await heap());
    const between = (heaps.length - 4) * (frames / parts); // from the last of the first to the first of the last
    risePerFrame = (Math.min(...heaps.slice(-3)) - Math.max(...heaps.slice(0, 2))) / between;
  }
  expect(core.memory().numTensors).toBe(tensors);
  expect(core.memory().numBytes).toBe(bytes);
  expect(risePerFrame).toBeLessThan(mostKept);
  backbone.dispose();
});
