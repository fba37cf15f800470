import type { LayerConfig } from '../keras-config.js';
import { noPadding, type Padding, type Window } from '../network.js';

/** The window of a Keras layer, and the rows and columns of its result; `same` and `valid` as TensorFlow means them. */
export function windowOf(
  config: LayerConfig,
  [rows, columns]: readonly [number, number],
  size: readonly [number, number],
  strides: readonly [number, number],
  dilation: readonly [number, number] = [1, 1],
): { window: Window; rows: number; columns: number } {
  const mode = config.word('padding', ['valid', 'same'], 'valid');
  const reach = size.map((length, i) => (length - 1) * dilation[i]! + 1) as [number, number];
  if (mode === 'valid') {
    return {
      window: { size, strides, padding: noPadding },
      rows: Math.floor((rows - reach[0]) / strides[0]) + 1,
      columns: Math.floor((columns - reach[1]) / strides[1]) + 1,
    };
  }
  const [top, bottom, outRows] = samePadding(rows, reach[0], strides[0]);
  const [left, right, outColumns] = samePadding(columns, reach[1], strides[1]);
  const padding: Padding = { top, bottom, left, right };
  return { window: { size, strides, padding }, rows: outRows, columns: outColumns };
}

function samePadding(
  length: number,
  reach: number,
  stride: number,
): [before: number, after: number, out: number] {
  const out = Math.ceil(length / stride);
  const total = Math.max(0, (out - 1) * stride + reach - length);
  const before = Math.floor(total / 2);
  return [before, total - before, out];
}
