import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Frame } from '../../capture/frame.js';
import { framesOfAPerson, largestDifference, pictures } from './pictures.fixture.js';
import { PlainScattering } from './plain-scattering.js';
import { Scattering } from './scattering.js';
import { WasmScattering } from './wasm-scattering.js';

const near = 1e-5;
const plain = new PlainScattering();
const wasm = await WasmScattering.start();

afterEach(() => {
  vi.restoreAllMocks();
});

describe('equals the TypeScript', () => {
  test.each(Object.entries(pictures))('%s', (_, picture) => {
    expect(largestDifference(wasm.scatter(picture), plain.scatter(picture))).toBeLessThan(near);
  });

  test('a person who moves', async () => {
    const frames = await framesOfAPerson(20);
    for (const frame of frames) {
      expect(largestDifference(wasm.scatter(frame), plain.scatter(frame))).toBeLessThan(near);
    }
    expect(largestDifference(wasm.scatter(frames[0]!), wasm.scatter(frames[19]!))).toBeGreaterThan(0.1);
  });

  test('a flat picture: no edges at all', () => {
    const features = wasm.scatter(pictures['a flat colour']!);
    expect(features.filter((_, i) => i % 180 < 36).every((value) => Math.abs(value) < 1e-7)).toBe(true);
  });
});

test('no picture leaves a trace in the next, whatever came between', () => {
  const first = wasm.scatter(pictures['a disc']!);
  const kept = first.slice();
  for (const picture of Object.values(pictures)) wasm.scatter(picture);
  expect(wasm.scatter(pictures['a disc']!)).toEqual(kept);
  expect(first).toEqual(kept);
});

test('5,000 frames need no more memory than the first', () => {
  const { bytes } = wasm;
  for (let i = 0; i < 5000; i++) wasm.scatter(pictures['noise']!);
  expect(wasm.bytes).toBe(bytes);
  expect(bytes).toBeLessThan(2 ** 20);
});

test('loading the module does nothing yet', async () => {
  const compile = vi.spyOn(WebAssembly, 'compile');
  const names = Object.getOwnPropertyNames(globalThis);
  vi.resetModules();
  await import('./wasm-scattering.js');
  await import('./scattering.js');
  expect(compile).not.toHaveBeenCalled();
  expect(Object.getOwnPropertyNames(globalThis)).toEqual(names);
});

describe('the backbone', () => {
  test('runs on wasm, and says so after the first frame', async () => {
    const backbone = Scattering.create();
    expect(backbone.runsOn).toBeNull();
    await backbone.extract(frame(1));
    expect(backbone.runsOn).toBe('wasm');
  });

  test('runs on TypeScript when it is told to, under the same id, with the same features', async () => {
    const compile = vi.spyOn(WebAssembly, 'compile');
    const told = Scattering.create({ wasm: false });
    const features = await told.extract(frame(1));
    expect(told.runsOn).toBe('typescript');
    expect(compile).not.toHaveBeenCalled();
    const usual = Scattering.create();
    expect(usual.id).toBe(told.id);
    expect(largestDifference(await usual.extract(frame(1)), features)).toBeLessThan(near);
  });

  test.each([
    ['blocked by a policy', new WebAssembly.CompileError('Refused to compile: unsafe-eval is not allowed')],
    ['without SIMD', new WebAssembly.CompileError('invalid value type 0x7b')],
  ])('goes on with TypeScript where wasm is %s, without a word', async (_, error) => {
    const words = (['debug', 'log', 'info', 'warn', 'error'] as const).map((name) => vi.spyOn(console, name));
    const expected = await Scattering.create({ wasm: false }).extract(frame(2));
    const compile = vi.spyOn(WebAssembly, 'compile').mockRejectedValue(error);
    const backbone = Scattering.create();
    expect(await backbone.extract(frame(2))).toEqual(expected);
    expect(await backbone.extract(frame(2))).toEqual(expected);
    expect(backbone.runsOn).toBe('typescript');
    expect(compile).toHaveBeenCalledTimes(1);
    for (const word of words) expect(word).not.toHaveBeenCalled();
  });

  test('goes on with TypeScript where there is no WebAssembly', async () => {
    vi.stubGlobal('WebAssembly', undefined);
    try {
      const backbone = Scattering.create();
      await backbone.extract(frame(3));
      expect(backbone.runsOn).toBe('typescript');
    } finally {
      vi.unstubAllGlobals();
    }
  });

  test('extractions that overlap from the first frame on are each as they are alone', async () => {
    const seeds = [1, 2, 3, 4, 5, 6];
    const backbone = Scattering.create();
    const together = await Promise.all(seeds.map((seed) => backbone.extract(frame(seed))));
    for (const [i, seed] of seeds.entries()) {
      expect(together[i]).toEqual(await Scattering.create().extract(frame(seed)));
    }
  });

  test('the frame is read at once, though wasm still starts', async () => {
    const picture = frame(1);
    const pending = Scattering.create().extract(picture);
    picture.image.data.set(frame(2).image.data);
    expect(await pending).toEqual(await Scattering.create().extract(frame(1)));
  });

  test('an extraction under way when it is disposed is finished', async () => {
    const backbone = Scattering.create();
    const pending = backbone.extract(frame(1));
    backbone.dispose();
    backbone.dispose();
    expect(await pending).toEqual(await Scattering.create().extract(frame(1)));
    await expect(backbone.extract(frame(1))).rejects.toMatchObject({ code: 'disposed' });
  });
});

/** Bytes that depend on the seed alone. */
function frame(seed: number) {
  const data = Uint8ClampedArray.from(
    { length: 4 * 60 * 60 },
    (_, i) => (Math.imul(i + 1, 2654435761 + seed) >>> 13) & 255,
  );
  return {
    image: { data, width: 60, height: 60 },
    width: 60,
    height: 60,
    timestamp: 0,
    mirrored: false,
  } satisfies Frame;
}
