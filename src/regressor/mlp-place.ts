import { CamdialError, isCamdialError } from '../errors.js';
import type { Pause } from '../pause.js';
import { spawnMlpWorker } from './mlp-spawn.js';
import type { Lessons, MlpSettings, Trained, TrainingJob, TrainingStep } from './mlp-trainer.js';
import { MlpWorkerLink, workerFailed } from './mlp-worker-link.js';
import type { TfjsOptions } from './tfjs.js';

/** Where networks are trained: a worker, or this thread. */
export interface TrainingPlace {
  readonly worker: boolean;
  /** Why there. */
  readonly workerReason: string;
  /** What TensorFlow.js computes on. */
  readonly backend: string;
  /** Brings the samples, and gives what trains a network on them. */
  gather(lessons: Lessons, settings: MlpSettings, pause: Pause): Promise<Train>;
}

/**
 * Trains one network, from the beginning.
 *
 * @param onStep - told of every batch; what it throws ends the training.
 * @throws CamdialError `fit-failed` when it diverges, `worker-failed` when the worker is no more; the reason of the
 * signal that the place was opened with.
 */
type Train = (job: TrainingJob, onStep: (step: TrainingStep) => void) => Promise<Trained>;

/** What a place is opened with. */
export interface PlaceOptions {
  readonly tfjs: TfjsOptions;
  /** See {@link MlpOptions.worker}. */
  readonly worker: boolean | (() => Worker) | undefined;
}

/**
 * Opens a worker where that is possible and wanted, else this thread, and loads TensorFlow.js there.
 *
 * @param signal - when it is aborted the place is gone, and whoever waits there gets its reason.
 */
export async function openPlace({ tfjs, worker }: PlaceOptions, signal: AbortSignal): Promise<TrainingPlace> {
  if (worker === false) return openHere(tfjs, 'worker: false was asked for.');
  if (typeof Worker === 'undefined') {
    const reason = 'There are no web workers here.';
    if (worker === undefined) return openHere(tfjs, reason);
    throw new CamdialError('unsupported', `${reason} Leave out worker, or use worker: false.`);
  }
  try {
    return await openWorker(typeof worker === 'function' ? worker : spawnMlpWorker, tfjs, signal);
  } catch (error) {
    // A backend that a worker lacks, the page may have.
    const cannot = isCamdialError(error) && ['worker-failed', 'unsupported'].includes(error.code);
    if (worker === undefined && cannot && !signal.aborted) return openHere(tfjs, error.message);
    throw error;
  }
}

async function openHere(tfjs: TfjsOptions, workerReason: string): Promise<TrainingPlace> {
  // A page that trains in workers needs none of this.
  const local = await import('./mlp-local.js');
  return local.openHere(tfjs, workerReason);
}

async function openWorker(
  make: () => Worker,
  { backend, wasmPaths }: TfjsOptions,
  signal: AbortSignal,
): Promise<TrainingPlace> {
  const link = linkTo(make, signal);
  return {
    worker: true,
    workerReason: 'The page stays smooth.',
    backend: await link.start({ backend, wasmPaths: wasmPaths && located(wasmPaths) }),
    async gather(lessons, settings, pause) {
      const { featureLength, outputs } = lessons;
      const features = await backToBack(lessons.features, featureLength, pause);
      const targets = await backToBack(lessons.targets, outputs, pause);
      link.give(settings, { features, targets, featureLength, outputs });
      return (job, onStep) => link.train(job, onStep);
    },
  };
}

function linkTo(make: () => Worker, signal: AbortSignal): MlpWorkerLink {
  try {
    return new MlpWorkerLink(make(), signal);
  } catch (cause) {
    throw workerFailed(cause instanceof Error ? cause.message : String(cause), cause);
  }
}

/** Complete addresses: in a worker others would be relative to the worker. */
function located(paths: NonNullable<TfjsOptions['wasmPaths']>): NonNullable<TfjsOptions['wasmPaths']> {
  const locate = (path: string) => new URL(path, document.baseURI).href;
  if (typeof paths === 'string') return locate(paths);
  return Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, locate(path)]));
}

async function backToBack(
  vectors: readonly Float32Array[],
  length: number,
  pause: Pause,
): Promise<Float32Array<ArrayBuffer>> {
  const all = roomFor(vectors.length * length);
  for (const [row, vector] of vectors.entries()) {
    all.set(vector, row * length);
    await pause.ifDue();
  }
  return all;
}

function roomFor(length: number): Float32Array<ArrayBuffer> {
  try {
    return new Float32Array(length);
  } catch (cause) {
    throw new CamdialError(
      'out-of-memory',
      `There is no memory to hand ${length} numbers to the worker that trains. Use worker: false, or a backbone with fewer features.`,
      { cause },
    );
  }
}
