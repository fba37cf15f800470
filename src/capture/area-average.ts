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
 */
export class AreaAverage {
  readonly #size: number;
  // Where each result column and row begins and ends; made anew only when the region changes.
  #columns: Spans | null = null;
  #rows: Spans | null = null;
  #region: SquareRegion = { x: 0, y: 0, size: 0 };
  /** One row of results, weighted sums so far: red, green, blue by column. */
  readonly #sums: Float64Array;

  /** @param size - edge of the result, px. */
  constructor(size: number) {
    this.#size = size;
    this.#sums = new Float64Array(3 * size);
  }

  /**
   * @param region - within the image.
   * @param mirrored - flips left and right.
   * @param out - takes `size * size * 3` values 0..255: red, green, blue by pixel, rows from the top.
   */
  read({ data, width }: PixelImage, region: SquareRegion, mirrored: boolean, out: Float32Array): void {
    const size = this.#size;
    const sums = this.#sums;
    const columns = this.#columnsOf(region);
    const rows = this.#rows!;
    const scale = 1 / (rows.length * columns.length);
    for (let row = 0; row < size; row++) {
      const last = rows.last[row]!;
      sums.fill(0);
      for (let y = rows.first[row]!; y <= last; y++) {
        const weight = y === rows.first[row]! ? rows.head[row]! : y === last ? rows.tail[row]! : 1;
        addRow(data, y * width, columns, weight, sums);
      }
      for (let column = 0; column < size; column++) {
        const to = 3 * (row * size + (mirrored ? size - 1 - column : column));
        out[to] = sums[3 * column]! * scale;
        out[to + 1] = sums[3 * column + 1]! * scale;
        out[to + 2] = sums[3 * column + 2]! * scale;
      }
    }
  }

  #columnsOf({ x, y, size }: SquareRegion): Spans {
    const before = this.#region;
    if (!this.#columns || x !== before.x || y !== before.y || size !== before.size) {
      this.#columns = spansOf(x, size, this.#size);
      this.#rows = spansOf(y, size, this.#size);
      this.#region = { x, y, size };
    }
    return this.#columns;
  }
}

/** The pixels that each result covers along one axis: the first and last perhaps in part. */
interface Spans {
  readonly first: Int32Array;
  readonly last: Int32Array;
  /** Covered share of the first pixel, 0..1. */
  readonly head: Float64Array;
  /** Covered share of the last pixel, 0..1; 0 where it is the first. */
  readonly tail: Float64Array;
  /** What each covers, px. */
  readonly length: number;
}

function spansOf(start: number, length: number, count: number): Spans {
  const step = length / count;
  const first = new Int32Array(count);
  const last = new Int32Array(count);
  const head = new Float64Array(count);
  const tail = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const from = start + i * step;
    const to = start + (i + 1) * step;
    first[i] = Math.floor(from);
    // An end on a pixel border (up to rounding) does not reach into the next pixel.
    last[i] = Math.max(first[i]!, Math.ceil(to - 1e-6) - 1);
    const single = first[i] === last[i];
    head[i] = single ? step : first[i]! + 1 - from;
    tail[i] = single ? 0 : to - last[i]!;
  }
  return { first, last, head, tail, length: step };
}

/** Adds one row of the image, times `weight`, to the sums of the columns. */
function addRow(
  data: PixelImage['data'],
  rowAt: number,
  { first, last, head, tail }: Spans,
  weight: number,
  sums: Float64Array,
): void {
  for (let column = 0, to = 0; column < first.length; column++, to += 3) {
    const begin = 4 * (rowAt + first[column]!);
    const end = 4 * (rowAt + last[column]!);
    const headWeight = head[column]!;
    const tailWeight = tail[column]!;
    // A span of one pixel has a tail of 0 and reads that pixel twice.
    let red = headWeight * data[begin]! + tailWeight * data[end]!;
    let green = headWeight * data[begin + 1]! + tailWeight * data[end + 1]!;
    let blue = headWeight * data[begin + 2]! + tailWeight * data[end + 2]!;
    for (let at = begin + 4; at < end; at += 4) {
      red += data[at]!;
      green += data[at + 1]!;
      blue += data[at + 2]!;
    }
    sums[to]! += weight * red;
    sums[to + 1]! += weight * green;
    sums[to + 2]! += weight * blue;
  }
}
