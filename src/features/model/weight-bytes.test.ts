import '@tensorflow/tfjs-backend-cpu';
import { io } from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { randomFrom } from '../../random.js';
import { allFinite, decodeWeight, isReadable, storedBytes, type WeightSpec } from './weight-bytes.js';

/** What TF.js makes of the same bytes. */
function asTfjs(spec: WeightSpec, bytes: Uint8Array): number[] {
  const tensor = io.decodeWeights(bytes.slice().buffer, [spec as io.WeightsManifestEntry])[spec.name]!;
  const values = [...tensor.dataSync()];
  tensor.dispose();
  return values;
}

test('every float16 there is, as TF.js reads it', () => {
  const halves = Uint16Array.from({ length: 2 ** 16 }, (_, i) => i);
  const bytes = new Uint8Array(halves.buffer);
  const spec = { name: 'w', shape: [2 ** 16], dtype: 'float32', quantization: { dtype: 'float16' } };
  const values = decodeWeight(spec, bytes);
  expect([...values]).toEqual(asTfjs(spec, bytes));
  expect(decodeWeight({ ...spec, dtype: 'float16', quantization: undefined }, bytes)).toEqual(values);
  // And as the standard has them.
  const at = (half: number) => values[half];
  expect([at(0x0001), at(0x03ff), at(0x0400), at(0x3c00), at(0xc000), at(0x7bff)]).toEqual([
    2 ** -24,
    1023 * 2 ** -24,
    2 ** -14,
    1,
    -2,
    65504,
  ]);
  expect([at(0x7c00), at(0xfc00), at(0x7c01), at(0xfe00)]).toEqual([Infinity, -Infinity, NaN, NaN]);
  expect(Object.is(at(0x8000), -0)).toBe(true);
});

describe.each(['float32', 'int32', 'bool'])('%s', (dtype) => {
  const stored = dtype === 'bool' ? [undefined] : [undefined, 'uint8', 'uint16', 'float16'];
  test.each(stored)('quantized as %s: as TF.js reads it, from any offset', (quantized) => {
    for (let seed = 1; seed <= 20; seed++) {
      const random = randomFrom(seed);
      const shape = [1 + Math.floor(random() * 5), Math.floor(random() * 40)];
      const quantization = quantized && {
        dtype: quantized,
        scale: random() * 10 ** (random() * 8 - 6),
        min: random() * 20 - 10,
      };
      const spec: WeightSpec = { name: 'w', shape, dtype, ...(quantization && { quantization }) };
      if (!isReadable(spec)) {
        expect([dtype, quantized]).toEqual(['int32', 'float16']);
        expect(() => asTfjs(spec, new Uint8Array(storedBytes(spec)!))).toThrow();
        continue;
      }
      const offset = Math.floor(random() * 4);
      const values = dtype === 'bool' ? 2 : 256;
      const memory = Uint8Array.from({ length: offset + storedBytes(spec)! + 3 }, () => random() * values);
      const bytes = memory.subarray(offset, offset + storedBytes(spec)!);
      const expected = Float32Array.from(asTfjs(spec, bytes));
      const decoded = decodeWeight(spec, bytes);
      expect(decoded).toEqual(expected);
      decoded.fill(0);
      expect(decodeWeight(spec, bytes)).toEqual(expected); // the bytes are not its memory
    }
  });
});

test('other types are sized where they can be, and not read', () => {
  const of = (dtype: string, quantization?: { dtype: string }): WeightSpec => ({
    name: 'w',
    shape: [2, 3],
    dtype,
    quantization,
  });
  expect([of('complex64'), of('string'), of('float64'), of('constructor')].map(storedBytes)).toEqual([
    48,
    undefined,
    undefined,
    undefined,
  ]);
  expect(
    [
      of('complex64'),
      of('string'),
      of('bool', { dtype: 'uint8' }),
      of('float32', { dtype: 'int4' }),
      of('float32', { dtype: 'float32' }),
    ].map(isReadable),
  ).toEqual([false, false, false, false, false]);
  expect(decodeWeight(of('uint8'), Uint8Array.of(0, 1, 2, 127, 128, 255))).toEqual(
    Float32Array.of(0, 1, 2, 127, 128, 255),
  );
});

test.each([NaN, Infinity, -Infinity])('%f among many is found', (value) => {
  const values = new Float32Array(1000).fill(-3e38);
  expect(allFinite(values)).toBe(true);
  values[567] = value;
  expect(allFinite(values)).toBe(false);
});
