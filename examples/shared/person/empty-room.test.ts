import type { PixelImage } from 'camdial';
import { SimulatedSource } from 'camdial/testing';
import { expect, test } from 'vitest';
import { EmptiableSource } from './empty-room.js';

const seed = 3;

function makeSource(isEmpty: () => boolean) {
  const person = new SimulatedSource({
    width: 96,
    height: 72,
    seed,
    realtime: false,
    motion: (ms) => ({ x: Math.sin(ms / 100), y: 0, z: 0 }),
  });
  return new EmptiableSource(person, seed, isEmpty);
}

const pixels = async (source: EmptiableSource) =>
  Uint8ClampedArray.from(((await source.next())!.image as PixelImage).data);

/** The share of the pixels that are clearly others; wall and jersey differ in the blue. */
function changed(a: Uint8ClampedArray, b: Uint8ClampedArray): number {
  let count = 0;
  for (let i = 2; i < a.length; i += 4) if (Math.abs(a[i]! - b[i]!) > 40) count++;
  return count / (a.length / 4);
}

test('while nobody is away, the pictures are those of the person', async () => {
  const plain = new SimulatedSource({
    width: 96,
    height: 72,
    seed,
    realtime: false,
    motion: () => ({ x: 0, y: 0, z: 0 }),
  });
  const first = await pixels(makeSource(() => false));
  expect(changed(first, Uint8ClampedArray.from((await plain.next())!.image.data))).toBeLessThan(0.01);
});

test('the room stands still without the person, whose place is other than before', async () => {
  let isAway = false;
  const source = makeSource(() => isAway);
  const person = await pixels(source);
  isAway = true;
  const room = await pixels(source);
  expect(await pixels(source)).toEqual(room);
  expect(changed(person, room)).toBeGreaterThan(0.1);
  isAway = false;
  expect(await pixels(source)).not.toEqual(room);
});

test('an end and a stop are passed on', async () => {
  const source = makeSource(() => true);
  source.dispose();
  expect(await source.next()).toBeNull();
});
