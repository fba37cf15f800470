import * as core from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Frame } from '../../capture/frame.js';
import { backboneChecks } from '../../testing/index.js';
import { wasmPaths } from '../../tfjs/wasm-files.js';
import {
  filesOf,
  predict,
  type SmallModel,
  seeingModel,
  uncompilable,
} from '../executors/small-models.fixture.js';
import { KerasBackbone, type KerasBackboneOptions } from './keras-backbone.js';

/** Headless Firefox has none. */
const hasWebgl = new OffscreenCanvas(1, 1).getContext('webgl2') !== null;
const backends = hasWebgl
  ? (['engine', 'wasm', 'webgl', 'cpu'] as const)
  : (['engine', 'wasm', 'cpu'] as const);

let small: SmallModel;
let odd: SmallModel;
let files: File[];
let expected: Float32Array;
let frame: Frame;

beforeAll(async () => {
  await import('@tensorflow/tfjs-backend-cpu');
  await core.setBackend('cpu');
  small = await seeingModel();
  files = filesOf(small);
  odd = await uncompilable();
  const edge = 32;
  const image = new ImageData(edge, edge);
  for (let i = 0; i < image.data.length; i++) image.data[i] = i % 4 === 3 ? 255 : (i * 7919) % 256;
  const pixels = Float32Array.from(
    { length: edge * edge * 3 },
    (_, i) => image.data[4 * Math.floor(i / 3) + (i % 3)]!,
  );
  expected = predict(small.model, pixels, (x) => core.div(x, 255));
  frame = { image, width: edge, height: edge, timestamp: 0, mirrored: false };
});

const load = (options: Partial<KerasBackboneOptions> = {}) =>
  KerasBackbone.load({ files, preprocessing: 'unit', pool: 'none', ...options });

const greatest = (a: Float32Array, b: Float32Array) =>
  a.reduce(
    (most, value, i) => Math.max(most, Math.abs(value - b[i]!)),
    a.length === b.length ? 0 : Number.NaN,
  );

const error = (code: string, message: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(message) });

describe('keeps the contract in a worker', () => {
  for (const check of backboneChecks(() => load({ worker: true }))) test(check.name, check.run);
});

test('runs in a worker by default, on the engine, with the same features', async () => {
  const backbone = await load();
  expect(backbone.info).toMatchObject({ worker: true, backend: 'engine', uncompiled: null });
  expect(greatest(await backbone.extract(frame), expected)).toBeLessThan(1e-4);
  backbone.dispose();
});

test.each(backends)('in the page on %s, with the same features', async (backend) => {
  const before = core.memory().numTensors;
  const backbone = await load({ worker: false, backend, wasmPaths });
  expect(backbone.info).toMatchObject({ worker: false, backend, backendReason: `${backend} was asked for.` });
  expect(core.getBackend()).toBe('cpu'); // the page's own stays
  for (let i = 0; i < 3; i++) {
    expect(greatest(await backbone.extract(frame), expected)).toBeLessThan(backend === 'webgl' ? 1e-2 : 1e-4);
  }
  backbone.dispose();
  expect(core.memory().numTensors).toBe(before);
});

test('a network with a layer of its own runs on TensorFlow.js, in a worker all the same', async () => {
  const backbone = await load({ files: filesOf(odd), worker: true });
  expect(backbone.info).toMatchObject({ worker: true, backend: 'wasm' });
  expect(backbone.info.uncompiled).toMatch(/PReLU/);
  const page = await load({ files: filesOf(odd), worker: false, wasmPaths });
  expect(greatest(await backbone.extract(frame), await page.extract(frame))).toBeLessThan(1e-5);
  backbone.dispose();
  page.dispose();
});

test('graphics that a program imitates are left alone, and that is said', async () => {
  const backbone = await load({ files: filesOf(odd), worker: false, wasmPaths });
  expect(backbone.info.backend).toBe('wasm');
  expect(backbone.info.backendReason).toMatch(
    /wasm is the only one that runs well here \(webgpu: .+; webgl: (its graphics are drawn by a program|this browser has no WebGL)/,
  );
  backbone.dispose();
});

test('without the files of the wasm backend it runs on cpu, and says why', async () => {
  // In a worker of its own: in this page the backend may run already.
  const backbone = await load({
    files: filesOf(odd),
    worker: true,
    wasmPaths: { 'tfjs-backend-wasm-simd.wasm': '/no/such/file.wasm' },
  });
  expect(backbone.info).toMatchObject({
    backend: 'cpu',
    backendReason: expect.stringMatching(/files were not found at .*\/no\/such\/file\.wasm/),
  });
  backbone.dispose();
});

test.skipIf(!hasWebgl).each([false, true])(
  'a lost graphics context is made anew, and the frame is read all the same (worker: %s)',
  { timeout: 60_000 }, // a program draws the graphics here
  async (worker) => {
    const losing = () =>
      new Worker(new URL('./losing-worker.fixture.ts', import.meta.url), { type: 'module' });
    const backbone = await load({ worker: worker ? losing : false, backend: 'webgl' });
    const before = await backbone.extract(frame);
    expect(greatest(before, expected)).toBeLessThan(1e-2);
    for (let i = 0; i < 3; i++) {
      if (worker) new BroadcastChannel('lose-context').postMessage('now');
      else loseContext();
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(greatest(await backbone.extract(frame), before)).toBeLessThan(1e-3);
    }
    backbone.dispose();
  },
);

test.skipIf(!hasWebgl)('a context that is lost in the middle of a frame holds nobody up', async () => {
  const backbone = await load({ worker: false, backend: 'webgl' });
  const before = await backbone.extract(frame);
  for (const wait of [0, 0, 1, 2, 4]) {
    const pending = backbone.extract(frame);
    await new Promise((resolve) => setTimeout(resolve, wait));
    loseContext();
    expect(greatest(await pending, before)).toBeLessThan(1e-3);
  }
  backbone.dispose();
});

function loseContext(): void {
  const backend = core.engine().registry['webgl'] as unknown as { gpgpu: { gl: WebGLRenderingContext } };
  backend.gpgpu.gl.getExtension('WEBGL_lose_context')!.loseContext();
}

describe('fails with a sentence', () => {
  test('a worker that does not start, where one was asked for; else it runs in the page and says why', async () => {
    const worker = () => new Worker('/no/such/worker.js', { type: 'module' });
    await expect(load({ worker })).rejects.toEqual(error('worker-failed', /worker-src/));
    const original = globalThis.Worker;
    globalThis.Worker = class extends original {
      constructor() {
        super('/no/such/worker.js', { type: 'module' });
      }
    };
    try {
      const backbone = await load({ wasmPaths });
      expect(backbone.info).toMatchObject({
        worker: false,
        workerReason: expect.stringMatching(/could not be loaded/),
      });
      backbone.dispose();
    } finally {
      globalThis.Worker = original;
    }
  });

  test('what fails in the worker, as it would in the page', async () => {
    await expect(load({ layer: 'nope' })).rejects.toEqual(error('layer-not-found', /no layer "nope"/));
    await expect(load({ backend: 'webgpu' })).rejects.toEqual(
      error('unsupported', /"webgpu" does not run here/),
    );
    await expect(load({ files: files.slice(0, 1) })).rejects.toEqual(error('model-invalid', /weights\.bin/));
    const url = '/no/such/model.json';
    await expect(KerasBackbone.load({ url, preprocessing: 'unit' })).rejects.toEqual(
      error('model-unreachable', /no\/such\/model\.json could not be fetched: the server answered 404/),
    );
  });
});

test('dispose while it loads, and an abort, leave nobody waiting', async () => {
  const reason = new Error('enough');
  const giveUp = new AbortController();
  const loading = load({ signal: giveUp.signal });
  giveUp.abort(reason);
  await expect(loading).rejects.toBe(reason);
  const backbone = await load();
  const pending = backbone.extract(frame);
  backbone.dispose();
  await expect(pending).rejects.toEqual(error('disposed', /disposed/));
});
