import type { CamdialError } from '../errors.js';
import type { Frame } from './frame.js';
import { Waiters } from './waiters.js';

/**
 * Follows a playing video element and hands out its newest picture: the part that {@link Camera} and
 * {@link VideoSource} share. Uses `requestVideoFrameCallback`; without it, a look at the video's clock on each
 * animation frame.
 */
export class VideoFrames {
  readonly #video: HTMLVideoElement;
  readonly #usesVideoCallback: boolean;
  #handle = 0;
  #newest: number | null = null; // timestamp of a picture that was not handed out yet
  #lastTime = -1;
  #lastArrival = Number.NaN;
  #arrivals = 0;
  #isHeld = false;
  readonly #waiting = new Waiters<number>();
  #ended = false;
  #error: CamdialError | null = null;

  constructor(video: HTMLVideoElement) {
    this.#video = video;
    this.#usesVideoCallback = 'requestVideoFrameCallback' in video;
    this.#watch();
  }

  /** How many pictures have come. */
  get arrivals(): number {
    return this.#arrivals;
  }

  /** While held, pictures are counted and not given: those of a muted camera are black. */
  hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
    this.#newest = null;
  }

  /** See {@link FrameSource.next}. `mirrored` is asked for when the frame is handed out. */
  async next(mirrored: () => boolean, signal?: AbortSignal): Promise<Frame | null> {
    const timestamp = await this.#nextTimestamp(signal);
    if (timestamp === null) return null;
    const { videoWidth: width, videoHeight: height } = this.#video;
    return { image: this.#video, width, height, timestamp, mirrored: mirrored() };
  }

  /** Pending and later `next` resolve with null. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    if (this.#usesVideoCallback) this.#video.cancelVideoFrameCallback(this.#handle);
    else cancelAnimationFrame(this.#handle);
    this.#waiting.resolve(null);
  }

  /** The video shows another stream: what was wrong with the last one, or left of it, does not count. */
  restart(): void {
    this.#error = null;
    this.#newest = null;
  }

  /** Pending and later `next` reject with `error`. */
  fail(error: CamdialError): void {
    this.#error = error;
    this.#waiting.reject(error);
  }

  #nextTimestamp(signal?: AbortSignal): Promise<number | null> {
    if (signal?.aborted || this.#ended) return Promise.resolve(null);
    if (this.#error) return Promise.reject(this.#error);
    if (this.#newest !== null) {
      const timestamp = this.#newest;
      this.#newest = null;
      return Promise.resolve(timestamp);
    }
    return this.#waiting.wait(signal);
  }

  #watch(): void {
    if (this.#ended) return;
    if (this.#usesVideoCallback) {
      this.#handle = this.#video.requestVideoFrameCallback((now, metadata) => {
        this.#arrived(metadata.captureTime ?? now);
        this.#watch();
      });
    } else {
      this.#handle = requestAnimationFrame((now) => {
        const { currentTime, readyState } = this.#video;
        if (readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && currentTime !== this.#lastTime) {
          this.#lastTime = currentTime;
          this.#arrived(now);
        }
        this.#watch();
      });
    }
  }

  #arrived(timestamp: number): void {
    if (timestamp === this.#lastArrival) return; // the same picture, shown once more
    this.#lastArrival = timestamp;
    this.#arrivals++;
    if (this.#isHeld) return;
    if (this.#waiting.isEmpty) this.#newest = timestamp;
    else this.#waiting.resolve(timestamp);
  }
}

/**
 * Resolves when the video has a picture to show and plays.
 *
 * @throws what `failure` makes of the error, or the reason of `signal`.
 */
export async function startVideo(
  video: HTMLVideoElement,
  signal: AbortSignal | undefined,
  failure: (cause: unknown) => CamdialError,
): Promise<void> {
  const cleanups: (() => void)[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      const on = (target: EventTarget, type: string, listener: () => void) => {
        target.addEventListener(type, listener);
        cleanups.push(() => target.removeEventListener(type, listener));
      };
      const check = () => {
        if (video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && video.videoWidth > 0) resolve();
      };
      signal?.throwIfAborted();
      if (signal) on(signal, 'abort', () => reject(signal.reason));
      on(video, 'loadeddata', check);
      on(video, 'resize', check);
      on(video, 'error', () => reject(failure(video.error)));
      if (video.error) reject(failure(video.error));
      video.play().catch((cause: unknown) => reject(failure(cause)));
      check();
    });
  } finally {
    for (const cleanup of cleanups) cleanup();
  }
}
