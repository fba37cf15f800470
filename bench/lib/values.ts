import { channelsOf, type Shape } from '../../src/features/graph/network.js';

/** Values of pixels side by side as planes, one after the other. */
export function channelsFirst(values: Float32Array, channels: number): Float32Array {
  const places = values.length / channels;
  return values.map((_, i) => values[(i % places) * channels + Math.floor(i / places)]!);
}

/** Planes as values of pixels side by side; what is no picture stays as it is. */
export function channelsLast(values: Float32Array, shape: Shape): Float32Array {
  return shape.length === 3 ? channelsFirst(values, values.length / channelsOf(shape)) : values;
}

/** Greatest difference between values of the same places. */
export function differenceOf(found: Float32Array, expected: Float32Array): number {
  if (found.length !== expected.length) throw new Error(`${found.length} values, not ${expected.length}`);
  return found.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0);
}

/** Length of the difference of two vectors, as a share of the length of the second. */
export function relativeOf(found: Float32Array, expected: Float32Array): number {
  const square = (values: Float32Array) => values.reduce((sum, value) => sum + value * value, 0);
  return Math.sqrt(square(expected.map((value, i) => value - found[i]!)) / square(expected));
}
