import { expect, test } from 'vitest';
import { SquareReader } from './square-reader.js';

const code = (code: string) => expect.objectContaining({ code });

/** A picture with something in every corner: smooth, so that ways of resizing may differ little. */
function picture(width: number, height: number): ImageData {
  const image = new ImageData(width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      image.data.set(
        [
          (255 * x) / width,
          (255 * y) / height,
          127 + 127 * Math.sin((6 * x) / width + (9 * y) / height),
          255,
        ],
        (y * width + x) * 4,
      );
    }
  }
  return image;
}

function canvasOf(image: ImageData): HTMLCanvasElement {
  const canvas = Object.assign(document.createElement('canvas'), {
    width: image.width,
    height: image.height,
  });
  canvas.getContext('2d')!.putImageData(image, 0, 0);
  return canvas;
}

const frame = (
  image: CanvasImageSource | ImageData,
  { width, height }: { width: number; height: number },
  mirrored = false,
) => ({
  image,
  width,
  height,
  timestamp: 0,
  mirrored,
});

test.each([
  [640, 480],
  [480, 640],
  [1280, 720],
  [224, 224],
  [100, 60],
])('reads a canvas of %i x %i as it reads its pixels, within 3 of 255', async (width, height) => {
  const image = picture(width, height);
  const canvas = canvasOf(image);
  for (const size of [56, 224]) {
    for (const mirrored of [false, true]) {
      const plain = await new SquareReader(size).read(frame(image, image, mirrored));
      const bitmap = await createImageBitmap(canvas);
      for (const source of [canvas, bitmap]) {
        const drawn = await new SquareReader(size).read(frame(source, image, mirrored));
        let most = 0;
        for (let i = 0; i < plain.length; i++) most = Math.max(most, Math.abs(plain[i]! - drawn[i]!));
        expect(most).toBeLessThan(3);
      }
      bitmap.close();
    }
  }
});

test('an empty frame and a closed one are told', async () => {
  const reader = new SquareReader(8);
  const image = picture(20, 20);
  await expect(reader.read(frame(image, { width: 0, height: 0 }))).rejects.toEqual(code('frame-unreadable'));
  const bitmap = await createImageBitmap(canvasOf(image));
  bitmap.close();
  await expect(reader.read(frame(bitmap, { width: 20, height: 20 }))).rejects.toEqual(
    code('frame-unreadable'),
  );
});
