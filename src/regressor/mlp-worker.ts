/**
 * The worker that trains for `MlpRegressor`. Import it in a worker of your own to add to it, e.g. the WebGPU backend, and
 * give that worker as the option `worker`.
 *
 * @example
 * ```ts
 * // training-worker.ts: import '@tensorflow/tfjs-backend-webgpu' first, then
 * import 'camdial/mlp-worker';
 * ```
 *
 * @packageDocumentation
 */

import { packError } from '../features/worker/protocol.js';
import { Pause } from '../pause.js';
import { wasmPaths } from '../tfjs/wasm-files.js';
import { holdLock } from '../worker-lock.js';
import type { Tfjs } from './mlp-network.js';
import { type FromMlpWorker, type ToMlpWorker, unpackLessons } from './mlp-protocol.js';
import { MlpTrainer } from './mlp-trainer.js';
import { loadTfjs } from './tfjs.js';

/** The part of a worker's global scope that is used here. */
interface WorkerScope {
  postMessage(message: FromMlpWorker): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<ToMlpWorker>) => void): void;
}

const scope = globalThis as unknown as WorkerScope;
let tfjs: Tfjs;
let trainer: MlpTrainer;

/** The page asks for one thing at a time, and ends the worker when it wants no more. */
async function answer(message: ToMlpWorker): Promise<void> {
  if (message.kind === 'start') {
    scope.postMessage({ kind: 'alive', hasLock: await holdLock(message.lock) });
    tfjs = await loadTfjs({ ...message.tfjs, wasmPaths: message.tfjs.wasmPaths ?? wasmPaths });
    scope.postMessage({ kind: 'ready', backend: tfjs.core.getBackend() });
  } else if (message.kind === 'samples') {
    trainer = new MlpTrainer(tfjs, message.settings, unpackLessons(message.lessons));
  } else if (message.kind === 'train') {
    const tell = (step: Extract<FromMlpWorker, { kind: 'step' }>['step']) =>
      scope.postMessage({ kind: 'step', step });
    scope.postMessage({ kind: 'trained', trained: await trainer.train(message.job, new Pause(), tell) });
  }
}

scope.addEventListener('message', ({ data }) => {
  answer(data).catch((error: unknown) => scope.postMessage({ kind: 'failed', error: packError(error) }));
});
