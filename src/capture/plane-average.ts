import { type Cuts, cutsOf, type SquareRegion } from './square-region.js';

/** One channel of a picture: where it lies in the bytes, and which square of it to read, in its own pixels. */
export interface Plane {
  /** Byte of the first pixel. */
  readonly offset: number;
  /** Bytes from row to row. */
  readonly stride: number;
  /** Bytes from pixel to pixel: 2 where two channels take turns. */
  readonly step: number;
  readonly region: SquareRegion;
}

/** How a camera or video turned red, green and blue into brightness and two differences of colour. */
export interface YuvEncoding {
  /** Share of red in the brightness; 0.2126 in BT.709. */
  readonly red: number;
  /** Share of blue in the brightness; 0.0722 in BT.709. */
  readonly blue: number;
  /** Whether the bytes go from 0 to 255, rather than from 16 to 235 (brightness) and 240 (colour). */
  readonly fullRange: boolean;
}

/**
 * Averages squares of three planes (brightness, blue and red difference) into `size` x `size` pixels, each over the area
 * that the pixel covers, and makes red, green and blue of the averages: the conversion is linear, so that this equals
 * converting every pixel first, at a fraction of the cost, but for colours that would be cut off at 0 or 255.
 *
 * @param out - takes `size * size * 3` values 0..255: red, green, blue by pixel, rows from the top.
 */
export function averagePlanes(
  data: Uint8Array,
  planes: readonly [Plane, Plane, Plane],
  { red, blue, fullRange }: YuvEncoding,
  mirrored: boolean,
  size: number,
  out: Float32Array,
): void {
  const channels = planes.map((plane) => channelOf(data, plane, size));
  const [brightness, blueness, redness] = channels.map(({ means }) => means) as Means;
  const [black, light, colour] = fullRange ? [0, 1, 2] : [16, 255 / 219, 510 / 224];
  const toRed = colour * (1 - red);
  const toBlue = colour * (1 - blue);
  const green = 1 - red - blue;
  const greenOfRed = (toRed * red) / green;
  const greenOfBlue = (toBlue * blue) / green;
  const ahead = mirrored ? -3 : 3;
  for (let row = 0; row < size; row++) {
    for (const channel of channels) averageRow(channel, row);
    let to = 3 * (row * size + (mirrored ? size - 1 : 0));
    for (let column = 0; column < size; column++, to += ahead) {
      const y = (brightness[column]! - black) * light;
      const u = blueness[column]! - 128;
      const v = redness[column]! - 128;
      out[to] = toByte(y + toRed * v);
      out[to + 1] = toByte(y - greenOfBlue * u - greenOfRed * v);
      out[to + 2] = toByte(y + toBlue * u);
    }
  }
}

type Means = [Float64Array, Float64Array, Float64Array];

/** A plane on its way: where it is cut, one row of parts cut only across, and the means of those parts. */
interface Channel extends Plane {
  readonly data: Uint8Array;
  readonly columns: Cuts;
  readonly rows: Cuts;
  readonly sums: Float64Array;
  readonly means: Float64Array;
}

function channelOf(data: Uint8Array, plane: Plane, size: number): Channel {
  const { x, y, size: edge } = plane.region;
  const columns = cutsOf(x, edge, size);
  const sums = new Float64Array(columns.at[size]! + 1);
  return { ...plane, data, columns, rows: cutsOf(y, edge, size), sums, means: new Float64Array(size) };
}

/** Down the columns first, for all pixels of the row at once, then along it. */
function averageRow({ data, offset, stride, step, columns, rows, sums, means }: Channel, row: number): void {
  const { at, share } = columns;
  const left = at[0]!;
  const right = sums.length; // a constant: the loops are twice as fast
  const begin = offset + rows.at[row]! * stride + left * step;
  const end = offset + rows.at[row + 1]! * stride + left * step;
  const below = rows.share[row + 1]!;
  const above = (begin < end ? 1 : 0) - rows.share[row]!;
  for (let x = left, a = begin, b = end; x < right; x++, a += step, b += step) {
    sums[x] = above * data[a]! + below * data[b]!;
  }
  for (let line = begin + stride; line < end; line += stride) {
    for (let x = left, a = line; x < right; x++, a += step) sums[x]! += data[a]!;
  }
  const scale = 1 / (rows.step * columns.step);
  const count = means.length;
  let x = left;
  let whole = 0;
  let before = share[0]! * sums[left]!;
  for (let column = 0; column < count; column++) {
    const to = at[column + 1]!;
    while (x < to) whole += sums[x++]!;
    const until = whole + share[column + 1]! * sums[to]!;
    means[column] = (until - before) * scale;
    before = until;
  }
}

function toByte(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value;
}
