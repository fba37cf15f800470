import { CamdialError } from '../errors.js';
import type { PackedError } from '../features/worker/protocol.js';
import { newLockName, whenLockIsFree } from '../worker-lock.js';
import type { FromMlpWorker, PackedLessons, ToMlpWorker } from './mlp-protocol.js';
import type { MlpSettings, Trained, TrainingJob, TrainingStep } from './mlp-trainer.js';
import type { TfjsOptions } from './tfjs.js';

/** How long a worker may take until its module runs, ms. */
const patience = 20_000;

interface Waiting {
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** A worker that trains, for one fit. It is asked for one thing at a time, and ended by its signal. */
export class MlpWorkerLink {
  readonly #worker: Worker;
  readonly #lock = newLockName();
  readonly #over = new AbortController();
  #waiting: Waiting | null = null;
  #onStep: ((step: TrainingStep) => void) | null = null;
  #patience: ReturnType<typeof setTimeout> | undefined;
  /** Why the worker is no more. */
  #died: { readonly reason: unknown } | null = null;

  /** @param signal - ends the worker, whatever it does; who waits gets its reason. */
  constructor(worker: Worker, signal: AbortSignal) {
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<FromMlpWorker>) => this.#receive(data);
    worker.onerror = (event) => {
      event.preventDefault(); // it is told to whoever waits
      this.#end(workerFailed(event.message || 'its script could not be loaded'));
    };
    worker.onmessageerror = () => this.#end(workerFailed('a message could not be read'));
    signal.addEventListener('abort', () => this.#end(signal.reason), { signal: this.#over.signal });
    if (signal.aborted) this.#end(signal.reason);
  }

  /**
   * Has the worker load TensorFlow.js.
   *
   * @returns the backend that it took.
   * @throws CamdialError `worker-failed`, or what loading failed with.
   */
  start(tfjs: TfjsOptions): Promise<string> {
    const late = () => this.#end(workerFailed(`it did not answer within ${patience / 1000} s`));
    if (!this.#died) this.#patience = setTimeout(late, patience);
    return this.#ask({ kind: 'start', lock: this.#lock, tfjs }) as Promise<string>;
  }

  /** Hands the samples over: their arrays are gone here. */
  give(settings: MlpSettings, lessons: PackedLessons): void {
    const buffers = [lessons.features.buffer, lessons.targets.buffer];
    if (!this.#died) this.#worker.postMessage({ kind: 'samples', settings, lessons }, buffers);
  }

  /**
   * @param onStep - told of every batch; what it throws ends the worker.
   * @throws CamdialError `worker-failed`, or what the training failed with.
   */
  train(job: TrainingJob, onStep: (step: TrainingStep) => void): Promise<Trained> {
    this.#onStep = onStep;
    return this.#ask({ kind: 'train', job }) as Promise<Trained>;
  }

  #ask(message: ToMlpWorker): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#died) return reject(this.#died.reason);
      this.#waiting = { resolve, reject };
      this.#worker.postMessage(message);
    });
  }

  #receive(message: FromMlpWorker): void {
    switch (message.kind) {
      case 'alive':
        clearTimeout(this.#patience);
        if (message.hasLock) whenLockIsFree(this.#lock, this.#over.signal, () => this.#end(endedByItself()));
        break;
      case 'ready':
        this.#waiting?.resolve(message.backend);
        break;
      case 'step':
        try {
          this.#onStep?.(message.step);
        } catch (error) {
          this.#end(error);
        }
        break;
      case 'trained':
        this.#waiting?.resolve(message.trained);
        break;
      case 'failed':
        this.#waiting?.reject(unpackError(message.error));
        break;
    }
  }

  #end(reason: unknown): void {
    if (this.#died) return;
    this.#died = { reason };
    clearTimeout(this.#patience);
    this.#over.abort();
    this.#worker.terminate();
    this.#onStep = null;
    this.#waiting?.reject(reason);
  }
}

function endedByItself(): CamdialError {
  return workerFailed('it ended by itself, perhaps for want of memory');
}

export function workerFailed(why: string, cause?: unknown): CamdialError {
  return new CamdialError(
    'worker-failed',
    `The worker that trains failed: ${why}. The samples and the previous model are kept. Check that the worker's script is served and that the page's content security policy allows it (worker-src), or use worker: false.`,
    { cause },
  );
}

function unpackError({ code, message }: PackedError): CamdialError {
  if (code) return new CamdialError(code, message);
  return new CamdialError(
    'regressor-failed',
    `Training failed in its worker: ${message}. The samples and the previous model are kept.`,
  );
}
