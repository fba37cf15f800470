import { CamdialError } from '../errors.js';
import { AreaAverage } from './area-average.js';
import { CanvasSquare } from './canvas-square.js';
import type { Frame, PixelImage } from './frame.js';
import { centralSquare } from './square-region.js';
import { checkPixels } from './unreadable.js';
import { snapshotOf, VideoPlanes } from './video-planes.js';

/**
 * The one place where a frame becomes a square of pixels: the central square of the picture, mirrored where the frame
 * says so, area-averaged down to `size`. Every backbone reads its frames through one of its own.
 *
 * Videos and WebCodecs frames are read from their own bytes where the browser lets it, and through a canvas elsewhere, at
 * two to four times the cost. The two ways agree within 5 of 255 in smooth parts of a picture (strong blue of BT.709
 * within 13, which is how browsers round it). Along hard edges they differ as the canvas resizes, on average over a
 * picture by less than 3. Pictures are taken as opaque.
 *
 * @example
 * ```ts
 * import { SquareReader } from 'camdial';
 *
 * const reader = new SquareReader(2);
 * const pixels = { data: new Uint8Array(4 * 4 * 4).fill(255), width: 4, height: 4 };
 * console.log(await reader.read({ image: pixels, width: 4, height: 4, timestamp: 0, mirrored: false })); // 12 times 255
 * ```
 */
export class SquareReader {
  /** Edge of the square, px. */
  readonly size: number;
  readonly #average: AreaAverage;
  readonly #canvas: CanvasSquare;
  /** Null once they failed where a canvas did not: then it is the browser, not the frame. */
  #planes: VideoPlanes | null;

  /**
   * @param size - edge of the square, px.
   * @throws CamdialError `bad-argument` when it is not a positive whole number.
   */
  constructor(size: number) {
    if (!Number.isInteger(size) || size < 1) {
      throw new CamdialError(
        'bad-argument',
        `SquareReader needs a size in whole pixels from 1, got ${size}.`,
      );
    }
    this.size = size;
    this.#average = new AreaAverage(size);
    this.#canvas = new CanvasSquare(size);
    this.#planes = new VideoPlanes(size);
  }

  /**
   * Reads a frame. What a video or a canvas shows is taken during the call, before it returns; a WebCodecs frame has to
   * stay open until the promise is settled. Reads may overlap.
   *
   * @returns `size * size * 3` values 0..255 (red, green, blue by pixel, rows from the top); a fresh array at every call.
   * @throws CamdialError `frame-unreadable` when the frame is empty or its pixels are withheld, `unsupported` where
   * there is no canvas.
   */
  async read(frame: Frame): Promise<Float32Array> {
    checkPixels(frame);
    const { image } = frame;
    const out = new Float32Array(this.size * this.size * 3);
    if ('data' in image) this.#shrink(image, frame, out);
    else await this.#readPicture(image, frame, out);
    return out;
  }

  async #readPicture(image: CanvasImageSource, frame: Frame, out: Float32Array): Promise<void> {
    let snapshot: VideoFrame | null = null;
    let hasFailed = false;
    try {
      if (this.#planes) {
        try {
          snapshot = snapshotOf(image);
          const reading = snapshot && this.#planes.read(snapshot, frame, out);
          if (reading) return await reading;
        } catch {
          hasFailed = true;
        }
      }
      // After a wait the video shows something else, but the snapshot still what it showed.
      const { width } = this.#canvas.draw(frame, (hasFailed && snapshot) || image);
      this.#shrink(this.#canvas.pixels(width), frame, out);
      if (hasFailed) this.#planes = null;
    } finally {
      if (snapshot !== image) snapshot?.close();
    }
  }

  #shrink(pixels: PixelImage, { mirrored }: Frame, out: Float32Array): void {
    this.#average.read(pixels, centralSquare(pixels.width, pixels.height), mirrored, out);
  }
}
