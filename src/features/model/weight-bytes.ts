/** A weight as a model's manifest describes it. */
export interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
  /** What the weight is to be: `float32`, `int32`, `bool`, ... */
  readonly dtype: string;
  /** How it is stored, where that is something smaller. */
  readonly quantization?: WeightQuantization | undefined;
}

/** A weight stored as `float16`, or as whole numbers (`uint8`, `uint16`) that stand for `number * scale + min`. */
export interface WeightQuantization {
  readonly dtype: string;
  readonly scale?: number | undefined;
  readonly min?: number | undefined;
}

/** Bytes of one number, and how they are read; numbers that take up room but cannot be used have no `read`. */
interface StoredType {
  readonly bytes: number;
  readonly read?: (bytes: ArrayBuffer) => Float32Array;
}

// Little-endian, as TF.js writes them and as every machine with a browser reads them.
const storedTypes: ReadonlyMap<string, StoredType> = new Map<string, StoredType>([
  ['float32', { bytes: 4, read: (bytes) => new Float32Array(bytes) }],
  ['float16', { bytes: 2, read: (bytes) => readFloat16(new Uint16Array(bytes)) }],
  ['int32', { bytes: 4, read: (bytes) => new Float32Array(new Int32Array(bytes)) }],
  ['uint16', { bytes: 2, read: (bytes) => new Float32Array(new Uint16Array(bytes)) }],
  ['uint8', { bytes: 1, read: (bytes) => new Float32Array(new Uint8Array(bytes)) }],
  ['bool', { bytes: 1, read: (bytes) => new Float32Array(new Uint8Array(bytes)) }],
  ['complex64', { bytes: 8 }],
]);

/** How many numbers a weight holds. */
function elementCount({ shape }: WeightSpec): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** How many bytes a weight takes in its file; undefined where its spec does not tell (text, unknown types). */
export function storedBytes(spec: WeightSpec): number | undefined {
  const type = storedTypes.get(spec.quantization?.dtype ?? spec.dtype);
  return type && elementCount(spec) * type.bytes;
}

/** Whether a weight can be had as float32. */
export function isReadable({ dtype, quantization }: WeightSpec): boolean {
  if (!quantization) return storedTypes.get(dtype)?.read !== undefined;
  const stored = quantization.dtype;
  if (stored === 'float16') return dtype === 'float32';
  return (stored === 'uint8' || stored === 'uint16') && (dtype === 'float32' || dtype === 'int32');
}

/**
 * A weight as float32, in memory of its own, as TF.js would decode it.
 *
 * @param spec - one that {@link isReadable}.
 * @param bytes - exactly its {@link storedBytes}; they may begin anywhere.
 */
export function decodeWeight(spec: WeightSpec, bytes: Uint8Array<ArrayBuffer>): Float32Array {
  const { dtype, quantization } = spec;
  const { buffer, byteOffset, byteLength } = bytes;
  const { read } = storedTypes.get(quantization?.dtype ?? dtype)!;
  const values = read!(buffer.slice(byteOffset, byteOffset + byteLength));
  if (quantization && quantization.dtype !== 'float16') {
    const { scale = 1, min = 0 } = quantization;
    for (let i = 0; i < values.length; i++) {
      const value = values[i]! * scale + min;
      values[i] = dtype === 'int32' ? Math.round(value) + 0 : value; // whole numbers know no -0
    }
  }
  return values;
}

/** Whether every value is a number. */
export function allFinite(values: Float32Array): boolean {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * 0; // NaN for all that is not finite, and it stays
  return sum === 0;
}

function readFloat16(halves: Uint16Array): Float32Array {
  const values = new Float32Array(halves.length);
  const bits = new Uint32Array(values.buffer);
  for (let i = 0; i < halves.length; i++) {
    const half = halves[i]!;
    // Exponent and fraction moved to where float32 has them: what is missing is the difference of the two biases,
    // 127 - 15. That is exact for the smallest (subnormal) numbers too.
    bits[i] = ((half & 0x8000) << 16) | ((half & 0x7fff) << 13);
    if ((half & 0x7c00) === 0x7c00)
      bits[i]! |= 0x7f800000; // infinite, or not a number
    else values[i]! *= 2 ** 112;
  }
  return values;
}
