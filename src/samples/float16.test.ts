import { expect, test } from 'vitest';
import { randomFrom } from '../random.js';
import { decodeFloat16, encodeFloat16, largestFloat16 } from './float16.js';

const encode = (...values: number[]) => {
  const halves = new Uint16Array(values.length);
  encodeFloat16(values, halves, 0);
  return halves;
};

test('values that IEEE 754 gives', () => {
  const known: [number, number][] = [
    [0, 0x0000],
    [-0, 0x8000],
    [1, 0x3c00],
    [-2, 0xc000],
    [65_504, 0x7bff],
    [2 ** -14, 0x0400],
    [2 ** -24, 0x0001],
    [1 / 3, 0x3555],
  ];
  for (const [value, half] of known) expect(encode(value)[0]).toBe(half);
});

test('all halves come back as they were', () => {
  const halves = Uint16Array.from({ length: 65_536 }, (_, i) => i).filter(
    (half) => (half & 0x7c00) !== 0x7c00,
  );
  const decoded = decodeFloat16(halves);
  const again = new Uint16Array(halves.length);
  encodeFloat16(decoded, again, 0);
  expect(again).toEqual(halves);
});

test('rounds to the nearest, ties to even, also where a carry makes it a power of two or normal', () => {
  const random = randomFrom(1);
  const known = decodeFloat16(Uint16Array.from({ length: 0x7c00 }, (_, i) => i));
  for (let i = 0; i < 2000; i++) {
    const value = Math.fround(
      2 ** (40 * random() - 24) * (random() < 0.5 ? 1 : 1 + 2 ** -11 * Math.round(4 * random())),
    );
    if (value > largestFloat16) continue;
    const half = encode(value)[0]!;
    const off = Math.abs(known[half]! - value);
    for (const near of [half - 1, half + 1]) {
      const other = known[near];
      if (other === undefined) continue;
      expect(off).toBeLessThanOrEqual(Math.abs(other - value));
      if (off === Math.abs(other - value)) expect(half % 2).toBe(0);
    }
  }
});

test('what is beyond the largest becomes the largest', () => {
  expect([...decodeFloat16(encode(1e9, -1e9, 65_519.9))]).toEqual([65_504, -65_504, 65_504]);
});
