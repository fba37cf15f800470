import { CamdialError } from '../../errors.js';
import type { OpList } from './lowering/lowering.js';
import { noPadding } from './network.js';

/**
 * How the features of a layer are averaged before they are given out. `none` leaves them, `average` takes the mean of
 * the whole picture (position is lost), `{ size, stride, window }` takes means of windows that may overlap.
 */
export type Pooling =
  | 'none'
  | 'average'
  | {
      /** Edge of a window, in places of the layer. */
      readonly size: number;
      /** Places from one window to the next. */
      readonly stride: number;
      /**
       * How much each place of a window counts. `box` (default): all the same, a plain mean. `tent`: the middle most and the
       * rim least (1, 2, 3, 3, 2, 1 of 6), so that nothing jumps when it crosses the rim; of 2 it is the plain mean.
       *
       * Why that helps: R. Zhang, *Making Convolutional Networks Shift-Invariant Again*, ICML 2019.
       */
      readonly window?: 'box' | 'tent' | undefined;
    };

type Pair = readonly [number, number];

/** Cells along each edge that features are brought to by default. */
const cells = 5;

/** From this size on a tent goes down the rows, then along them: four operations in place of two, and much less to add. */
const large = 9;

/** Overlapping tents that make 5 x 5 cells of a square picture: 6 x 6 every 2 of 14 x 14, 3 x 3 every 1 of 7 x 7. */
export function defaultPooling(shape: readonly number[]): Pooling {
  const [rows = 1, columns = 1] = shape;
  if (shape.length !== 3 || rows !== columns || rows <= cells) return 'none';
  const stride = Math.max(1, Math.round(rows / 7));
  const size = rows - (cells - 1) * stride;
  return size > 1 ? { size, stride, window: 'tent' } : 'none';
}

/** In words, for the id of a backbone. */
export function poolingText(pooling: Pooling): string {
  if (typeof pooling === 'string') return pooling;
  const { size, stride, window } = pooling;
  return `${window === 'tent' ? 'tent' : 'mean'}${size}/${stride}`;
}

/** @throws CamdialError `bad-argument` unless the windows are of a known kind and lie within the picture. */
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
  const { size, stride, window = 'box' } = pooling;
  if (window !== 'box' && window !== 'tent') {
    throw new CamdialError(
      'bad-argument',
      `pool takes the window 'box' or 'tent', got ${JSON.stringify(window)}.`,
    );
  }
  const isGood =
    [size, stride].every((each) => Number.isInteger(each) && each > 0) && size <= Math.min(rows, columns);
  if (!isGood) {
    throw new CamdialError(
      'bad-argument',
      `pool needs whole numbers from 1 and a size of at most ${Math.min(rows, columns)} for this layer ([${shape}]), got size ${size} and stride ${stride}.`,
    );
  }
  return window === 'tent'
    ? addTent(list, value, size, stride)
    : addMeans(list, value, [size, size], [stride, stride]);
}

/** A tent is the mean of means, exactly; the smaller of the two windows comes first, for it goes to every place. */
function addTent(list: OpList, value: number, size: number, stride: number): number {
  const first = Math.floor((size + 1) / 2);
  const second = size + 1 - first;
  if (size < large) {
    const means = addMeans(list, value, [first, first], [1, 1]);
    return addMeans(list, means, [second, second], [stride, stride]);
  }
  const down = addMeans(list, addMeans(list, value, [first, 1], [1, 1]), [second, 1], [stride, 1]);
  return addMeans(list, addMeans(list, down, [1, first], [1, 1]), [1, second], [1, stride]);
}

function addMeans(list: OpList, value: number, size: Pair, strides: Pair): number {
  if ([...size, ...strides].every((each) => each === 1)) return value;
  const [rows, columns, channels] = list.shapeOf(value) as [number, number, number];
  const out = (length: number, axis: 0 | 1) => Math.floor((length - size[axis]) / strides[axis]) + 1;
  return list.add({
    kind: 'averagePool',
    inputs: [value],
    shape: [out(rows, 0), out(columns, 1), channels],
    size,
    strides,
    padding: noPadding,
  });
}
