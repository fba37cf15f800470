/**
 * A hash of weights, by name: 53 bits in hexadecimal, the same on every machine. It tells networks apart by accident,
 * not by malice.
 *
 * @param text - what else shapes the features.
 */
export function fingerprint(text: string, weights: ReadonlyMap<string, Float32Array>): string {
  let a = 0x9e3779b9;
  let b = 0x85ebca6b;
  const mix = (value: number) => {
    a = Math.imul(a ^ value, 2654435761);
    b = Math.imul(b ^ value, 1597334677);
    a ^= b >>> 15; // high bits come down too
  };
  for (let i = 0; i < text.length; i++) mix(text.charCodeAt(i));
  for (const name of [...weights.keys()].sort()) {
    for (let i = 0; i < name.length; i++) mix(name.charCodeAt(i));
    const { buffer, byteOffset, length } = weights.get(name)!;
    const words = new Int32Array(buffer, byteOffset, length);
    for (let i = 0; i < length; i++) mix(words[i]!);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return ((b & 0x1fffff) * 2 ** 32 + (a >>> 0)).toString(16).padStart(14, '0');
}
