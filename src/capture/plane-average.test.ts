import { expect, test } from 'vitest';
import { averagePlanes, type Plane } from './plane-average.js';

const bt601 = { red: 0.299, blue: 0.114 };
const bt709 = { red: 0.2126, blue: 0.0722 };

test('planes of any size, place and stride equal a plain reading of them', () => {
  const random = randomFrom(1);
  const whole = (from: number, to: number) => from + Math.floor(random() * (to - from + 1));
  for (let trial = 0; trial < 120; trial++) {
    const width = whole(3, 60);
    const height = whole(3, 60);
    const edge = whole(2, Math.min(width, height));
    const region = { x: random() * (width - edge), y: random() * (height - edge), size: edge };
    const half = { x: region.x / 2, y: region.y / 2, size: edge / 2 };
    const isInterleaved = random() < 0.5;
    const step = isInterleaved ? 2 : 1;
    const halfWidth = Math.ceil(width / 2);
    const stride = width + whole(0, 5);
    const halfStride = halfWidth * step + whole(0, 5);
    const offset = whole(0, 9);
    const blueAt = offset + stride * height + whole(0, 9);
    const redAt = isInterleaved ? blueAt + 1 : blueAt + halfStride * Math.ceil(height / 2) + whole(0, 9);
    const planes = [
      { offset, stride, step: 1, region },
      { offset: blueAt, stride: halfStride, step, region: half },
      { offset: redAt, stride: halfStride, step, region: half },
    ] as const;
    // Grey to moderately coloured, so that no value has to be cut off.
    const data = Uint8Array.from({ length: redAt + halfStride * Math.ceil(height / 2) }, (_, i) =>
      i < blueAt ? whole(100, 150) : whole(118, 138),
    );
    const size = whole(1, 30);
    const mirrored = random() < 0.5;
    const encoding = { ...(random() < 0.5 ? bt601 : bt709), fullRange: random() < 0.5 };
    const out = new Float32Array(3 * size * size).fill(-1);
    averagePlanes(data, planes, encoding, mirrored, size, out);
    const expected = plainReading(data, planes, encoding, mirrored, size);
    for (const [i, value] of expected.entries()) expect(Math.abs(out[i]! - value)).toBeLessThan(1e-3);
  }
});

test.each([
  ['white, limited', [235, 128, 128], bt601, false, [255, 255, 255]],
  ['black, limited', [16, 128, 128], bt709, false, [0, 0, 0]],
  ['white, full', [255, 128, 128], bt709, true, [255, 255, 255]],
  ['black, full', [0, 128, 128], bt601, true, [0, 0, 0]],
  // ITU-R BT.601 and BT.709: the bytes of pure colours, rounded.
  ['red, BT.601', [81, 90, 240], bt601, false, [255, 0, 0]],
  ['green, BT.601', [145, 54, 34], bt601, false, [0, 255, 0]],
  ['blue, BT.601', [41, 240, 110], bt601, false, [0, 0, 255]],
  ['red, BT.709', [63, 102, 240], bt709, false, [255, 0, 0]],
  ['green, BT.709', [173, 42, 26], bt709, false, [0, 255, 0]],
  ['blue, BT.709', [32, 240, 118], bt709, false, [0, 0, 255]],
  ['red, as JPEG has it', [76, 85, 255], bt601, true, [255, 0, 0]],
  ['beyond white', [255, 128, 128], bt601, false, [255, 255, 255]],
  ['beyond every colour', [0, 0, 0], bt601, false, [0, 135, 0]],
] as const)('%s', (_, [y, u, v], coefficients, fullRange, expected) => {
  const out = new Float32Array(3);
  const plane = (offset: number) => ({ offset, stride: 2, step: 1, region: { x: 0, y: 0, size: 1 } });
  const data = Uint8Array.of(y, u, v);
  averagePlanes(data, [plane(0), plane(1), plane(2)], { ...coefficients, fullRange }, false, 1, out);
  for (const [i, value] of expected.entries()) expect(Math.abs(out[i]! - value)).toBeLessThan(2);
});

test('what lies outside of the square makes no difference', () => {
  const read = (outside: number) => {
    const data = new Uint8Array(20 * 10 * 3).fill(outside);
    const plane = (channel: number) => {
      for (let y = 0; y < 10; y++)
        data.fill(100 + y, channel * 200 + y * 20 + 5, channel * 200 + y * 20 + 15);
      return { offset: channel * 200, stride: 20, step: 1, region: { x: 5, y: 0, size: 10 } };
    };
    const out = new Float32Array(3 * 16);
    averagePlanes(data, [plane(0), plane(1), plane(2)], { ...bt601, fullRange: true }, false, 4, out);
    return out;
  };
  expect(read(0)).toEqual(read(255));
});

/** Goes through every pixel of a plane for every result and weighs it with the area that the two share. */
function plainReading(
  data: Uint8Array,
  planes: readonly Plane[],
  { red, blue, fullRange }: { red: number; blue: number; fullRange: boolean },
  mirrored: boolean,
  size: number,
): number[] {
  const shared = (pixel: number, from: number, length: number) =>
    Math.max(0, Math.min(pixel + 1, from + length) - Math.max(pixel, from));
  const result: number[] = [];
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const [y, u, v] = planes.map(({ offset, stride, step, region }) => {
        const length = region.size / size;
        const left = region.x + (mirrored ? size - 1 - column : column) * length;
        const top = region.y + row * length;
        let sum = 0;
        for (let line = 0; line < 60; line++) {
          const down = shared(line, top, length);
          if (down === 0) continue;
          for (let pixel = 0; pixel < 60; pixel++) {
            const area = down * shared(pixel, left, length);
            if (area > 1e-9) sum += area * data[offset + line * stride + pixel * step]!;
          }
        }
        return sum / length ** 2;
      });
      result.push(...plainColour(y!, u!, v!, red, blue, fullRange));
    }
  }
  return result;
}

/** The definition the other way round: solved for red and blue, and green from what is left of the brightness. */
function plainColour(y: number, u: number, v: number, kr: number, kb: number, full: boolean): number[] {
  const brightness = full ? y / 255 : (y - 16) / 219;
  const blueness = full ? (u - 128) / 255 : (u - 128) / 224;
  const redness = full ? (v - 128) / 255 : (v - 128) / 224;
  const red = brightness + 2 * (1 - kr) * redness;
  const blue = brightness + 2 * (1 - kb) * blueness;
  const green = (brightness - kr * red - kb * blue) / (1 - kr - kb);
  return [red, green, blue].map((value) => 255 * value);
}

/** The same numbers 0..1 at every run. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
