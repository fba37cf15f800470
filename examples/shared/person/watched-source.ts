import type { Frame, FrameSource } from 'camdial';

/** So long after the last request nobody reads any more, ms. */
const idleAfter = 250;

/**
 * Passes on the frames of a source and lets the page see them too. While nobody asks for frames it asks itself, so
 * that a preview stays alive and a camera that is unplugged is noticed.
 */
export class WatchedSource implements FrameSource {
  /** Told of every frame, e.g. to paint it. */
  onFrame: (frame: Frame) => void = () => {};
  /** Told when the source fails while nobody else is there to be told. */
  onFailure: (error: unknown) => void = () => {};
  /** When the last frame that somebody asked for was taken, ms. */
  lastTimestamp = 0;
  readonly #inner: FrameSource;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #idling: AbortController | null = null;
  #disposed = false;

  constructor(inner: FrameSource) {
    this.#inner = inner;
    this.#idleSoon();
  }

  async next(signal?: AbortSignal): Promise<Frame | null> {
    clearTimeout(this.#timer);
    this.#idling?.abort(); // a source has one reader
    this.#idling = null;
    try {
      const frame = await this.#inner.next(signal);
      if (frame) {
        this.lastTimestamp = frame.timestamp;
        this.onFrame(frame);
      }
      return frame;
    } finally {
      this.#idleSoon();
    }
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    this.#idling?.abort();
    this.#inner.dispose();
  }

  #idleSoon(): void {
    clearTimeout(this.#timer);
    if (!this.#disposed) this.#timer = setTimeout(() => void this.#idle(), idleAfter);
  }

  async #idle(): Promise<void> {
    const idling = new AbortController();
    this.#idling = idling;
    try {
      for (;;) {
        const frame = await this.#inner.next(idling.signal);
        if (!frame || idling.signal.aborted) return;
        this.onFrame(frame);
      }
    } catch (error) {
      if (!idling.signal.aborted) this.onFailure(error);
    }
  }
}
