import { expect, test } from 'vitest';
import type { Frame, PixelImage } from './frame.js';
import { closePicture, portableFrame } from './portable-frame.js';
import { SquareReader } from './square-reader.js';

function frameOf(width: number, height: number): Frame & { image: PixelImage } {
  const data = Uint8ClampedArray.from({ length: 4 * width * height }, (_, i) => (i * 7919) % 251);
  return { image: { data, width, height }, width, height, timestamp: 77, mirrored: true };
}

test.each([
  [16, 10, 10, 10],
  [10, 16, 10, 10],
  [13, 10, 11, 10], // the square begins in the middle of a pixel
  [10, 13, 10, 11],
  [9, 9, 9, 9],
])('plain pixels of %i x %i: %i x %i of them, which read the same', async (width, height, columns, rows) => {
  const original = frameOf(width, height);
  const kept = original.image.data.slice();
  const { frame, transfer } = await portableFrame(original, 4);
  const image = frame.image as PixelImage;
  expect(frame).toMatchObject({ width: columns, height: rows, timestamp: 77, mirrored: true });
  expect(image.data).toHaveLength(4 * columns * rows);
  expect(transfer).toEqual([image.data.buffer]);

  const received = structuredClone(frame, { transfer });
  expect(image.data).toHaveLength(0);
  expect(original.image.data).toEqual(kept);
  const reader = new SquareReader(4);
  expect(await reader.read(received)).toEqual(await reader.read(original));
  closePicture(received);
  closePicture(received);
});

test('an empty frame is told', async () => {
  await expect(portableFrame({ ...frameOf(4, 4), width: 0 }, 4)).rejects.toMatchObject({
    code: 'frame-unreadable',
  });
});
