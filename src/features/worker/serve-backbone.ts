import { closePicture } from '../../capture/portable-frame.js';
import { holdLock } from '../../worker-lock.js';
import type { FeatureBackbone } from '../backbone.js';
import { packError, type ToPage, type ToWorker } from './protocol.js';

/** What a worker may use while it makes its backbone. */
export interface ServeControls {
  /** Aborted when the page gives up waiting. */
  readonly signal: AbortSignal;
  /** Tells the page how far it has come, 0..1. */
  readonly onProgress: (fraction: number) => void;
}

/** The part of a worker's global scope that is used here. */
interface WorkerScope {
  postMessage(message: ToPage, transfer?: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<ToWorker>) => void): void;
}

/**
 * Makes the worker that calls it run a backbone for a `WorkerBackbone` of the page. Call it once, when the worker's
 * module is loaded.
 *
 * @param make - makes the backbone; gets what the page gave as `recipe`.
 *
 * @example
 * ```ts
 * // grey-worker.ts
 * import { serveBackbone } from 'camdial/worker';
 *
 * serveBackbone(() => new Grey());
 * ```
 */
export function serveBackbone(
  make: (recipe: unknown, controls: ServeControls) => FeatureBackbone | Promise<FeatureBackbone>,
): void {
  const scope = globalThis as unknown as WorkerScope;
  const giveUp = new AbortController();
  let backbone: FeatureBackbone | null = null;

  const start = async (recipe: unknown, lock: string) => {
    scope.postMessage({ kind: 'alive', hasLock: await holdLock(lock) });
    try {
      const onProgress = (fraction: number) => scope.postMessage({ kind: 'progress', fraction });
      backbone = await make(recipe, { signal: giveUp.signal, onProgress });
      const { id, inputSize, featureShape } = backbone;
      const info = (backbone as { info?: unknown }).info ?? null;
      scope.postMessage({ kind: 'ready', id, inputSize, featureShape: [...featureShape], info });
    } catch (error) {
      scope.postMessage({ kind: 'failed', error: packError(error) });
    }
  };

  const extract = async ({ id, frame }: Extract<ToWorker, { kind: 'extract' }>) => {
    try {
      const features = await backbone!.extract(frame);
      const isWhole = features.byteLength === features.buffer.byteLength;
      scope.postMessage({ kind: 'features', id, features }, isWhole ? [features.buffer] : []);
    } catch (error) {
      scope.postMessage({ kind: 'extract-failed', id, error: packError(error) });
    } finally {
      closePicture(frame);
    }
  };

  scope.addEventListener('message', ({ data }) => {
    if (data.kind === 'start') void start(data.recipe, data.lock);
    else if (data.kind === 'extract') void extract(data);
    else if (data.kind === 'abort') giveUp.abort();
  });
}
