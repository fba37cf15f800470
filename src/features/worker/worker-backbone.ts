import type { Frame } from '../../capture/frame.js';
import { closePicture, portableFrame } from '../../capture/portable-frame.js';
import { SquareReader } from '../../capture/square-reader.js';
import { CamdialError } from '../../errors.js';
import { FeatureBackbone } from '../backbone.js';
import type { Ready } from './protocol.js';
import { WorkerLink, workerFailed } from './worker-link.js';

/** Options of {@link WorkerBackbone.start}. */
export interface WorkerBackboneOptions {
  /** Handed to the worker's `serveBackbone`; anything that `postMessage` takes. */
  recipe?: unknown;
  /** Told how far the worker has come, 0..1, where it tells. */
  onProgress?: ((fraction: number) => void) | undefined;
  /** Aborting it ends the worker and rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}

/**
 * A backbone that runs in a worker, so that the page stays smooth however long a frame takes. Frames are handed over
 * without being copied where the browser can; errors come back typed. A worker that crashes is started again once, with
 * the frame that it was at; one that crashes again before it has given features is reported.
 *
 * @example
 * ```ts
 * import { WorkerBackbone } from 'camdial';
 *
 * // grey-worker.ts calls serveBackbone(() => new Grey()) of 'camdial/worker'
 * const backbone = await WorkerBackbone.start(
 *   () => new Worker(new URL('./grey-worker.ts', import.meta.url), { type: 'module' }),
 * );
 * ```
 */
export class WorkerBackbone extends FeatureBackbone {
  readonly id: string;
  readonly inputSize: number;
  readonly featureShape: readonly number[];
  /** The `info` of the backbone in the worker, where it has one; else null. */
  readonly info: unknown;
  readonly #makeWorker: () => Worker;
  readonly #recipe: unknown;
  #link: WorkerLink;
  #restart: Promise<void> | null = null;
  /** Crashes since features last came. */
  #crashes = 0;
  /** Made when this browser cannot hand pictures over: then their pixels are read here. */
  #reader: SquareReader | null = null;
  #disposed = false;

  private constructor(makeWorker: () => Worker, recipe: unknown, link: WorkerLink, ready: Ready) {
    super();
    this.#makeWorker = makeWorker;
    this.#recipe = recipe;
    this.#link = link;
    this.id = ready.id;
    this.inputSize = ready.inputSize;
    this.featureShape = ready.featureShape;
    this.info = ready.info;
  }

  /**
   * Starts a worker and resolves when its backbone is ready.
   *
   * @param makeWorker - makes the worker; again when it has crashed. Its module calls `serveBackbone`.
   * @throws CamdialError `worker-failed` when it does not start, `unsupported` where there are no workers, or what the
   * backbone failed with; the reason of the signal when it was aborted.
   */
  static async start(
    makeWorker: () => Worker,
    { recipe, onProgress, signal }: WorkerBackboneOptions = {},
  ): Promise<WorkerBackbone> {
    const link = linkTo(makeWorker);
    try {
      const ready = await link.start(recipe, signal, onProgress);
      return new WorkerBackbone(makeWorker, recipe, link, ready);
    } catch (error) {
      link.end(workerFailed('it was given up'));
      throw error;
    }
  }

  override async extract(frame: Frame): Promise<Float32Array> {
    for (;;) {
      this.#checkAlive();
      if (this.#link.died) {
        await this.#revive();
        this.#checkAlive();
      }
      const link = this.#link;
      try {
        const features = await this.#ask(link, frame);
        this.#crashes = 0;
        return features;
      } catch (error) {
        this.#checkAlive();
        if (error !== link.died) throw error;
      }
    }
  }

  override dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#link.end(disposed());
  }

  async #ask(link: WorkerLink, frame: Frame): Promise<Float32Array> {
    if (this.#reader) {
      const pixels = await readPixels(this.#reader, frame);
      return link.extract(pixels.frame, pixels.transfer);
    }
    const portable = await portableFrame(frame, this.inputSize);
    try {
      return await link.extract(portable.frame, portable.transfer);
    } catch (error) {
      if (!(error instanceof DOMException) || error.name !== 'DataCloneError') throw error;
      closePicture(portable.frame);
      this.#reader = new SquareReader(this.inputSize);
      return this.#ask(link, frame);
    }
  }

  /** @throws CamdialError `worker-failed` when it has crashed before and given nothing since, or does not start again. */
  #revive(): Promise<void> {
    this.#restart ??= this.#startAnew().finally(() => {
      this.#restart = null;
    });
    return this.#restart;
  }

  async #startAnew(): Promise<void> {
    if (this.#crashes > 0) throw this.#link.died;
    this.#crashes++;
    const link = linkTo(this.#makeWorker);
    this.#link = link;
    try {
      const { id } = await link.start(this.#recipe, undefined, undefined);
      if (id !== this.id) throw workerFailed(`it came back as "${id}", not as "${this.id}"`);
      if (this.#disposed) throw disposed();
    } catch (error) {
      link.end(workerFailed('it did not start again', error));
      throw error;
    }
  }

  #checkAlive(): void {
    if (this.#disposed) throw disposed();
  }
}

function linkTo(makeWorker: () => Worker): WorkerLink {
  if (typeof Worker === 'undefined') {
    throw new CamdialError('unsupported', 'There are no web workers here. Use worker: false.');
  }
  try {
    return new WorkerLink(makeWorker());
  } catch (cause) {
    throw workerFailed(cause instanceof Error ? cause.message : String(cause), cause);
  }
}

/** The central square as plain pixels, for any browser. */
async function readPixels(
  reader: SquareReader,
  frame: Frame,
): Promise<{ frame: Frame; transfer: Transferable[] }> {
  const { size } = reader;
  const rgb = await reader.read(frame);
  const data = new Uint8ClampedArray(size * size * 4);
  for (let from = 0, to = 0; from < rgb.length; from += 3, to += 4) {
    data[to] = rgb[from]!;
    data[to + 1] = rgb[from + 1]!;
    data[to + 2] = rgb[from + 2]!;
    data[to + 3] = 255;
  }
  const image = { data, width: size, height: size };
  const { timestamp } = frame;
  return { frame: { image, width: size, height: size, timestamp, mirrored: false }, transfer: [data.buffer] };
}

function disposed(): CamdialError {
  return new CamdialError('disposed', 'This backbone was disposed. Load another one.');
}
