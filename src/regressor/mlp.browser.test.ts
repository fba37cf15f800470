import * as core from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SampleStore } from '../samples/sample-store.js';
import { wasmPaths } from '../tfjs/wasm-files.js';
import { MlpRegressor } from './mlp.js';
import { bumpAt, bumps } from './mlp-lessons.fixture.js';
import type { FitProgress } from './regressor.js';

function ramp(): SampleStore {
  const samples = new SampleStore({ backboneId: 'test', featureShape: [4], outputs: 1 });
  for (let i = 0; i < 60; i++) {
    const at = Math.sin(i / 4);
    samples.add(Float32Array.of(at, -at, at * at, 1), [at]);
  }
  return samples;
}

const settings = { hiddenUnits: 8, epochs: 60, learningRate: 0.01 };
const briefly = { ...settings, epochs: 3, validationFolds: 0, backend: 'wasm' } as const;
/** Long enough for something to happen meanwhile. */
const long = { ...briefly, epochs: 100_000 };

const error = (code: string, message: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(message) });

/** Every worker that was started, and whether it was ended. */
let workers: { ended: boolean }[] = [];
const RealWorker = globalThis.Worker;

beforeEach(() => {
  workers = [];
  globalThis.Worker = class extends RealWorker {
    readonly #note = { ended: false };
    constructor(...given: ConstructorParameters<typeof RealWorker>) {
      super(...given);
      workers.push(this.#note);
    }
    override terminate(): void {
      this.#note.ended = true;
      super.terminate();
    }
  };
});

afterEach(() => {
  globalThis.Worker = RealWorker;
});

/** Resolves when the training has begun. */
function begun(): { onProgress: (progress: FitProgress) => void; training: Promise<void> } {
  let onProgress: (progress: FitProgress) => void = () => {};
  const training = new Promise<void>((resolve) => {
    onProgress = ({ batch }) => {
      if (batch) resolve();
    };
  });
  return { onProgress, training };
}

describe('in a worker', () => {
  test('by default, on wasm, to the very model that the page would train', async () => {
    const samples = bumps();
    const options = { ...briefly, epochs: 10, validationFolds: 1, earlyStopping: true };
    const regressors = [undefined, false].map(
      (worker) => new MlpRegressor({ ...options, worker, ...(worker === false && { wasmPaths }) }),
    );
    const losses: number[][] = [[], []];
    const reports = [];
    for (const [i, regressor] of regressors.entries()) {
      const onProgress = ({ loss }: FitProgress) => loss !== undefined && losses[i]!.push(loss);
      reports.push(await regressor.fit(samples, { onProgress }));
    }
    const [inWorker, inPage] = regressors.map(({ info }) => info);
    const epochs = inPage!.epochs;
    expect(inWorker).toEqual({
      worker: true,
      workerReason: 'The page stays smooth.',
      backend: 'wasm',
      epochs,
    });
    expect(inPage).toMatchObject({ worker: false, workerReason: 'worker: false was asked for.' });
    expect(losses[0]).toEqual(losses[1]);
    expect(reports[0]!.outputs).toEqual(reports[1]!.outputs);
    const said = regressors.map((regressor) => regressor.predict(bumpAt(0.2)));
    expect(said[0]).toEqual(said[1]);
    expect(workers).toEqual([{ ended: true }]); // one for the model and its validation
  });

  test('outputs that take turns', async () => {
    const samples = new SampleStore({ backboneId: 'test', featureShape: [12], outputs: 2 });
    for (let round = 0; round < 4; round++) {
      samples.beginRound();
      for (let i = 0; i < 30; i++) {
        const at = Math.sin(i / 4);
        samples.add(bumpAt(at), round % 2 ? [at, null] : [null, -at]);
      }
    }
    const regressor = new MlpRegressor({ ...briefly, hiddenUnits: 16, epochs: 40, validationFolds: 1 });
    const { outputs } = await regressor.fit(samples);
    for (const { mae } of outputs) expect(mae).toBeLessThan(0.2);
    const [first, second] = regressor.predict(bumpAt(0.5)).values;
    expect(Math.abs(first! - 0.5)).toBeLessThan(0.2);
    expect(Math.abs(second! + 0.5)).toBeLessThan(0.2);
  });

  test('a training that diverges is an error, and the model before it stays', async () => {
    const regressor = new MlpRegressor({ ...briefly, scaleFeatures: false, scaleTargets: false });
    await regressor.fit(bumps());
    const before = regressor.predict(bumpAt(0.2));
    const huge = new SampleStore({ backboneId: 'test', featureShape: [12], outputs: 1 });
    for (let i = 0; i < 20; i++) huge.add(bumpAt(i / 20), [1e30 * (i % 2)]);
    await expect(regressor.fit(huge)).rejects.toEqual(error('fit-failed', /Training diverged/));
    expect(regressor.predict(bumpAt(0.2))).toEqual(before);
    const steep = new MlpRegressor({ ...briefly, learningRate: 1e30 });
    await expect(steep.fit(bumps())).rejects.toEqual(error('fit-failed', /learning rate below 1e\+30/));
    expect(workers.every(({ ended }) => ended)).toBe(true);
  });

  test('an abort ends it at once, and so does dispose', async () => {
    const reason = new Error('enough');
    for (const end of ['abort', 'dispose'] as const) {
      const regressor = new MlpRegressor(long);
      const stop = new AbortController();
      const { onProgress, training } = begun();
      const fit = regressor.fit(bumps(), { signal: stop.signal, onProgress });
      const outcome = expect(fit).rejects.toEqual(end === 'abort' ? reason : error('disposed', /fitted/));
      await training;
      if (end === 'abort') stop.abort(reason);
      else regressor.dispose();
      expect(workers.at(-1)).toEqual({ ended: true });
      await outcome;
      expect(regressor.fitted).toBe(false);
      regressor.dispose();
      regressor.dispose();
    }
  });

  test('what onProgress throws ends it', async () => {
    const regressor = new MlpRegressor(long);
    const mine = new Error('mine');
    const onProgress = ({ batch }: FitProgress) => {
      if (batch === 3) throw mine;
    };
    await expect(regressor.fit(bumps(), { onProgress })).rejects.toBe(mine);
    expect(workers).toEqual([{ ended: true }]);
  });

  test.each([
    ['close', /ended by itself/],
    ['throw', /outside of everything/],
  ])(
    'one that dies (%s) is an error, the model before it stays, and the next fit goes well',
    async (how, message) => {
      const worker = () =>
        new Worker(new URL('./mlp-dying-worker.fixture.ts', import.meta.url), { type: 'module' });
      const samples = bumps();
      const regressor = new MlpRegressor({ ...briefly, epochs: 200, worker });
      await regressor.fit(samples);
      const before = regressor.predict(bumpAt(0.2));
      const channel = new BroadcastChannel('mlp-die');
      const onProgress = ({ batch }: FitProgress) => batch === 1 && channel.postMessage(how);
      await expect(regressor.fit(samples, { onProgress })).rejects.toEqual(error('worker-failed', message));
      channel.close();
      expect(regressor.predict(bumpAt(0.2))).toEqual(before);
      await regressor.fit(samples);
      expect(regressor.info?.worker).toBe(true);
      expect(workers).toEqual([{ ended: true }, { ended: true }, { ended: true }]);
    },
  );

  test('a store with nothing to learn is told, and no worker is left', async () => {
    const empty = new SampleStore({ backboneId: 'test', featureShape: [4], outputs: 1 });
    await expect(new MlpRegressor().fit(empty)).rejects.toEqual(error('too-few-samples', /./));
    expect(workers.every(({ ended }) => ended)).toBe(true);
  });
});

describe('a worker that does not start', () => {
  const missing = () => new Worker('/no/such/worker.js', { type: 'module' });

  test('is told where one was asked for', async () => {
    const regressor = new MlpRegressor({ ...briefly, worker: missing });
    await expect(regressor.fit(ramp())).rejects.toEqual(error('worker-failed', /worker-src/));
  });

  test('else the page trains, and says why', async () => {
    globalThis.Worker = class extends RealWorker {
      constructor() {
        super('/no/such/worker.js', { type: 'module' });
      }
    };
    const regressor = new MlpRegressor({ ...briefly, wasmPaths });
    await regressor.fit(ramp());
    expect(regressor.info).toMatchObject({
      worker: false,
      workerReason: expect.stringMatching(/could not be loaded/),
    });
  });
});

test('a wasm backend whose files are not there is told, with what to do', async () => {
  const regressor = new MlpRegressor({
    ...settings,
    backend: 'wasm',
    worker: true,
    wasmPaths: { 'tfjs-backend-wasm-simd.wasm': '/nowhere.wasm' },
  });
  await expect(regressor.fit(ramp())).rejects.toEqual(error('unsupported', /wasmPaths/));
  expect(regressor.fitted).toBe(false);
});

test('learns in the page, given the two files of wasm that are ever loaded', async () => {
  const samples = ramp();
  const { 'tfjs-backend-wasm.wasm': plain, 'tfjs-backend-wasm-simd.wasm': simd } = wasmPaths;
  const two = { 'tfjs-backend-wasm.wasm': plain!, 'tfjs-backend-wasm-simd.wasm': simd! };
  const regressor = new MlpRegressor({ ...settings, backend: 'wasm', wasmPaths: two, worker: false });
  const report = await regressor.fit(samples);
  expect(report.outputs[0]!.mae).toBeLessThan(0.15);
  expect(regressor.predict(samples.features(6)).values[0]).toBeCloseTo(samples.target(6)[0]!, 0);
});

test('TensorFlow.js loads its files as a user picks them', async () => {
  const regressor = new MlpRegressor(briefly);
  await regressor.fit(bumps());
  await import('@tensorflow/tfjs-backend-cpu');
  await core.setBackend('cpu');
  const model = await loadLayersModel(core.io.browserFiles(regressor.toFiles()));
  const said = model.predict(core.tensor2d([...bumpAt(0.3)], [1, 12])) as core.Tensor;
  expect((await said.data())[0]).toBeCloseTo(regressor.predict(bumpAt(0.3)).values[0]!, 5);
});
