/** Scrambles a whole number into 0..1, evenly; the same number gives the same result everywhere. */
export function scatter(value: number, seed = 0): number {
  let bits = (Math.imul(value | 0, 0x9e3779b1) ^ Math.imul(seed | 0, 0x85ebca6b)) | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x21f0aaad);
  bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
  return ((bits ^ (bits >>> 15)) >>> 0) / 2 ** 32;
}
