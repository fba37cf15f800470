import { expect, test } from 'vitest';
import { AreaAverage } from './area-average.js';
import type { PixelImage } from './frame.js';
import { SquareReader } from './square-reader.js';
import type { SquareRegion } from './square-region.js';

test('a whole ratio gives the exact means of the blocks', () => {
  const image = noise(12, 12);
  const found = read(image, 3);
  for (let row = 0; row < 3; row++) {
    for (let column = 0; column < 3; column++) {
      for (let colour = 0; colour < 3; colour++) {
        let sum = 0;
        for (let y = 4 * row; y < 4 * row + 4; y++) {
          for (let x = 4 * column; x < 4 * column + 4; x++) sum += valueAt(image, x, y, colour);
        }
        expect(found[3 * (3 * row + column) + colour]).toBe(sum / 16);
      }
    }
  }
});

test('the same size gives the same pixels', () => {
  const image = noise(7, 7);
  expect([...read(image, 7)]).toEqual([...image.data].filter((_, i) => i % 4 !== 3));
});

test.each([
  ['shrinks by a fraction', 17, 5, { x: 0, y: 0, size: 17 }],
  ['starts and ends between pixels', 20, 6, { x: 1.5, y: 0.25, size: 17.3 }],
  ['enlarges', 3, 8, { x: 0, y: 0, size: 3 }],
  ['enlarges a part', 9, 7, { x: 2.3, y: 4.9, size: 3.1 }],
  ['divides 224 px', 224, 56, { x: 0, y: 0, size: 224 }],
] as const)('%s as the covered areas say', (_, edge, size, region) => {
  const image = noise(edge, edge);
  const found = read(image, size, region);
  const expected = plainAverage(image, size, region);
  for (const [i, value] of expected.entries()) expect(Math.abs(found[i]! - value)).toBeLessThan(1e-4);
});

test('white stays white and black black at any ratio', () => {
  for (const level of [0, 255]) {
    const image = { data: new Uint8Array(19 * 19 * 4).fill(level), width: 19, height: 19 };
    for (const value of read(image, 6)) expect(value).toBeCloseTo(level, 3);
  }
});

test('a mirrored picture is flipped left and right, and nothing else', () => {
  const image = noise(10, 10);
  const plain = read(image, 4);
  const mirrored = read(image, 4, undefined, true);
  for (let row = 0; row < 4; row++) {
    for (let column = 0; column < 4; column++) {
      const at = 3 * (4 * row + column);
      const flipped = 3 * (4 * row + 3 - column);
      expect(mirrored.slice(at, at + 3)).toEqual(plain.slice(flipped, flipped + 3));
    }
  }
  expect(mirrored).not.toEqual(plain);
});

test('another region or another picture leaves no trace', () => {
  const average = new AreaAverage(4);
  const image = noise(12, 12);
  const regions = [
    { x: 0, y: 0, size: 12 },
    { x: 3, y: 0, size: 9 },
    { x: 0, y: 3, size: 9 },
    { x: 0, y: 0, size: 9 },
    { x: 0, y: 0, size: 12 },
  ];
  for (const region of regions) {
    const out = new Float32Array(48).fill(-1);
    average.read(image, region, false, out);
    expect(out).toEqual(read(image, 4, region));
  }
});

test.each([
  ['12 x 6 px', 12, 6, 3, 0],
  ['5 x 11 px', 5, 11, 0, 3],
  ['9 x 6 px', 9, 6, 1.5, 0],
])('the reader takes the central square of %s', async (_, width, height, x, y) => {
  const image = noise(width, height);
  const size = Math.min(width, height);
  const reader = new SquareReader(3);
  for (const mirrored of [false, true]) {
    const found = await reader.read({ image, width, height, timestamp: 0, mirrored });
    const expected = plainAverage(image, 3, { x, y, size }, mirrored);
    for (const [i, value] of expected.entries()) expect(Math.abs(found[i]! - value)).toBeLessThan(1e-4);
  }
});

function read(
  image: PixelImage,
  size: number,
  region: SquareRegion = { x: 0, y: 0, size: image.width },
  mirrored = false,
): Float32Array {
  const out = new Float32Array(size * size * 3).fill(-1);
  new AreaAverage(size).read(image, region, mirrored, out);
  return out;
}

/** Goes through every pixel for every result and weighs it with the area that the two share. */
function plainAverage(image: PixelImage, size: number, region: SquareRegion, mirrored = false): number[] {
  const step = region.size / size;
  const shared = (pixel: number, from: number) =>
    Math.max(0, Math.min(pixel + 1, from + step) - Math.max(pixel, from));
  const result: number[] = [];
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const left = region.x + (mirrored ? size - 1 - column : column) * step;
      const sums = [0, 0, 0];
      for (let y = 0; y < image.height; y++) {
        const down = shared(y, region.y + row * step);
        if (down === 0) continue;
        for (let x = 0; x < image.width; x++) {
          const area = down * shared(x, left);
          for (let colour = 0; colour < 3; colour++) sums[colour]! += area * valueAt(image, x, y, colour);
        }
      }
      result.push(...sums.map((sum) => sum / (step * step)));
    }
  }
  return result;
}

function valueAt({ data, width }: PixelImage, x: number, y: number, colour: number): number {
  return data[4 * (y * width + x) + colour]!;
}

/** The same pixels at every run; alpha too, which nothing may read. */
function noise(width: number, height: number): PixelImage {
  let state = width * 1000 + height;
  const data = Uint8Array.from({ length: width * height * 4 }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
  return { data, width, height };
}
