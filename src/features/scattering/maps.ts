/** Blurs and shrinks of square maps: values by rows from the top, edges repeated outwards. */

/** A Gaussian filter cut at three sigma, its sum 1. */
export class Gaussian {
  readonly #taps: Float64Array;
  readonly #radius: number;
  readonly #between: Float32Array;
  readonly #line: Float64Array;

  /**
   * @param sigma - px.
   * @param largestEdge - of the maps it is to blur, px.
   */
  constructor(sigma: number, largestEdge: number) {
    this.#radius = Math.ceil(3 * sigma);
    this.#taps = Float64Array.from({ length: 2 * this.#radius + 1 }, (_, i) =>
      Math.exp(-((i - this.#radius) ** 2) / (2 * sigma * sigma)),
    );
    const sum = this.#taps.reduce((total, tap) => total + tap);
    for (let i = 0; i < this.#taps.length; i++) this.#taps[i]! /= sum;
    this.#between = new Float32Array(largestEdge * largestEdge);
    this.#line = new Float64Array(largestEdge + 2 * this.#radius);
  }

  /** Blurs `map` (from `at` on) into `out` (from 0 on). */
  blur(map: Float32Array, at: number, edge: number, out: Float32Array): void {
    // Each pass writes its result turned on its side: after two it lies as it lay before.
    this.#pass(map, at, edge, this.#between);
    this.#pass(this.#between, 0, edge, out);
  }

  #pass(map: Float32Array, at: number, edge: number, out: Float32Array): void {
    const radius = this.#radius;
    const taps = this.#taps;
    const line = this.#line;
    for (let y = 0; y < edge; y++) {
      const from = at + y * edge;
      for (let x = 0; x < edge; x++) line[radius + x] = map[from + x]!;
      for (let x = 0; x < radius; x++) {
        line[x] = map[from]!;
        line[radius + edge + x] = map[from + edge - 1]!;
      }
      for (let x = 0; x < edge; x++) {
        let sum = taps[radius]! * line[x + radius]!;
        for (let k = 0; k < radius; k++) sum += taps[k]! * (line[x + k]! + line[x + 2 * radius - k]!);
        out[x * edge + y] = sum;
      }
    }
  }
}

/** Means of 2x2: `edge * edge` values to a quarter of them. */
export function halve(map: Float32Array, edge: number, out: Float32Array, outAt: number): void {
  const half = edge / 2;
  for (let y = 0; y < half; y++) {
    for (let x = 0; x < half; x++) {
      const at = 2 * y * edge + 2 * x;
      out[outAt + y * half + x] = (map[at]! + map[at + 1]! + map[at + edge]! + map[at + edge + 1]!) / 4;
    }
  }
}
