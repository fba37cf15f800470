/** Blurs, shrinks and means of square maps: values by rows from the top, edges repeated outwards. */

/** A Gaussian filter cut at three sigma, its sum 1. */
export class Gaussian {
  readonly #taps: Float64Array;
  readonly #radius: number;
  readonly #between: Float32Array;
  readonly #line: Float64Array;

  /**
   * @param sigma - px.
   * @param largestEdge - of the maps it is to blur, px; even, as all of them.
   */
  constructor(sigma: number, largestEdge: number) {
    this.#taps = gaussianTaps(sigma);
    this.#radius = (this.#taps.length - 1) / 2;
    this.#between = new Float32Array(largestEdge * largestEdge);
    this.#line = new Float64Array(largestEdge + 2 * this.#radius);
  }

  /** Blurs `edge * edge` values of `map` into `out`. */
  blur(map: Float32Array, edge: number, out: Float32Array): void {
    // Each pass writes its result turned on its side: after two it lies as it lay before.
    this.#pass(map, edge, this.#between);
    this.#pass(this.#between, edge, out);
  }

  #pass(map: Float32Array, edge: number, out: Float32Array): void {
    const radius = this.#radius;
    const taps = this.#taps;
    const line = this.#line;
    for (let y = 0; y < edge; y++) {
      padLine(map, y * edge, edge, radius, line);
      // Two results at a time (edges are even): each tap is read once for both.
      for (let x = 0; x < edge; x += 2) {
        let sum = taps[radius]! * line[x + radius]!;
        let next = taps[radius]! * line[x + radius + 1]!;
        for (let k = 0, left = x, right = x + 2 * radius; k < radius; k++, left++, right--) {
          const tap = taps[k]!;
          sum += tap * (line[left]! + line[right]!);
          next += tap * (line[left + 1]! + line[right + 1]!);
        }
        out[x * edge + y] = sum;
        out[(x + 1) * edge + y] = next;
      }
    }
  }
}

/** Half the size without aliasing: a blur by a Gaussian of 1 px and means of 2 x 2, in one filter of eight taps. */
export class Halving {
  readonly #taps = halvingTaps();
  readonly #radius = this.#taps.length / 2 - 1;
  readonly #between: Float32Array;
  readonly #line: Float64Array;

  /** @param largestEdge - of the maps it is to shrink, px. */
  constructor(largestEdge: number) {
    this.#between = new Float32Array((largestEdge * largestEdge) / 2);
    this.#line = new Float64Array(largestEdge + 2 * this.#radius);
  }

  /** Shrinks `edge * edge` values of `map`, from `at` on, to a quarter of them in `out`, from `outAt` on. */
  shrink(map: Float32Array, at: number, edge: number, out: Float32Array, outAt: number): void {
    // As in a blur: two passes, each turning the map on its side.
    this.#pass(map, at, edge, edge, this.#between, 0);
    this.#pass(this.#between, 0, edge, edge / 2, out, outAt);
  }

  #pass(
    map: Float32Array,
    at: number,
    width: number,
    height: number,
    out: Float32Array,
    outAt: number,
  ): void {
    const radius = this.#radius;
    const line = this.#line;
    const taps = this.#taps;
    const [t0, t1, t2, t3] = [taps[0]!, taps[1]!, taps[2]!, taps[3]!];
    for (let y = 0; y < height; y++) {
      padLine(map, at + y * width, width, radius, line);
      for (let x = 0, to = outAt + y; x < width; x += 2, to += height) {
        out[to] =
          t0 * (line[x]! + line[x + 7]!) +
          t1 * (line[x + 1]! + line[x + 6]!) +
          t2 * (line[x + 2]! + line[x + 5]!) +
          t3 * (line[x + 3]! + line[x + 4]!);
      }
    }
  }
}

/** Cells along one edge of what {@link cellMeans} gives. */
export const grid = 5;
const blocksAcross = 7;

/**
 * Means over 5 x 5 overlapping windows of three sevenths of the map each: where they overlap, a value glides from one
 * to the next as things move.
 *
 * @param edge - a multiple of 7, px.
 * @param blocks - 49 values to work in.
 * @param out - takes 25 means, rows from the top.
 */
export function cellMeans(
  map: Float32Array,
  at: number,
  edge: number,
  blocks: Float64Array,
  out: Float64Array,
): void {
  const step = edge / blocksAcross;
  blocks.fill(0);
  for (let y = 0, from = at; y < edge; y++) {
    const row = blocksAcross * ((y / step) | 0);
    for (let block = row; block < row + blocksAcross; block++) {
      let sum = 0;
      for (const end = from + step; from < end; from++) sum += map[from]!;
      blocks[block]! += sum;
    }
  }
  const scale = 1 / (9 * step * step);
  for (let y = 0; y < grid; y++) {
    for (let x = 0; x < grid; x++) {
      let sum = 0;
      for (let row = 0, block = blocksAcross * y + x; row < 3; row++, block += blocksAcross) {
        sum += blocks[block]! + blocks[block + 1]! + blocks[block + 2]!;
      }
      out[y * grid + x] = sum * scale;
    }
  }
}

/** Copies a row into `line`, its first and last value repeated `radius` times. */
function padLine(map: Float32Array, from: number, length: number, radius: number, line: Float64Array): void {
  for (let x = 0; x < length; x++) line[radius + x] = map[from + x]!;
  for (let x = 0; x < radius; x++) {
    line[x] = map[from]!;
    line[radius + length + x] = map[from + length - 1]!;
  }
}

/** Cut at three sigma, their sum 1. */
export function gaussianTaps(sigma: number): Float64Array {
  const radius = Math.ceil(3 * sigma);
  const taps = Float64Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma * sigma)),
  );
  const sum = taps.reduce((total, tap) => total + tap);
  return taps.map((tap) => tap / sum);
}

/** The mean of two neighbouring results of a filter is one result of the filter averaged with itself, shifted by one. */
export function halvingTaps(): Float64Array {
  const taps = gaussianTaps(1);
  return Float64Array.from({ length: taps.length + 1 }, (_, i) => ((taps[i - 1] ?? 0) + (taps[i] ?? 0)) / 2);
}
