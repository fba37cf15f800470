import {
  brightnessFloor,
  contrastFloor,
  middle,
  opponents,
  secondWeight,
  strengthFloor,
  textureFloor,
} from './coefficients.js';
import {
  diagonalScales,
  envelope,
  evenDiagonal,
  evenStraight,
  type HalfFilter,
  oddDiagonal,
  oddStraight,
  straightScales,
} from './gabor.js';
import { gaussianTaps, halvingTaps } from './maps.js';

/** What the wasm reads its coefficients from: every number four times, in the order of assembly/table.ts. */
export function wasmTable(): Float32Array<ArrayBuffer> {
  const share = sum(evenDiagonal) / sum(envelope);
  const zeroMean = withoutMean(evenDiagonal);
  const { evenScale, oddScale } = diagonalScales;
  const blur = gaussianTaps(4);
  const alike = [
    envelope,
    scaled(withoutMean(evenStraight), straightScales.evenScale),
    scaled(sides(oddStraight), straightScales.oddScale),
    zeroMean,
    sides(oddDiagonal),
    [share, share * evenScale],
    scaled(zeroMean, evenScale),
    scaled(sides(oddDiagonal), oddScale),
    scaled(evenDiagonal, oddScale),
    scaled(sides(oddDiagonal), evenScale),
    halvingTaps().subarray(0, 4),
    blur.subarray(0, (blur.length + 1) / 2),
  ];
  const last = [middle, brightnessFloor, contrastFloor, textureFloor, strengthFloor, secondWeight];
  const ofColours = [0, 1, 2].flatMap((colour) => [...opponents.map((shares) => shares[colour]!), 0]);
  return new Float32Array([...fourfold(alike.flatMap((taps) => [...taps])), ...ofColours, ...fourfold(last)]);
}

/** Taps 1..4 of what is left when the envelope's share is taken off; the middle one is minus twice their sum. */
function withoutMean(filter: HalfFilter): number[] {
  const share = sum(filter) / sum(envelope);
  return filter.map((tap, i) => tap - share * envelope[i]!).slice(1);
}

function sides(filter: HalfFilter): readonly number[] {
  return filter.slice(1);
}

/** Of all nine taps of an even filter. */
function sum([middleTap, ...others]: HalfFilter): number {
  return middleTap + 2 * others.reduce((total, tap) => total + tap);
}

function scaled(taps: readonly number[], scale: number): number[] {
  return taps.map((tap) => tap * scale);
}

function fourfold(values: readonly number[]): number[] {
  return values.flatMap((value) => [value, value, value, value]);
}
