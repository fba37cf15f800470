import { CamdialError } from '../errors.js';
import type { Frame, PixelImage } from './frame.js';
import { centralSquare } from './square-region.js';
import { unreadable } from './unreadable.js';

type Canvas = OffscreenCanvas | HTMLCanvasElement;
type Context = OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D;

/** A canvas for the central squares of pictures: what every browser can read, from whatever it can draw. */
export class CanvasSquare {
  readonly #size: number;
  #context: Context | null = null;

  /** @param size - what the square will be averaged down to, px. */
  constructor(size: number) {
    this.#size = size;
  }

  /**
   * Draws the central square at no more than a few times the size asked for: reading a whole camera picture back costs
   * more than all the rest.
   *
   * @param image - drawn in place of the frame's own, of the same size.
   * @throws CamdialError `frame-unreadable` or `unsupported`.
   */
  draw(frame: Frame, image: CanvasImageSource): Canvas {
    const { x, y, size: side } = centralSquare(frame.width, frame.height);
    const edge = Math.min(Math.round(side), this.#size * Math.max(1, Math.round(224 / this.#size)));
    const context = this.#contextOf(edge);
    try {
      context.drawImage(image, x, y, side, side, 0, 0, edge, edge);
    } catch (cause) {
      throw unreadable(cause);
    }
    return context.canvas;
  }

  /**
   * The first pixels of what was drawn, `edge` x `edge`.
   *
   * @throws CamdialError `frame-unreadable` when they are withheld.
   */
  pixels(edge: number): PixelImage {
    try {
      return this.#context!.getImageData(0, 0, edge, edge);
    } catch (cause) {
      throw unreadable(cause);
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
