/**
 * Modulus of complex Gabor responses in four orientations (0, 45, 90, 135 degrees), by separable filters.
 *
 * The envelope is round, so a rotated wave falls apart into products of one-dimensional filters:
 * cos(a + b) = cos a cos b - sin a sin b, sin(a + b) = sin a cos b + cos a sin b. Five horizontal passes and nine
 * vertical ones give all eight parts (even and odd in four orientations): a third of the arithmetic of 9x9 filters.
 */

const radius = 4;
const sigma = 1.8;
const wavelength = 4.5;

/** Orientations of the filters: 0, 45, 90 and 135 degrees. */
export const orientations = 4;

/** One side of an even or odd filter: taps 0..radius. */
type HalfFilter = readonly number[];

const envelope: HalfFilter = half((x) => Math.exp(-(x * x) / (2 * sigma * sigma)));
const straight = (2 * Math.PI) / wavelength;
const diagonal = straight / Math.SQRT2;
const evenStraight = times(envelope, (x) => Math.cos(straight * x));
const oddStraight = times(envelope, (x) => Math.sin(straight * x));
const evenDiagonal = times(envelope, (x) => Math.cos(diagonal * x));
const oddDiagonal = times(envelope, (x) => Math.sin(diagonal * x));

// An even part made zero-mean by a share of the envelope, so that flat light gives no response; each part divided by
// its L1 norm, so that all answer alike to the same contrast.
const straightScales = scalesOf(
  (x, y) => tap(evenStraight, x, 1) * tap(envelope, y, 1),
  (x, y) => tap(oddStraight, x, -1) * tap(envelope, y, 1),
);
const diagonalScales = scalesOf(
  (x, y) =>
    tap(evenDiagonal, x, 1) * tap(evenDiagonal, y, 1) - tap(oddDiagonal, x, -1) * tap(oddDiagonal, y, -1),
  (x, y) =>
    tap(oddDiagonal, x, -1) * tap(evenDiagonal, y, 1) + tap(evenDiagonal, x, 1) * tap(oddDiagonal, y, -1),
);

/** Room to work in, for maps up to a size; one for each {@link gaborModulus} in use at a time. */
export class GaborScratch {
  /** The five horizontal responses, one map after the other. */
  readonly horizontal: Float32Array;
  /** A row with its edges repeated. */
  readonly row: Float32Array;

  constructor(edge: number) {
    this.horizontal = new Float32Array(5 * edge * edge);
    this.row = new Float32Array(edge + 2 * radius);
  }
}

/**
 * @param map - `edge * edge` values from `at` on, rows from the top; edges are repeated outwards.
 * @param out - takes `orientations` maps of the modulus, one after the other, from `outAt` on.
 */
export function gaborModulus(
  map: Float32Array,
  at: number,
  edge: number,
  out: Float32Array,
  outAt: number,
  { horizontal, row }: GaborScratch,
): void {
  const area = edge * edge;
  filterRows(map, at, edge, horizontal, row);

  const [g0, g1, g2, g3, g4] = envelope as Five;
  const [c0, c1, c2, c3, c4] = evenStraight as Five;
  const [, s1, s2, s3, s4] = oddStraight as Five;
  const [d0, d1, d2, d3, d4] = evenDiagonal as Five;
  const [, t1, t2, t3, t4] = oddDiagonal as Five;
  const { even: evenScale, odd: oddScale, mean: meanShare } = straightScales;
  const { even: evenScaleD, odd: oddScaleD, mean: meanShareD } = diagonalScales;

  for (let y = 0; y < edge; y++) {
    // Offsets of the rows around, repeated at the edges: b and a for before and after.
    const o = y * edge;
    const b1 = Math.max(y - 1, 0) * edge;
    const b2 = Math.max(y - 2, 0) * edge;
    const b3 = Math.max(y - 3, 0) * edge;
    const b4 = Math.max(y - 4, 0) * edge;
    const a1 = Math.min(y + 1, edge - 1) * edge;
    const a2 = Math.min(y + 2, edge - 1) * edge;
    const a3 = Math.min(y + 3, edge - 1) * edge;
    const a4 = Math.min(y + 4, edge - 1) * edge;
    for (let x = 0; x < edge; x++) {
      // Envelope across: the mean, and the waves that run down (90 degrees).
      let p = x;
      let before = horizontal[p + b1]!;
      let after = horizontal[p + a1]!;
      const m = horizontal[p + o]!;
      let sum = after + before;
      let dif = after - before;
      let mean = g0 * m + g1 * sum;
      let even90 = c0 * m + c1 * sum;
      let odd90 = s1 * dif;
      before = horizontal[p + b2]!;
      after = horizontal[p + a2]!;
      sum = after + before;
      dif = after - before;
      mean += g2 * sum;
      even90 += c2 * sum;
      odd90 += s2 * dif;
      before = horizontal[p + b3]!;
      after = horizontal[p + a3]!;
      sum = after + before;
      dif = after - before;
      mean += g3 * sum;
      even90 += c3 * sum;
      odd90 += s3 * dif;
      before = horizontal[p + b4]!;
      after = horizontal[p + a4]!;
      sum = after + before;
      dif = after - before;
      mean += g4 * sum;
      even90 += c4 * sum;
      odd90 += s4 * dif;

      // Waves across, envelope down (0 degrees).
      p += area;
      const even0 =
        g0 * horizontal[p + o]! +
        g1 * (horizontal[p + a1]! + horizontal[p + b1]!) +
        g2 * (horizontal[p + a2]! + horizontal[p + b2]!) +
        g3 * (horizontal[p + a3]! + horizontal[p + b3]!) +
        g4 * (horizontal[p + a4]! + horizontal[p + b4]!);
      p += area;
      const odd0 =
        g0 * horizontal[p + o]! +
        g1 * (horizontal[p + a1]! + horizontal[p + b1]!) +
        g2 * (horizontal[p + a2]! + horizontal[p + b2]!) +
        g3 * (horizontal[p + a3]! + horizontal[p + b3]!) +
        g4 * (horizontal[p + a4]! + horizontal[p + b4]!);

      // Diagonal waves: even and odd across, each with even and odd down.
      p += area;
      const evenEven =
        d0 * horizontal[p + o]! +
        d1 * (horizontal[p + a1]! + horizontal[p + b1]!) +
        d2 * (horizontal[p + a2]! + horizontal[p + b2]!) +
        d3 * (horizontal[p + a3]! + horizontal[p + b3]!) +
        d4 * (horizontal[p + a4]! + horizontal[p + b4]!);
      const evenOdd =
        t1 * (horizontal[p + a1]! - horizontal[p + b1]!) +
        t2 * (horizontal[p + a2]! - horizontal[p + b2]!) +
        t3 * (horizontal[p + a3]! - horizontal[p + b3]!) +
        t4 * (horizontal[p + a4]! - horizontal[p + b4]!);
      p += area;
      const oddEven =
        d0 * horizontal[p + o]! +
        d1 * (horizontal[p + a1]! + horizontal[p + b1]!) +
        d2 * (horizontal[p + a2]! + horizontal[p + b2]!) +
        d3 * (horizontal[p + a3]! + horizontal[p + b3]!) +
        d4 * (horizontal[p + a4]! + horizontal[p + b4]!);
      const oddOdd =
        t1 * (horizontal[p + a1]! - horizontal[p + b1]!) +
        t2 * (horizontal[p + a2]! - horizontal[p + b2]!) +
        t3 * (horizontal[p + a3]! - horizontal[p + b3]!) +
        t4 * (horizontal[p + a4]! - horizontal[p + b4]!);

      const to = outAt + o + x;
      out[to] = modulus(evenScale * (even0 - meanShare * mean), oddScale * odd0);
      out[to + area] = modulus(
        evenScaleD * (evenEven - oddOdd - meanShareD * mean),
        oddScaleD * (oddEven + evenOdd),
      );
      out[to + 2 * area] = modulus(evenScale * (even90 - meanShare * mean), oddScale * odd90);
      out[to + 3 * area] = modulus(
        evenScaleD * (evenEven + oddOdd - meanShareD * mean),
        oddScaleD * (oddEven - evenOdd),
      );
    }
  }
}

/** The five horizontal passes: envelope, even and odd straight, even and odd diagonal. */
function filterRows(map: Float32Array, at: number, edge: number, out: Float32Array, row: Float32Array): void {
  const area = edge * edge;
  const [g0, g1, g2, g3, g4] = envelope as Five;
  const [c0, c1, c2, c3, c4] = evenStraight as Five;
  const [, s1, s2, s3, s4] = oddStraight as Five;
  const [d0, d1, d2, d3, d4] = evenDiagonal as Five;
  const [, t1, t2, t3, t4] = oddDiagonal as Five;
  for (let y = 0; y < edge; y++) {
    const from = at + y * edge;
    for (let x = 0; x < edge; x++) row[radius + x] = map[from + x]!;
    for (let x = 0; x < radius; x++) {
      row[x] = map[from]!;
      row[radius + edge + x] = map[from + edge - 1]!;
    }
    for (let x = 0; x < edge; x++) {
      const m = row[x + 4]!;
      const sum1 = row[x + 5]! + row[x + 3]!;
      const dif1 = row[x + 5]! - row[x + 3]!;
      const sum2 = row[x + 6]! + row[x + 2]!;
      const dif2 = row[x + 6]! - row[x + 2]!;
      const sum3 = row[x + 7]! + row[x + 1]!;
      const dif3 = row[x + 7]! - row[x + 1]!;
      const sum4 = row[x + 8]! + row[x]!;
      const dif4 = row[x + 8]! - row[x]!;
      const to = y * edge + x;
      out[to] = g0 * m + g1 * sum1 + g2 * sum2 + g3 * sum3 + g4 * sum4;
      out[to + area] = c0 * m + c1 * sum1 + c2 * sum2 + c3 * sum3 + c4 * sum4;
      out[to + 2 * area] = s1 * dif1 + s2 * dif2 + s3 * dif3 + s4 * dif4;
      out[to + 3 * area] = d0 * m + d1 * sum1 + d2 * sum2 + d3 * sum3 + d4 * sum4;
      out[to + 4 * area] = t1 * dif1 + t2 * dif2 + t3 * dif3 + t4 * dif4;
    }
  }
}

type Five = [number, number, number, number, number];

function half(filter: (x: number) => number): HalfFilter {
  return Array.from({ length: radius + 1 }, (_, x) => filter(x));
}

function times(filter: HalfFilter, wave: (x: number) => number): HalfFilter {
  return filter.map((value, x) => value * wave(x));
}

/** @param parity - 1 for an even filter, -1 for an odd one. */
function tap(filter: HalfFilter, x: number, parity: 1 | -1): number {
  return x < 0 ? parity * filter[-x]! : filter[x]!;
}

function scalesOf(even: (x: number, y: number) => number, odd: (x: number, y: number) => number) {
  const sum = (value: (x: number, y: number) => number) => {
    let total = 0;
    for (let y = -radius; y <= radius; y++) for (let x = -radius; x <= radius; x++) total += value(x, y);
    return total;
  };
  const round = (x: number, y: number) => tap(envelope, x, 1) * tap(envelope, y, 1);
  const mean = sum(even) / sum(round);
  return {
    mean,
    even: 1 / sum((x, y) => Math.abs(even(x, y) - mean * round(x, y))),
    odd: 1 / sum((x, y) => Math.abs(odd(x, y))),
  };
}

function modulus(even: number, odd: number): number {
  return Math.sqrt(even * even + odd * odd);
}
