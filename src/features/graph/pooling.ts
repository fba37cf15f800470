import { CamdialError } from '../../errors.js';
import type { OpList } from './lowering/lowering.js';
import { noPadding } from './network.js';

/**
 * How the features of a layer are averaged before they are given out. `none` leaves them, `average` takes the mean of
 * the whole picture (position is lost), `{ size, stride }` takes means of windows that may overlap.
 */
export type Pooling =
  | 'none'
  | 'average'
  | {
      /** Edge of a window, in places of the layer. */
      readonly size: number;
      /** Places from one window to the next. */
      readonly stride: number;
    };

/** Cells along each edge that features are brought to by default. */
const cells = 5;

/** Overlapping windows that make 5 x 5 cells of a square picture: 6 x 6 every 2 of 14 x 14, 3 x 3 every 1 of 7 x 7. */
export function defaultPooling(shape: readonly number[]): Pooling {
  const [rows = 1, columns = 1] = shape;
  if (shape.length !== 3 || rows !== columns || rows <= cells) return 'none';
  const stride = Math.max(1, Math.round(rows / 7));
  const size = rows - (cells - 1) * stride;
  return size > 1 ? { size, stride } : 'none';
}

/** In words, for the id of a backbone. */
export function poolingText(pooling: Pooling): string {
  return typeof pooling === 'string' ? pooling : `mean${pooling.size}/${pooling.stride}`;
}

/** @throws CamdialError `bad-argument` unless the windows lie within the picture. */
export function addPooling(list: OpList, value: number, pooling: Pooling): number {
  const shape = list.shapeOf(value);
  if (pooling === 'none') return value;
  if (shape.length !== 3) {
    throw new CamdialError(
      'bad-argument',
      `pool needs a layer that gives pictures, this one gives [${shape}]. Use pool: 'none', or an earlier layer.`,
    );
  }
  const [rows, columns, channels] = shape as [number, number, number];
  if (pooling === 'average') return list.add({ kind: 'globalAverage', inputs: [value], shape: [channels] });
  const { size, stride } = pooling;
  const isGood =
    [size, stride].every((each) => Number.isInteger(each) && each > 0) && size <= Math.min(rows, columns);
  if (!isGood) {
    throw new CamdialError(
      'bad-argument',
      `pool needs whole numbers from 1 and a size of at most ${Math.min(rows, columns)} for this layer ([${shape}]), got size ${size} and stride ${stride}.`,
    );
  }
  const out = (length: number) => Math.floor((length - size) / stride) + 1;
  return list.add({
    kind: 'averagePool',
    inputs: [value],
    shape: [out(rows), out(columns), channels],
    size: [size, size],
    strides: [stride, stride],
    padding: noPadding,
  });
}
