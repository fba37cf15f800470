import { CamdialError } from '../errors.js';
import { AreaAverage } from './area-average.js';
import type { Frame, PixelImage } from './frame.js';

type Canvas = OffscreenCanvas | HTMLCanvasElement;
type Context = OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D;

/**
 * The one place where a frame becomes a square of pixels: the central square of the picture, mirrored where the frame
 * says so, area-averaged down to `size`. Every backbone reads its frames through one of its own.
 *
 * @example
 * ```ts
 * import { SquareReader } from 'camdial';
 *
 * const reader = new SquareReader(2);
 * const pixels = { data: new Uint8Array(4 * 4 * 4).fill(255), width: 4, height: 4 };
 * console.log(reader.read({ image: pixels, width: 4, height: 4, timestamp: 0, mirrored: false })); // 12 times 255
 * ```
 */
export class SquareReader {
  /** Edge of the square, px. */
  readonly size: number;
  readonly #average: AreaAverage;
  readonly #pixels: Float32Array;
  #context: Context | null = null;

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
    this.#pixels = new Float32Array(size * size * 3);
  }

  /**
   * Reads a frame.
   *
   * @returns `size * size * 3` values 0..255 (red, green, blue by pixel, rows from the top); the same array at every call.
   * @throws CamdialError `frame-unreadable` when the frame is empty or its pixels are withheld, `unsupported` where
   * there is no canvas.
   */
  read(frame: Frame): Float32Array {
    if (!(frame.width > 0) || !(frame.height > 0)) {
      throw new CamdialError(
        'frame-unreadable',
        `Expected a frame with pixels, got one of ${frame.width} x ${frame.height}. Wait for the source's first picture.`,
      );
    }
    const image = isPixelImage(frame.image) ? frame.image : this.#draw(frame, frame.image);
    const side = Math.min(image.width, image.height);
    const region = { x: (image.width - side) / 2, y: (image.height - side) / 2, size: side };
    this.#average.read(image, region, frame.mirrored, this.#pixels);
    return this.#pixels;
  }

  /** Draws the central square at no more than a few times the size asked for: reading a whole camera picture back costs more than all the rest. */
  #draw(frame: Frame, image: CanvasImageSource): PixelImage {
    const side = Math.min(frame.width, frame.height);
    const edge = Math.min(Math.round(side), this.size * Math.max(1, Math.round(224 / this.size)));
    const context = this.#contextOf(edge);
    try {
      context.drawImage(
        image,
        (frame.width - side) / 2,
        (frame.height - side) / 2,
        side,
        side,
        0,
        0,
        edge,
        edge,
      );
      return context.getImageData(0, 0, edge, edge);
    } catch (cause) {
      const withheld = cause instanceof DOMException && cause.name === 'SecurityError';
      throw new CamdialError(
        'frame-unreadable',
        withheld
          ? 'The pixels of this picture are withheld because it comes from another origin. Serve it with CORS headers and set crossOrigin = "anonymous" before its src.'
          : `The frame could not be drawn: ${String(cause)}. It may have been closed before it was read.`,
        { cause },
      );
    }
  }

  #contextOf(edge: number): Context {
    let context = this.#context;
    if (!context) {
      context = makeCanvas(edge).getContext('2d', {
        willReadFrequently: true,
        alpha: false,
      }) as Context | null;
      if (!context) {
        throw new CamdialError(
          'unsupported',
          'This browser gave no 2D canvas, which camdial needs to read frames.',
        );
      }
      this.#context = context;
    }
    if (context.canvas.width !== edge) {
      context.canvas.width = edge;
      context.canvas.height = edge;
    }
    context.imageSmoothingQuality = 'high'; // resizing a canvas forgets it
    return context;
  }
}

function isPixelImage(image: CanvasImageSource | PixelImage): image is PixelImage {
  return 'data' in image;
}

function makeCanvas(edge: number): Canvas {
  if (typeof OffscreenCanvas !== 'undefined') return new OffscreenCanvas(edge, edge);
  if (typeof document !== 'undefined') {
    return Object.assign(document.createElement('canvas'), { width: edge, height: edge });
  }
  throw new CamdialError(
    'unsupported',
    'There is no canvas here to read pictures with. Outside a browser, give frames as plain pixels: { data, width, height }.',
  );
}
