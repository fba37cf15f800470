import type { CamdialError } from '../errors.js';

/**
 * Plain pixels: rows from the top, four bytes a pixel (red, green, blue, alpha; sRGB). An `ImageData` is one; in Node
 * any object of this form is.
 */
export interface PixelImage {
  /** `width * height * 4` bytes, 0..255. */
  readonly data: Uint8ClampedArray | Uint8Array;
  /** px */
  readonly width: number;
  /** px */
  readonly height: number;
}

/** One picture of a {@link FrameSource}. It is only good until the source is asked for the next one. */
export interface Frame {
  /** What a canvas can draw, a WebCodecs `VideoFrame` among it, or plain pixels. */
  readonly image: CanvasImageSource | PixelImage;
  /** Width of `image`, px. */
  readonly width: number;
  /** Height of `image`, px. */
  readonly height: number;
  /** When the picture was taken, ms on the clock of `performance.now()`; when it arrived, where the browser does not tell. */
  readonly timestamp: number;
  /**
   * Whether readers are to flip `image` left to right. Cameras that face the person are mirrored, so that what is
   * learned is what the person sees in a mirrored preview.
   */
  readonly mirrored: boolean;
}

/**
 * Where frames come from: a camera, a video, a canvas, a robot. Implement it to bring your own, and run
 * `frameSourceChecks` of `camdial/testing` on it.
 */
export interface FrameSource {
  /**
   * Resolves with a frame newer than the last one given, or null when the source has ended or `signal` is aborted.
   * There is no queue: who asks late gets the newest frame. Several may wait at once, e.g. two pipelines on one camera:
   * all of them get the next frame. Rejects with a {@link CamdialError} when the source fails.
   *
   * @param signal - aborting it resolves the promise with null.
   */
  next(signal?: AbortSignal): Promise<Frame | null>;
  /**
   * Calls a listener at once, and at every change, with what keeps frames from coming while `next` waits; null while they
   * come. For sources that wait where they might fail, as a {@link Camera} does that is unplugged: the error's message
   * says what is the matter and what to do. Sources without it are taken to be well.
   *
   * @returns a function that ends it; it may be called more than once.
   */
  subscribeTrouble?(listener: (trouble: CamdialError | null) => void): () => void;
  /** Lets go of what the source holds; a pending `next` resolves with null. May be called more than once. */
  dispose(): void;
}
