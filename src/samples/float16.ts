/**
 * IEEE 754 half precision: 11 significant bits, up to 65,504. Features that are averages of a network lose nothing that
 * learning would notice, and take half the memory.
 */

export const largestFloat16 = 65_504;

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** Rounds to the nearest half, ties to even; what is beyond the largest becomes it. */
export function encodeFloat16(from: ArrayLike<number>, to: Uint16Array, at: number): void {
  for (let i = 0; i < from.length; i++) to[at + i] = encoded(from[i]!);
}

export function decodeFloat16(from: Uint16Array): Float32Array {
  const table = decodingTable();
  const to = new Float32Array(from.length);
  for (let i = 0; i < from.length; i++) to[i] = table[from[i]!]!;
  return to;
}

function encoded(value: number): number {
  float[0] = Math.min(largestFloat16, Math.max(-largestFloat16, value));
  const whole = bits[0]!;
  const sign = (whole >>> 16) & 0x8000;
  const exponent = ((whole >>> 23) & 0xff) - 112;
  const mantissa = whole & 0x7fffff;
  if (exponent <= 0) {
    if (exponent < -10) return sign;
    const full = mantissa | 0x800000;
    return sign | rounded(full, 14 - exponent);
  }
  // A carry out of the mantissa goes where it belongs, into the exponent.
  return sign | rounded((exponent << 23) | mantissa, 13);
}

/** Shifts to the right, to the nearest, ties to even. */
function rounded(value: number, shift: number): number {
  const half = 1 << (shift - 1);
  const rest = value & ((1 << shift) - 1);
  const kept = value >>> shift;
  return rest > half || (rest === half && (kept & 1) === 1) ? kept + 1 : kept;
}

let table: Float32Array | null = null;

function decodingTable(): Float32Array {
  if (table) return table;
  table = new Float32Array(65_536);
  for (let half = 0; half < 65_536; half++) {
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >>> 10) & 0x1f;
    const mantissa = half & 0x3ff;
    table[half] =
      exponent === 31
        ? mantissa
          ? Number.NaN
          : sign * Number.POSITIVE_INFINITY
        : exponent === 0
          ? sign * mantissa * 2 ** -24
          : sign * (1024 + mantissa) * 2 ** (exponent - 25);
  }
  return table;
}
