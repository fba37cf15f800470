import type { PixelImage } from './frame.js';

/** A square in the pixels of an image; edges may fall between pixels. */
export interface SquareRegion {
  /** Left edge, px. */
  readonly x: number;
  /** Top edge, px. */
  readonly y: number;
  /** Edge length, px. */
  readonly size: number;
}

/**
 * Averages a square region of an image into `size` x `size` pixels: each result is the mean of the area it covers,
 * so that a moving edge moves the result smoothly and no detail aliases. Enlarging takes the nearest pixels' areas.
 *
 * @param out - `size * size * 3` values 0..255: red, green, blue by pixel, rows from the top.
 * @param mirrored - flips left and right.
 */
export class AreaAverage {
  readonly #size: number;
  // Where each result column and row begins and ends; made anew only when the region changes.
  #columns: Span[] = [];
  #rows: Span[] = [];
  #key = '';

  constructor(size: number) {
    this.#size = size;
  }

  read({ data, width }: PixelImage, region: SquareRegion, mirrored: boolean, out: Float32Array): void {
    const size = this.#size;
    const key = `${region.x},${region.y},${region.size}`;
    if (key !== this.#key) {
      this.#columns = spans(region.x, region.size, size);
      this.#rows = spans(region.y, region.size, size);
      this.#key = key;
    }
    for (let row = 0; row < size; row++) {
      const down = this.#rows[row]!;
      for (let column = 0; column < size; column++) {
        const across = this.#columns[column]!;
        let red = 0;
        let green = 0;
        let blue = 0;
        for (let y = down.first; y <= down.last; y++) {
          const rowWeight = y === down.first ? down.head : y === down.last ? down.tail : 1;
          let at = (y * width + across.first) * 4;
          for (let x = across.first; x <= across.last; x++, at += 4) {
            const weight =
              rowWeight * (x === across.first ? across.head : x === across.last ? across.tail : 1);
            red += weight * data[at]!;
            green += weight * data[at + 1]!;
            blue += weight * data[at + 2]!;
          }
        }
        const scale = 1 / (down.length * across.length);
        const to = (row * size + (mirrored ? size - 1 - column : column)) * 3;
        out[to] = red * scale;
        out[to + 1] = green * scale;
        out[to + 2] = blue * scale;
      }
    }
  }
}

/** The pixels that one result covers: the first and last perhaps in part. */
interface Span {
  readonly first: number;
  readonly last: number;
  /** Covered share of the first pixel, 0..1. */
  readonly head: number;
  /** Covered share of the last pixel, where it is not the first, 0..1. */
  readonly tail: number;
  /** Covered length, px. */
  readonly length: number;
}

function spans(start: number, length: number, count: number): Span[] {
  const step = length / count;
  return Array.from({ length: count }, (_, i) => {
    const from = start + i * step;
    const to = start + (i + 1) * step;
    const first = Math.floor(from);
    // An end on a pixel border (up to rounding) does not reach into the next pixel.
    const last = Math.max(first, Math.ceil(to - 1e-6) - 1);
    const head = first === last ? to - from : first + 1 - from;
    return { first, last, head, tail: to - last, length: to - from };
  });
}
