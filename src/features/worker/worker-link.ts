import type { Frame } from '../../capture/frame.js';
import { CamdialError } from '../../errors.js';
import { newLockName, whenLockIsFree } from '../../worker-lock.js';
import { type Ready, type ToPage, type ToWorker, unpackError } from './protocol.js';

/** How long a worker may take until its module runs, ms. */
const patience = 20_000;

interface Waiting<T> {
  resolve(value: T): void;
  reject(error: unknown): void;
}

/** One living worker and what is asked of it. When it dies, everything that waits is rejected with {@link died}. */
export class WorkerLink {
  /** Why the worker is no more; null while it lives. */
  died: CamdialError | null = null;
  readonly #worker: Worker;
  /** Known to this worker and page alone. */
  readonly #lock = newLockName();
  readonly #waiting = new Map<number, Waiting<Float32Array>>();
  readonly #watch = new AbortController();
  #starting: Waiting<Ready> | null = null;
  #onProgress: ((fraction: number) => void) | undefined;
  #patience: ReturnType<typeof setTimeout> | undefined;
  #next = 0;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<ToPage>) => this.#receive(data);
    worker.onerror = (event) => {
      event.preventDefault(); // it is told to whoever waits
      this.end(workerFailed(event.message || 'its script could not be loaded'));
    };
    worker.onmessageerror = () => this.end(workerFailed('a message could not be read'));
  }

  /**
   * Has the worker make its backbone.
   *
   * @throws CamdialError `worker-failed`, or what the backbone failed with; the signal's reason when it was aborted.
   */
  async start(
    recipe: unknown,
    signal: AbortSignal | undefined,
    onProgress: ((fraction: number) => void) | undefined,
  ): Promise<Ready> {
    signal?.throwIfAborted();
    this.#onProgress = onProgress;
    const late = () => this.end(workerFailed(`it did not answer within ${patience / 1000} s`));
    this.#patience = setTimeout(late, patience);
    const ready = new Promise<Ready>((resolve, reject) => {
      this.#starting = { resolve, reject };
    });
    const onAbort = () => this.#starting?.reject(signal?.reason);
    signal?.addEventListener('abort', onAbort);
    try {
      this.#send({ kind: 'start', recipe, lock: this.#lock });
      return await ready;
    } catch (error) {
      if (signal?.aborted && !this.died) this.#send({ kind: 'abort' });
      throw error;
    } finally {
      this.#starting = null;
      clearTimeout(this.#patience);
      signal?.removeEventListener('abort', onAbort);
    }
  }

  /**
   * @param frame - handed over; the worker closes its picture.
   * @throws DataCloneError when this browser cannot hand over the picture, as it is; else what the backbone failed with.
   */
  extract(frame: Frame, transfer: Transferable[]): Promise<Float32Array> {
    if (this.died) return Promise.reject(this.died);
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#send({ kind: 'extract', id, frame }, transfer);
      this.#waiting.set(id, { resolve, reject });
    });
  }

  /** Ends the worker, whatever it does. */
  end(reason: CamdialError): void {
    if (this.died) return;
    this.died = reason;
    clearTimeout(this.#patience);
    this.#watch.abort();
    this.#worker.terminate();
    this.#starting?.reject(reason);
    for (const { reject } of this.#waiting.values()) reject(reason);
    this.#waiting.clear();
  }

  #receive(message: ToPage): void {
    switch (message.kind) {
      case 'alive':
        clearTimeout(this.#patience);
        if (message.hasLock) this.#watchLock();
        break;
      case 'progress':
        this.#onProgress?.(message.fraction);
        break;
      case 'ready':
        this.#starting?.resolve(message);
        break;
      case 'failed':
        this.#starting?.reject(unpackError(message.error));
        break;
      case 'features':
        this.#take(message.id)?.resolve(message.features);
        break;
      case 'extract-failed':
        this.#take(message.id)?.reject(unpackError(message.error));
        break;
    }
  }

  #take(id: number): Waiting<Float32Array> | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  /** The lock comes free when the worker is gone. */
  #watchLock(): void {
    const onFree = () => this.end(workerFailed('it ended by itself, perhaps for want of memory'));
    whenLockIsFree(this.#lock, this.#watch.signal, onFree);
  }

  #send(message: ToWorker, transfer: Transferable[] = []): void {
    this.#worker.postMessage(message, transfer);
  }
}

export function workerFailed(why: string, cause?: unknown): CamdialError {
  return new CamdialError(
    'worker-failed',
    `The worker of the backbone failed: ${why}. Check that the worker's script is served and that the page's content security policy allows it (worker-src), or use worker: false; the samples are kept.`,
    { cause },
  );
}
