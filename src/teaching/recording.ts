import type { Frame } from '../capture/frame.js';
import { CamdialError } from '../errors.js';

/** When a recording ends. */
export interface RecordingLimits {
  /** Ends after so many frames. */
  frames?: number | undefined;
  /** Ends after so many seconds, by the frames' own clock. Default 2 when neither `frames` nor `signal` is given. */
  seconds?: number | undefined;
  /** Aborting it ends the recording; what was recorded is kept and the promise resolves. */
  signal?: AbortSignal | undefined;
}

/** Takes in one frame. */
export type TakeFrame = (features: Float32Array, elapsedMs: number, frame: Frame) => void | Promise<void>;

/** A stretch of frames that is being taken in. */
export class Recording {
  /** Resolves when the recording has ended, rejects when it failed. */
  readonly done: Promise<void>;
  readonly #take: TakeFrame;
  readonly #frames: number;
  readonly #seconds: number;
  #start: number | null = null;
  #count = 0;
  #ended = false;
  #settle!: { resolve: () => void; reject: (error: unknown) => void };
  #forget: () => void = () => {};

  /** @throws CamdialError `bad-argument` for a limit that is not above 0. */
  constructor(take: TakeFrame, { frames, seconds, signal }: RecordingLimits) {
    for (const [name, value] of Object.entries({ frames, seconds })) {
      if (value !== undefined && !(value > 0)) {
        throw new CamdialError('bad-argument', `A recording needs ${name} above 0, got ${value}.`);
      }
    }
    this.#take = take;
    this.#frames = frames ?? Number.POSITIVE_INFINITY;
    this.#seconds = seconds ?? (frames === undefined && !signal ? 2 : Number.POSITIVE_INFINITY);
    this.done = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    if (signal?.aborted) this.end();
    else if (signal) {
      const onAbort = () => this.end();
      signal.addEventListener('abort', onAbort);
      this.#forget = () => signal.removeEventListener('abort', onAbort);
    }
  }

  /** Whether no more frames are wanted. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Takes the features of a frame in, and ends when that was the last one. */
  async add(features: Float32Array, frame: Frame): Promise<void> {
    if (this.#ended) return;
    const { timestamp } = frame;
    this.#start ??= timestamp;
    const elapsed = timestamp - this.#start;
    if (elapsed > this.#seconds * 1000) {
      this.end();
      return;
    }
    try {
      await this.#take(features, elapsed, frame);
      this.#count++;
    } catch (error) {
      this.fail(error);
    }
    if (this.#count >= this.#frames) this.end();
  }

  end(): void {
    if (this.#over()) this.#settle.resolve();
  }

  fail(error: unknown): void {
    if (this.#over()) this.#settle.reject(error);
  }

  #over(): boolean {
    if (this.#ended) return false;
    this.#ended = true;
    this.#forget();
    return true;
  }
}
