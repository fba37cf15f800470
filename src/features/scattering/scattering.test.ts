import { describe, expect, test } from 'vitest';
import type { Frame } from '../../capture/frame.js';
import { CamdialError } from '../../errors.js';
import { backboneChecks } from '../../testing/index.js';
import { Scattering } from './scattering.js';

const both = [
  ['wasm', true],
  ['TypeScript', false],
] as const;

describe.each(both)('keeps the contract on %s', (_, wasm) => {
  for (const check of backboneChecks(() => Scattering.create({ wasm }))) test(check.name, check.run);
});

const channels = 180;
const firstOrder = 36;
const edge = 56;

test('says what it is: 4,500 features in 5 x 5 cells', async () => {
  const backbone = Scattering.create();
  expect(backbone.inputSize).toBe(edge);
  expect(backbone.featureShape).toEqual([5, 5, channels]);
  expect(backbone.id).toMatch(/^scattering-1\//);
  expect(await backbone.extract(frame(noise(1)))).toHaveLength(5 * 5 * channels);
});

test.each(both)('equals the recipe written out plainly, on %s', async (_, wasm) => {
  const picture = noise(2);
  const found = await Scattering.create({ wasm }).extract(frame(picture));
  const expected = plainScattering(picture);
  let largest = 0;
  for (let i = 0; i < found.length; i++) largest = Math.max(largest, Math.abs(found[i]! - expected[i]!));
  expect(expected).toHaveLength(found.length);
  expect(largest).toBeLessThan(1e-5);
});

test('a flat picture has no edges, whatever its colour', async () => {
  const backbone = Scattering.create();
  for (const colour of [
    [0, 0, 0],
    [255, 255, 255],
    [200, 90, 10],
  ] as const) {
    const features = await backbone.extract(frame(() => colour));
    expect(features.every(Number.isFinite)).toBe(true);
    expect(Math.max(...ordersOf(features).first)).toBeLessThan(1e-4);
  }
});

test('noise gives finite features, none of them all zero', async () => {
  const features = await Scattering.create().extract(frame(noise(3)));
  expect(features.every(Number.isFinite)).toBe(true);
  for (let channel = 0; channel < channels; channel++) {
    expect(features.some((value, i) => i % channels === channel && value !== 0)).toBe(true);
  }
});

test('first order: a darker picture reads the same within 3% of the spread', async () => {
  const backbone = Scattering.create();
  const bright = ordersOf(await backbone.extract(frame(scene)));
  const dark = ordersOf(await backbone.extract(frame((x, y) => times(scene(x, y), [0.7, 0.7, 0.7]))));
  expect(distance(bright.first, dark.first)).toBeLessThan(0.03);
});

test('both orders: darker and of another tint, the same within 7%; a move changes them by 30% and more', async () => {
  const backbone = Scattering.create();
  const plain = ordersOf(await backbone.extract(frame(scene)));
  const tinted = ordersOf(await backbone.extract(frame((x, y) => times(scene(x, y), [0.6, 0.5, 0.4]))));
  const moved = ordersOf(await backbone.extract(frame((x, y) => scene(x - 8, y))));
  expect(distance(plain.first, tinted.first)).toBeLessThan(0.07);
  expect(distance(plain.second, tinted.second)).toBeLessThan(0.07);
  expect(distance(plain.first, moved.first)).toBeGreaterThan(0.3);
  expect(distance(plain.second, moved.second)).toBeGreaterThan(0.3);
});

test('each result is fresh, and no frame leaves a trace in the next', async () => {
  const backbone = Scattering.create();
  const first = await backbone.extract(frame(scene));
  const kept = Float32Array.from(first);
  await backbone.extract(frame(noise(4)));
  const again = await backbone.extract(frame(scene));
  expect(first).toEqual(kept);
  expect(again).not.toBe(first);
  expect(again).toEqual(kept);
  expect(await Scattering.create().extract(frame(scene))).toEqual(kept);
});

test('a mirrored frame reads as the mirrored picture', async () => {
  const backbone = Scattering.create();
  const mirrored = await backbone.extract({ ...frame(scene), mirrored: true });
  expect(mirrored).toEqual(await backbone.extract(frame((x, y) => scene(edge - 1 - x, y))));
  expect(mirrored).not.toEqual(await backbone.extract(frame(scene)));
});

test('refuses to work after dispose, which may be called twice', async () => {
  const backbone = Scattering.create();
  backbone.dispose();
  backbone.dispose();
  const failure = backbone.extract(frame(scene));
  await expect(failure).rejects.toBeInstanceOf(CamdialError);
  await expect(failure).rejects.toMatchObject({ code: 'disposed' });
});

type Colour = readonly [number, number, number];
type Picture = (x: number, y: number) => Colour;

function frame(picture: Picture): Frame {
  const data = new Uint8ClampedArray(edge * edge * 4);
  for (let y = 0; y < edge; y++) {
    for (let x = 0; x < edge; x++) data.set([...picture(x, y), 255], 4 * (y * edge + x));
  }
  return {
    image: { data, width: edge, height: edge },
    width: edge,
    height: edge,
    timestamp: 0,
    mirrored: false,
  };
}

/** A reddish disc with stripes on a bluish wall, lit from the left. */
function scene(x: number, y: number): Colour {
  const light = 1 - x / 200;
  const isDisc = (x - 24) ** 2 + (y - 30) ** 2 < 150;
  const stripe = Math.sin(y * 0.9 + x * 0.3) > 0 ? 1 : 0.7;
  return isDisc
    ? times([230, 120, 90], [light * stripe, light * stripe, light * stripe])
    : [90, 110 * light, 150];
}

function noise(seed: number): Picture {
  const hash = (n: number) => (Math.abs(Math.sin(n * 12.9898 + seed * 78.233) * 43758.5453) % 1) * 256;
  return (x, y) => [
    hash(3 * (y * edge + x)) | 0,
    hash(3 * (y * edge + x) + 1) | 0,
    hash(3 * (y * edge + x) + 2) | 0,
  ];
}

function times(colour: Colour, by: Colour): Colour {
  return [colour[0] * by[0], colour[1] * by[1], colour[2] * by[2]];
}

function ordersOf(features: Float32Array): { first: number[]; second: number[] } {
  const values = [...features];
  return {
    first: values.filter((_, i) => i % channels < firstOrder),
    second: values.filter((_, i) => i % channels >= firstOrder),
  };
}

/** Root of the mean of squared differences, as a share of the spread of `a`. */
function distance(a: number[], b: number[]): number {
  const mean = a.reduce((sum, value) => sum + value, 0) / a.length;
  const difference = a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0);
  return Math.sqrt(difference / a.reduce((sum, value) => sum + (value - mean) ** 2, 0));
}

// The recipe once more, with whole two-dimensional filters and nothing shared, fused or kept.

type Map2 = number[][];

function plainScattering(picture: Picture): Float32Array {
  const features = new Float32Array(25 * channels);
  const set = (channel: number, cells: number[]) => {
    for (const [i, value] of cells.entries()) features[i * channels + channel] = value;
  };
  const rgb = [0, 1, 2].map((channel) => square(edge, (y, x) => picture(x, y)[channel]! / 255));
  const [red, green, blue] = rgb.map((map) => {
    const brightness = mean(map.flat()) + 0.05;
    return each(map, (value) => (0.5 * value) / brightness);
  });
  let octave = [
    square(edge, (y, x) => (red![y]![x]! + green![y]![x]! + blue![y]![x]!) / 3),
    square(edge, (y, x) => (red![y]![x]! - green![y]![x]!) / Math.sqrt(2)),
    square(edge, (y, x) => (red![y]![x]! + green![y]![x]! - 2 * blue![y]![x]!) / Math.sqrt(6)),
  ];
  let pair = 0;
  for (let scale = 0; scale < 3; scale++, octave = octave.map(shrink)) {
    const first = octave.map(moduli);
    for (const [colour, maps] of first.entries()) {
      const energy = square(maps[0]!.length, (y, x) => mean(maps.map((map) => map[y]![x]! ** 2)));
      const contrast = each(filtered(energy, gaussian(4)), (value) => Math.sqrt(value) + 0.005);
      for (const [orientation, map] of maps.entries()) {
        const divided = square(map.length, (y, x) => map[y]![x]! / contrast[y]![x]!);
        set(scale * 12 + colour * 4 + orientation, cellsOf(divided));
      }
    }
    const cells = first.flat().map(cellsOf);
    const strength = cells[0]!.map((_, cell) => mean(cells.map((values) => values[cell]!)));
    let coarser = first.flat();
    for (let rough = scale + 1; rough < 3; rough++, pair++) {
      coarser = coarser.map(shrink);
      for (const [from, map] of coarser.entries()) {
        for (const [orientation, second] of moduli(map).entries()) {
          const values = cellsOf(second).map(
            (value, cell) => Math.log((value + 0.001) / (strength[cell]! + 0.005)) / 4,
          );
          set(firstOrder + (pair * 12 + from) * 4 + orientation, values);
        }
      }
    }
  }
  return features;
}

function moduli(map: Map2): Map2[] {
  return [0, 45, 90, 135].map((degrees) => {
    const envelope = gaussian(1.8, 4);
    const wave = (of: (phase: number) => number) =>
      square(9, (y, x) => {
        const angle = (degrees * Math.PI) / 180;
        return (
          envelope[y]![x]! * of(((x - 4) * Math.cos(angle) + (y - 4) * Math.sin(angle)) * (Math.PI / 2.25))
        );
      });
    const even = wave(Math.cos);
    const share = mean(even.flat()) / mean(envelope.flat());
    const zeroMean = square(9, (y, x) => even[y]![x]! - share * envelope[y]![x]!);
    const unit = (taps: Map2) => each(taps, (tap) => tap / (81 * mean(taps.flat().map(Math.abs))));
    const evenMap = filtered(map, unit(zeroMean));
    const oddMap = filtered(map, unit(wave(Math.sin)));
    return square(map.length, (y, x) => Math.hypot(evenMap[y]![x]!, oddMap[y]![x]!));
  });
}

function shrink(map: Map2): Map2 {
  const blurred = filtered(map, gaussian(1));
  return square(map.length / 2, (y, x) =>
    mean([0, 1, 2, 3].map((i) => blurred[2 * y + (i >> 1)]![2 * x + (i & 1)]!)),
  );
}

/** Means over 5 x 5 windows of three sevenths of the map. */
function cellsOf(map: Map2): number[] {
  const step = map.length / 7;
  return square(5, (row, column) =>
    mean(
      map
        .slice(row * step, (row + 3) * step)
        .flatMap((line) => line.slice(column * step, (column + 3) * step)),
    ),
  ).flat();
}

function filtered(map: Map2, taps: Map2): Map2 {
  const radius = (taps.length - 1) / 2;
  const inside = (i: number) => Math.min(Math.max(i - radius, 0), map.length - 1);
  const padded = square(map.length + 2 * radius, (y, x) => map[inside(y)]![inside(x)]!);
  return square(map.length, (y, x) => {
    let sum = 0;
    for (let down = 0; down < taps.length; down++) {
      const line = padded[y + down]!;
      const row = taps[down]!;
      for (let across = 0; across < row.length; across++) sum += row[across]! * line[x + across]!;
    }
    return sum;
  });
}

function gaussian(sigma: number, radius = 3 * sigma): Map2 {
  const taps = square(2 * radius + 1, (y, x) =>
    Math.exp(-((x - radius) ** 2 + (y - radius) ** 2) / (2 * sigma * sigma)),
  );
  const sum = taps.flat().reduce((total, tap) => total + tap, 0);
  return each(taps, (tap) => tap / sum);
}

function square(size: number, value: (y: number, x: number) => number): Map2 {
  return Array.from({ length: size }, (_, y) => Array.from({ length: size }, (_, x) => value(y, x)));
}

function each(map: Map2, change: (value: number) => number): Map2 {
  return map.map((line) => line.map(change));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
