import { CamdialError } from './errors.js';
import { checkTarget } from './samples/checks.js';
import type { Lag, Round, SampleStore } from './samples/sample-store.js';

/** A value, or one for each output, `null` for an output that is not taught. */
export type TargetValue = number | readonly (number | null)[];

/** What the dial is to read for the frames of a recording; see {@link Pipeline.record}. */
export type Target = TargetValue | ((elapsedMs: number) => TargetValue);

/** When a recording ends, and what it is called. */
export interface RecordOptions {
  /** Ends after so many frames. */
  frames?: number | undefined;
  /** Ends after so many seconds, by the frames' own clock. Default 2 when neither `frames` nor `signal` is given. */
  seconds?: number | undefined;
  /** Aborting it ends the recording; the round is kept and the promise resolves. */
  signal?: AbortSignal | undefined;
  /** A name for the round, for people. */
  label?: string | undefined;
  /**
   * How far the person is behind the targets, ms. Default: `'auto'` for a target that moves, to be estimated from the
   * samples; 0 for one that stands still. 0 for a target that the person sets, as with a slider.
   */
  lag?: Lag | undefined;
}

/** One round on its way into the store. */
export class Recording {
  /** Resolves with the round when the recording has ended, rejects when it failed. */
  readonly done: Promise<Round>;
  readonly #samples: SampleStore;
  readonly #target: (elapsedMs: number) => readonly (number | null)[];
  readonly #frames: number;
  readonly #seconds: number;
  readonly #round: Round;
  #start: number | null = null;
  #count = 0;
  #ended = false;
  #settle!: { resolve: (round: Round) => void; reject: (error: unknown) => void };
  #forget: () => void = () => {};

  constructor(samples: SampleStore, target: Target, { frames, seconds, signal, label, lag }: RecordOptions) {
    for (const [name, value] of Object.entries({ frames, seconds })) {
      if (value !== undefined && !(value > 0)) {
        throw new CamdialError('bad-argument', `record needs ${name} above 0, got ${value}.`);
      }
    }
    this.#samples = samples;
    if (typeof target !== 'function') checkTarget(asList(target), samples.outputs);
    this.#target =
      typeof target === 'function' ? (elapsedMs) => asList(target(elapsedMs)) : () => asList(target);
    this.#frames = frames ?? Number.POSITIVE_INFINITY;
    this.#seconds = seconds ?? (frames === undefined && !signal ? 2 : Number.POSITIVE_INFINITY);
    this.#round = samples.beginRound({ label, lag: lag ?? (typeof target === 'function' ? 'auto' : 0) });
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
  add(features: Float32Array, timestamp: number): void {
    if (this.#ended) return;
    this.#start ??= timestamp;
    const elapsed = timestamp - this.#start;
    if (elapsed > this.#seconds * 1000) {
      this.end();
      return;
    }
    try {
      this.#samples.add(features, this.#target(elapsed), { timestamp });
      this.#count++;
    } catch (error) {
      this.fail(error);
    }
    if (this.#count >= this.#frames) this.end();
  }

  end(): void {
    if (this.#over()) this.#settle.resolve(this.#round);
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

function asList(target: TargetValue): readonly (number | null)[] {
  return typeof target === 'number' ? [target] : target;
}
