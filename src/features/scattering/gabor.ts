/**
 * Modulus of complex Gabor responses in four orientations (0, 45, 90, 135 degrees), by separable filters.
 *
 * A filter of 9 x 9 taps is a wave under a round Gaussian envelope g: even part g cos(u), odd part g sin(u), where
 * u = a + b runs across the wave, a along x and b along y. The envelope is a product, and so is each term of
 * cos(a + b) = cos a cos b - sin a sin b and sin(a + b) = sin a cos b + cos a sin b. Five horizontal passes and nine
 * vertical ones then give all eight parts (even and odd in four orientations): a third of the arithmetic of 9 x 9 taps.
 */

const radius = 4;
const sigma = 1.8;
const wavelength = 4.5;

/** Orientations of the filters: 0, 45, 90 and 135 degrees. */
export const orientations = 4;

/** One side of an even or odd filter: taps 0..radius; the other side mirrors it, an odd filter with the sign turned. */
export type HalfFilter = readonly [number, number, number, number, number];

const straight = (2 * Math.PI) / wavelength;
const diagonal = straight / Math.SQRT2;
export const envelope = half(() => 1);
export const evenStraight = half((x) => Math.cos(straight * x));
export const oddStraight = half((x) => Math.sin(straight * x));
export const evenDiagonal = half((x) => Math.cos(diagonal * x));
export const oddDiagonal = half((x) => Math.sin(diagonal * x));

export const straightScales = scalesOf(
  (x, y) => even(evenStraight, x) * even(envelope, y),
  (x, y) => odd(oddStraight, x) * even(envelope, y),
);
export const diagonalScales = scalesOf(
  (x, y) => even(evenDiagonal, x) * even(evenDiagonal, y) - odd(oddDiagonal, x) * odd(oddDiagonal, y),
  (x, y) => odd(oddDiagonal, x) * even(evenDiagonal, y) + even(evenDiagonal, x) * odd(oddDiagonal, y),
);

/** Room to work in, for maps up to a size; one for each {@link gaborModulus} in use at a time. */
export class GaborScratch {
  /** A row with its edges repeated. */
  readonly row: Float64Array;
  /** The five horizontal responses, one map after the other, their first and last rows repeated. */
  readonly horizontal: Float64Array;
  /** One row of the local mean, which the zero-mean even parts take off. */
  readonly mean: Float64Array;

  /** @param edge - of the largest map, px. */
  constructor(edge: number) {
    this.row = new Float64Array(edge + 2 * radius);
    this.horizontal = new Float64Array(5 * (edge + 2 * radius) * edge);
    this.mean = new Float64Array(edge);
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
  scratch: GaborScratch,
): void {
  filterRows(map, at, edge, scratch);
  const area = edge * edge;
  for (let y = 0; y < edge; y++) {
    const to = outAt + y * edge;
    // The wave that runs down first: it leaves the local mean for the others.
    waveDown(scratch, y, edge, out, to + 2 * area);
    waveAcross(scratch, y, edge, out, to);
    wavesDiagonal(scratch, y, edge, out, to + area, to + 3 * area);
  }
}

/** The five horizontal passes: envelope, even and odd straight, even and odd diagonal. */
function filterRows(map: Float32Array, at: number, edge: number, { row, horizontal }: GaborScratch): void {
  const plane = (edge + 2 * radius) * edge;
  const [g0, g1, g2, g3, g4] = envelope;
  const [c0, c1, c2, c3, c4] = evenStraight;
  const [, s1, s2, s3, s4] = oddStraight;
  const [d0, d1, d2, d3, d4] = evenDiagonal;
  const [, t1, t2, t3, t4] = oddDiagonal;
  for (let y = 0; y < edge; y++) {
    const from = at + y * edge;
    for (let x = 0; x < edge; x++) row[radius + x] = map[from + x]!;
    for (let x = 0; x < radius; x++) {
      row[x] = map[from]!;
      row[radius + edge + x] = map[from + edge - 1]!;
    }
    for (let x = 0, to = (y + radius) * edge; x < edge; x++, to++) {
      const middle = row[x + 4]!;
      const sum1 = row[x + 5]! + row[x + 3]!;
      const sum2 = row[x + 6]! + row[x + 2]!;
      const sum3 = row[x + 7]! + row[x + 1]!;
      const sum4 = row[x + 8]! + row[x]!;
      horizontal[to] = g0 * middle + g1 * sum1 + g2 * sum2 + g3 * sum3 + g4 * sum4;
      horizontal[to + plane] = c0 * middle + c1 * sum1 + c2 * sum2 + c3 * sum3 + c4 * sum4;
      horizontal[to + 3 * plane] = d0 * middle + d1 * sum1 + d2 * sum2 + d3 * sum3 + d4 * sum4;
      const difference1 = row[x + 5]! - row[x + 3]!;
      const difference2 = row[x + 6]! - row[x + 2]!;
      const difference3 = row[x + 7]! - row[x + 1]!;
      const difference4 = row[x + 8]! - row[x]!;
      horizontal[to + 2 * plane] = s1 * difference1 + s2 * difference2 + s3 * difference3 + s4 * difference4;
      horizontal[to + 4 * plane] = t1 * difference1 + t2 * difference2 + t3 * difference3 + t4 * difference4;
    }
  }
  for (let from = 0; from < 5 * plane; from += plane) {
    const first = from + radius * edge;
    const last = first + (edge - 1) * edge;
    for (let y = 0; y < radius; y++) {
      horizontal.copyWithin(from + y * edge, first, first + edge);
      horizontal.copyWithin(last + (y + 1) * edge, last, last + edge);
    }
  }
}

/** 90 degrees: envelope across, wave down. */
function waveDown(scratch: GaborScratch, y: number, edge: number, out: Float32Array, to: number): void {
  const { horizontal, mean } = scratch;
  const [g0, g1, g2, g3, g4] = envelope;
  const [c0, c1, c2, c3, c4] = evenStraight;
  const [, s1, s2, s3, s4] = oddStraight;
  const { meanShare, evenScale, oddScale } = straightScales;
  for (let x = 0, p = y * edge; x < edge; x++, p++) {
    const middle = horizontal[p + 4 * edge]!;
    const before1 = horizontal[p + 3 * edge]!;
    const after1 = horizontal[p + 5 * edge]!;
    const before2 = horizontal[p + 2 * edge]!;
    const after2 = horizontal[p + 6 * edge]!;
    const before3 = horizontal[p + edge]!;
    const after3 = horizontal[p + 7 * edge]!;
    const before4 = horizontal[p]!;
    const after4 = horizontal[p + 8 * edge]!;
    const sum1 = after1 + before1;
    const sum2 = after2 + before2;
    const sum3 = after3 + before3;
    const sum4 = after4 + before4;
    const local = g0 * middle + g1 * sum1 + g2 * sum2 + g3 * sum3 + g4 * sum4;
    const wave = c0 * middle + c1 * sum1 + c2 * sum2 + c3 * sum3 + c4 * sum4;
    const evenPart = evenScale * (wave - meanShare * local);
    const oddPart =
      oddScale *
      (s1 * (after1 - before1) + s2 * (after2 - before2) + s3 * (after3 - before3) + s4 * (after4 - before4));
    mean[x] = local;
    out[to + x] = Math.sqrt(evenPart * evenPart + oddPart * oddPart);
  }
}

/** 0 degrees: wave across, envelope down. */
function waveAcross(scratch: GaborScratch, y: number, edge: number, out: Float32Array, to: number): void {
  const { horizontal, mean } = scratch;
  const plane = (edge + 2 * radius) * edge;
  const [g0, g1, g2, g3, g4] = envelope;
  const { meanShare, evenScale, oddScale } = straightScales;
  for (let x = 0, p = plane + y * edge, q = p + plane; x < edge; x++, p++, q++) {
    const evenWave =
      g0 * horizontal[p + 4 * edge]! +
      g1 * (horizontal[p + 5 * edge]! + horizontal[p + 3 * edge]!) +
      g2 * (horizontal[p + 6 * edge]! + horizontal[p + 2 * edge]!) +
      g3 * (horizontal[p + 7 * edge]! + horizontal[p + edge]!) +
      g4 * (horizontal[p + 8 * edge]! + horizontal[p]!);
    const oddWave =
      g0 * horizontal[q + 4 * edge]! +
      g1 * (horizontal[q + 5 * edge]! + horizontal[q + 3 * edge]!) +
      g2 * (horizontal[q + 6 * edge]! + horizontal[q + 2 * edge]!) +
      g3 * (horizontal[q + 7 * edge]! + horizontal[q + edge]!) +
      g4 * (horizontal[q + 8 * edge]! + horizontal[q]!);
    const evenPart = evenScale * (evenWave - meanShare * mean[x]!);
    const oddPart = oddScale * oddWave;
    out[to + x] = Math.sqrt(evenPart * evenPart + oddPart * oddPart);
  }
}

/** 45 and 135 degrees: even and odd across, each with even and odd down; the two differ by signs alone. */
function wavesDiagonal(
  { horizontal, mean }: GaborScratch,
  y: number,
  edge: number,
  out: Float32Array,
  to45: number,
  to135: number,
): void {
  const plane = (edge + 2 * radius) * edge;
  const [d0, d1, d2, d3, d4] = evenDiagonal;
  const [, t1, t2, t3, t4] = oddDiagonal;
  const { meanShare, evenScale, oddScale } = diagonalScales;
  for (let x = 0, p = 3 * plane + y * edge, q = p + plane; x < edge; x++, p++, q++) {
    let before1 = horizontal[p + 3 * edge]!;
    let after1 = horizontal[p + 5 * edge]!;
    let before2 = horizontal[p + 2 * edge]!;
    let after2 = horizontal[p + 6 * edge]!;
    let before3 = horizontal[p + edge]!;
    let after3 = horizontal[p + 7 * edge]!;
    let before4 = horizontal[p]!;
    let after4 = horizontal[p + 8 * edge]!;
    const evenEven =
      d0 * horizontal[p + 4 * edge]! +
      d1 * (after1 + before1) +
      d2 * (after2 + before2) +
      d3 * (after3 + before3) +
      d4 * (after4 + before4);
    const evenOdd =
      t1 * (after1 - before1) + t2 * (after2 - before2) + t3 * (after3 - before3) + t4 * (after4 - before4);
    before1 = horizontal[q + 3 * edge]!;
    after1 = horizontal[q + 5 * edge]!;
    before2 = horizontal[q + 2 * edge]!;
    after2 = horizontal[q + 6 * edge]!;
    before3 = horizontal[q + edge]!;
    after3 = horizontal[q + 7 * edge]!;
    before4 = horizontal[q]!;
    after4 = horizontal[q + 8 * edge]!;
    const oddEven =
      d0 * horizontal[q + 4 * edge]! +
      d1 * (after1 + before1) +
      d2 * (after2 + before2) +
      d3 * (after3 + before3) +
      d4 * (after4 + before4);
    const oddOdd =
      t1 * (after1 - before1) + t2 * (after2 - before2) + t3 * (after3 - before3) + t4 * (after4 - before4);

    const local = meanShare * mean[x]!;
    const even45 = evenScale * (evenEven - oddOdd - local);
    const odd45 = oddScale * (oddEven + evenOdd);
    const even135 = evenScale * (evenEven + oddOdd - local);
    const odd135 = oddScale * (oddEven - evenOdd);
    out[to45 + x] = Math.sqrt(even45 * even45 + odd45 * odd45);
    out[to135 + x] = Math.sqrt(even135 * even135 + odd135 * odd135);
  }
}

/** A wave under the envelope. */
function half(wave: (x: number) => number): HalfFilter {
  const tap = (x: number) => Math.exp(-(x * x) / (2 * sigma * sigma)) * wave(x);
  return [tap(0), tap(1), tap(2), tap(3), tap(4)];
}

function even(filter: HalfFilter, x: number): number {
  return filter[Math.abs(x)]!;
}

function odd(filter: HalfFilter, x: number): number {
  return Math.sign(x) * filter[Math.abs(x)]!;
}

/**
 * How to finish the two parts of a filter: a share of the envelope comes off the even one, so that flat light gives
 * no response, and each is divided by its L1 norm, so that all answer alike to the same contrast.
 */
function scalesOf(evenPart: (x: number, y: number) => number, oddPart: (x: number, y: number) => number) {
  const sum = (value: (x: number, y: number) => number) => {
    let total = 0;
    for (let y = -radius; y <= radius; y++) for (let x = -radius; x <= radius; x++) total += value(x, y);
    return total;
  };
  const round = (x: number, y: number) => even(envelope, x) * even(envelope, y);
  const meanShare = sum(evenPart) / sum(round);
  return {
    meanShare,
    evenScale: 1 / sum((x, y) => Math.abs(evenPart(x, y) - meanShare * round(x, y))),
    oddScale: 1 / sum((x, y) => Math.abs(oddPart(x, y))),
  };
}
