import { productOf } from '../checks.js';
import { decodeFloat16 } from '../float16.js';
import { invalid } from './archive-errors.js';
import { type Breath, inSlices } from './breath.js';

/** An array as NumPy keeps it in a .npy file. */
export interface Npy {
  /** Name of the entry, for messages. */
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Values in it. */
  readonly length: number;
  /** First index fastest, instead of the last. */
  readonly fortran: boolean;
  /** The values alone. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

interface Dtype {
  /** As NumPy writes it, e.g. `<f4`. */
  readonly descr: string;
  readonly kind: string;
  readonly itemSize: number;
  readonly littleEndian: boolean;
}

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // \x93NUMPY
const longestHeader = 65_535;
const numeric = /^[<>|=]?(?:f[248]|[iu][1248])$/;

/** What stands in front of the values: format 1.0, as long as a multiple of 64 bytes. */
export function npyHeader(descr: string, shape: readonly number[]): Uint8Array<ArrayBuffer> {
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${tuple}), }`;
  const size = Math.ceil((10 + text.length + 1) / 64) * 64;
  const header = new Uint8Array(size).fill(0x20);
  header.set([...magic, 1, 0]);
  new DataView(header.buffer).setUint16(8, size - 10, true);
  header.set(new TextEncoder().encode(text), 10);
  header[size - 1] = 0x0a;
  return header;
}

/** @throws CamdialError `samples-invalid` where it is no .npy file of numbers, or has more or fewer values than it says. */
export function parseNpy(name: string, bytes: Uint8Array<ArrayBuffer>): Npy {
  if (bytes.length < 12 || !magic.every((byte, i) => bytes[i] === byte)) {
    throw invalid(`${name} is no .npy file of NumPy`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = bytes[6]!;
  if (version < 1 || version > 3) {
    throw invalid(`${name} is of version ${version} of the .npy format, and versions 1 to 3 are read`);
  }
  const at = version === 1 ? 10 : 12;
  const headerLength = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (headerLength > longestHeader || at + headerLength > bytes.length) {
    throw invalid(`the header of ${name} is longer than it can be`);
  }
  const values = bytes.subarray(at + headerLength);
  const header = new TextDecoder().decode(bytes.subarray(at, at + headerLength)).replaceAll('"', "'");
  const descr = /'descr'\s*:\s*'([^']*)'/.exec(header)?.[1];
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(header)?.[1];
  const tuple = /'shape'\s*:\s*\(([\d\s,L]*)\)/.exec(header)?.[1];
  if (descr === undefined || order === undefined || tuple === undefined) {
    throw invalid(`the header of ${name} does not say its dtype, order and shape`, ofNumbers);
  }
  const dtype = parseDtype(name, descr);
  const shape = parseShape(name, tuple);
  const length = productOf(shape);
  if (length * dtype.itemSize !== values.length) {
    throw invalid(
      `${name} says it has the shape ${shown(shape)} of ${descr}, which is ${length * dtype.itemSize} bytes, and has ${values.length}`,
    );
  }
  return { name, dtype, shape, length, fortran: order === 'True', bytes: values };
}

/**
 * Looks at the values where they lie, without a copy.
 *
 * @returns null unless they are of just that dtype and in order.
 */
export function viewOf<T>(
  { dtype, fortran, bytes, length }: Npy,
  descr: string,
  Type: new (buffer: ArrayBuffer, byteOffset: number, length: number) => T,
): T | null {
  if (fortran || dtype.descr !== descr) return null;
  // Old versions of NumPy pad their headers to 16 bytes, other programs maybe not at all.
  const aligned = bytes.byteOffset % dtype.itemSize === 0 ? bytes : bytes.slice();
  return new Type(aligned.buffer, aligned.byteOffset, length);
}

/** Hands all values to `take` as numbers, last index fastest, some at a time. */
export async function eachValue(
  npy: Npy,
  breath: Breath,
  take: (values: Float32Array | Float64Array, at: number) => void,
): Promise<void> {
  const places = npy.fortran ? fortranPlaces(npy.shape) : null;
  await inSlices(npy.length, breath, (from, to) => {
    take(numbersOf(npy, from, to, places), from);
  });
}

/** `(3, 4)`, as Python says it. */
export function shown(shape: readonly number[]): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
}

const ofNumbers = 'Save plain arrays of numbers (dtype float32, float16, float64 or an integer).';

function parseDtype(name: string, descr: string): Dtype {
  if (!numeric.test(descr)) throw invalid(`${name} is of dtype '${descr.slice(0, 20)}'`, ofNumbers);
  const kind = descr.replace(/^[<>|=]/, '');
  return { descr, kind, itemSize: Number(kind.slice(1)), littleEndian: !descr.startsWith('>') };
}

function parseShape(name: string, tuple: string): number[] {
  const sizes = tuple.split(',').map((size) => size.trim());
  if (sizes.at(-1) === '') sizes.pop();
  if (!sizes.every((size) => /^\d{1,15}L?$/.test(size))) {
    throw invalid(`${name} says it has the shape (${tuple.slice(0, 60)})`);
  }
  return sizes.map((size) => Number.parseInt(size, 10));
}

function numbersOf(
  { dtype, bytes }: Npy,
  from: number,
  to: number,
  places: (() => number) | null,
): Float32Array | Float64Array {
  const { kind, itemSize, littleEndian } = dtype;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = readers[kind]!;
  const isHalf = kind === 'f2';
  const values = isHalf ? new Uint16Array(to - from) : new Float64Array(to - from);
  for (let i = 0; i < values.length; i++) {
    values[i] = read(view, (places ? places() : from + i) * itemSize, littleEndian);
  }
  return values instanceof Uint16Array ? decodeFloat16(values) : values;
}

const readers: Record<string, (view: DataView, at: number, littleEndian: boolean) => number> = {
  f2: (view, at, little) => view.getUint16(at, little), // decoded afterwards
  f4: (view, at, little) => view.getFloat32(at, little),
  f8: (view, at, little) => view.getFloat64(at, little),
  i1: (view, at) => view.getInt8(at),
  u1: (view, at) => view.getUint8(at),
  i2: (view, at, little) => view.getInt16(at, little),
  u2: (view, at, little) => view.getUint16(at, little),
  i4: (view, at, little) => view.getInt32(at, little),
  u4: (view, at, little) => view.getUint32(at, little),
  i8: (view, at, little) => Number(view.getBigInt64(at, little)),
  u8: (view, at, little) => Number(view.getBigUint64(at, little)),
};

/** Where the values of an array in Fortran order lie: each call gives the place of the next in C order. */
function fortranPlaces(shape: readonly number[]): () => number {
  const strides = shape.map((_, i) => productOf(shape.slice(0, i)));
  const index = shape.map(() => 0);
  let next = 0;
  return () => {
    const place = next;
    for (let i = shape.length - 1; i >= 0; i--) {
      next += strides[i]!;
      if (++index[i]! < shape[i]!) break;
      next -= strides[i]! * shape[i]!;
      index[i] = 0;
    }
    return place;
  };
}
