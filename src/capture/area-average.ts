import type { PixelImage } from './frame.js';
import { type Cuts, cutsOf, type SquareRegion } from './square-region.js';

/**
 * Averages a square region of an image into `size` x `size` pixels: each result is the mean of the area it covers,
 * so that a moving edge moves the result smoothly and no detail aliases. Enlarging takes the nearest pixels' areas.
 */
export class AreaAverage {
  readonly #size: number;
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
    const columns = cutsOf(region.x, region.size, size);
    const rows = cutsOf(region.y, region.size, size);
    const scale = 1 / (rows.step * columns.step);
    for (let row = 0; row < size; row++) {
      const first = rows.at[row]!;
      const last = rows.at[row + 1]!;
      sums.fill(0);
      for (let y = first; y <= last; y++) {
        const weight = (y === last ? rows.share[row + 1]! : 1) - (y === first ? rows.share[row]! : 0);
        if (weight > 0) addRow(data, y * width, columns, weight, sums);
      }
      for (let column = 0; column < size; column++) {
        const to = 3 * (row * size + (mirrored ? size - 1 - column : column));
        out[to] = sums[3 * column]! * scale;
        out[to + 1] = sums[3 * column + 1]! * scale;
        out[to + 2] = sums[3 * column + 2]! * scale;
      }
    }
  }
}

/** Adds one row of the image, times `weight`, to the sums of the columns. */
function addRow(
  data: PixelImage['data'],
  rowAt: number,
  { at, share }: Cuts,
  weight: number,
  sums: Float64Array,
): void {
  let pixel = 4 * (rowAt + at[0]!);
  // Of the row up to here, and up to the last cut; whole numbers add up faster than shares.
  let red = 0;
  let green = 0;
  let blue = 0;
  let redBefore = share[0]! * data[pixel]!;
  let greenBefore = share[0]! * data[pixel + 1]!;
  let blueBefore = share[0]! * data[pixel + 2]!;
  const count = at.length;
  for (let cut = 1, to = 0; cut < count; cut++, to += 3) {
    const end = 4 * (rowAt + at[cut]!);
    for (; pixel < end; pixel += 4) {
      red += data[pixel]!;
      green += data[pixel + 1]!;
      blue += data[pixel + 2]!;
    }
    const redUntil = red + share[cut]! * data[end]!;
    const greenUntil = green + share[cut]! * data[end + 1]!;
    const blueUntil = blue + share[cut]! * data[end + 2]!;
    sums[to]! += weight * (redUntil - redBefore);
    sums[to + 1]! += weight * (greenUntil - greenBefore);
    sums[to + 2]! += weight * (blueUntil - blueBefore);
    redBefore = redUntil;
    greenBefore = greenUntil;
    blueBefore = blueUntil;
  }
}
