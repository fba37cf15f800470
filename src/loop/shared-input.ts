import type { Frame, FrameSource } from '../capture/frame.js';
import { Waiters } from '../capture/waiters.js';
import { CamdialError } from '../errors.js';
import { FeatureBackbone } from '../features/backbone.js';

/** A source and a backbone: what a {@link SharedInput} is made of, and what every pipeline gets of it. */
export interface InputParts {
  /** Where frames come from. */
  readonly source: FrameSource;
  /** What turns them into features. */
  readonly backbone: FeatureBackbone;
}

/**
 * One source and one backbone for several dials at once: every frame goes to all of them, and its features are extracted
 * once. Each pipeline takes a tap; the newest frame wins for each, a slow one does not hold the others up, and one that
 * stops leaves the others running. Source and backbone stay their maker's to dispose.
 *
 * @example
 * ```ts
 * import { Camera, Pipeline, RidgeRegressor, Scattering, SharedInput } from 'camdial';
 *
 * const shared = new SharedInput({ source: await Camera.open(), backbone: Scattering.create() });
 * const lean = new Pipeline({ ...shared.tap(), regressor: new RidgeRegressor() });
 * const nod = new Pipeline({ ...shared.tap(), regressor: new RidgeRegressor() });
 * ```
 */
export class SharedInput {
  readonly #source: FrameSource;
  readonly #backbone: FeatureBackbone;
  readonly #waiting = new Waiters<Numbered>();
  readonly #features = new WeakMap<Frame, Extraction>();
  #newest: Numbered | null = null;
  #count = 0;
  #asking: AbortController | null = null;
  #disposed = false;

  constructor({ source, backbone }: InputParts) {
    this.#source = source;
    this.#backbone = backbone;
  }

  /**
   * A share for one more pipeline. Disposing its source ends that share only.
   *
   * @throws CamdialError `disposed`.
   */
  tap(): InputParts {
    if (this.#disposed) throw disposed();
    return {
      source: new TapSource(this.#source, (after, signal) => this.#next(after, signal)),
      backbone: new TapBackbone(this.#backbone, (frame) => this.#extract(frame)),
    };
  }

  /** Ends all taps: their `next` resolves with null. May be called more than once. */
  dispose(): void {
    this.#disposed = true;
    this.#asking?.abort();
    this.#newest = null;
    this.#waiting.resolve(null);
  }

  /** The newest frame after that number. */
  async #next(after: number, signal: AbortSignal): Promise<Numbered | null> {
    if (this.#disposed || signal.aborted) return null;
    const newest = this.#newest;
    // One that is being read is still new, and taking it keeps the pipelines in step: else each would have frames of its own.
    if (newest && newest.number > after && !this.#features.get(newest.frame)?.isDone) return newest;
    const next = this.#waiting.wait(signal);
    void this.#ask();
    try {
      return await next;
    } finally {
      if (this.#waiting.isEmpty) this.#asking?.abort();
    }
  }

  async #ask(): Promise<void> {
    if (this.#asking) return;
    const asking = new AbortController();
    this.#asking = asking;
    try {
      const frame = await this.#source.next(asking.signal);
      this.#asking = null;
      if (frame) this.#newest = { frame, number: ++this.#count };
      // Given up when nobody waited any more; somebody may again.
      if (!frame && asking.signal.aborted && !this.#disposed && !this.#waiting.isEmpty) void this.#ask();
      else this.#waiting.resolve(frame && this.#newest);
    } catch (error) {
      this.#asking = null;
      this.#waiting.reject(error);
    }
  }

  /** Once a frame, whoever asks. */
  #extract(frame: Frame): Promise<Float32Array> {
    if (this.#disposed) return Promise.reject(disposed());
    const known = this.#features.get(frame);
    if (known) return known.features;
    const extraction: Extraction = { features: this.#backbone.extract(frame), isDone: false };
    const done = () => {
      extraction.isDone = true;
    };
    extraction.features.then(done, done);
    this.#features.set(frame, extraction);
    return extraction.features;
  }
}

interface Numbered {
  readonly frame: Frame;
  readonly number: number;
}

interface Extraction {
  readonly features: Promise<Float32Array>;
  isDone: boolean;
}

class TapSource implements FrameSource {
  readonly #source: FrameSource;
  readonly #next: (after: number, signal: AbortSignal) => Promise<Numbered | null>;
  readonly #end = new AbortController();
  #last = 0;

  constructor(source: FrameSource, next: (after: number, signal: AbortSignal) => Promise<Numbered | null>) {
    this.#source = source;
    this.#next = next;
  }

  async next(signal?: AbortSignal): Promise<Frame | null> {
    const either = new AbortController();
    const abort = () => either.abort();
    const signals = signal ? [signal, this.#end.signal] : [this.#end.signal];
    for (const each of signals) {
      if (each.aborted) return null;
      each.addEventListener('abort', abort);
    }
    try {
      const next = await this.#next(this.#last, either.signal);
      if (!next) return null;
      this.#last = Math.max(this.#last, next.number);
      return next.frame;
    } finally {
      for (const each of signals) each.removeEventListener('abort', abort);
    }
  }

  subscribeTrouble(listener: (trouble: CamdialError | null) => void): () => void {
    const end = this.#source.subscribeTrouble?.(listener);
    if (!end) listener(null);
    return end ?? (() => {});
  }

  dispose(): void {
    this.#end.abort();
  }
}

class TapBackbone extends FeatureBackbone {
  readonly id: string;
  readonly inputSize: number;
  readonly featureShape: readonly number[];
  readonly #extract: (frame: Frame) => Promise<Float32Array>;
  #disposed = false;

  constructor(
    { id, inputSize, featureShape }: FeatureBackbone,
    extract: (frame: Frame) => Promise<Float32Array>,
  ) {
    super();
    this.id = id;
    this.inputSize = inputSize;
    this.featureShape = featureShape;
    this.#extract = extract;
  }

  override async extract(frame: Frame): Promise<Float32Array> {
    if (this.#disposed) throw disposed();
    return (await this.#extract(frame)).slice();
  }

  override dispose(): void {
    this.#disposed = true;
  }
}

function disposed(): CamdialError {
  return new CamdialError('disposed', 'This shared input was disposed. Make another one.');
}
