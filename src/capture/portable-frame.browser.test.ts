import { afterEach, expect, test, vi } from 'vitest';
import type { Frame } from './frame.js';
import {
  apart,
  cameraVideo,
  canvasOf,
  frameOf,
  imageOfAnotherOrigin,
  smoothPicture,
  stopVideo,
  videoFrameOf,
} from './pictures.fixture.js';
import { closePicture, portableFrame } from './portable-frame.js';
import { SquareReader } from './square-reader.js';

const code = (code: string) => expect.objectContaining({ code });

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** Reads frames with a SquareReader of its own, in another thread, and closes them. */
const worker = new Worker(
  URL.createObjectURL(
    new Blob(
      [
        `import { SquareReader } from ${JSON.stringify(new URL('./square-reader.ts', import.meta.url).href)};
         import { closePicture } from ${JSON.stringify(new URL('./portable-frame.ts', import.meta.url).href)};
         onmessage = async ({ data: { frame, size } }) => {
           try {
             const pixels = await new SquareReader(size).read(frame);
             closePicture(frame);
             closePicture(frame);
             postMessage({ pixels, timestamp: frame.timestamp });
           } catch (error) {
             postMessage({ error: String(error) });
           }
         };
         postMessage('ready');`,
      ],
      { type: 'text/javascript' },
    ),
  ),
  { type: 'module' },
);
const answer = () =>
  new Promise<MessageEvent>((resolve) => worker.addEventListener('message', resolve, { once: true }));
const ready = answer();

async function readInWorker(frame: Frame, transfer: Transferable[], size: number): Promise<Float32Array> {
  await ready;
  const reading = answer();
  worker.postMessage({ frame, size }, transfer);
  const { data } = await reading;
  expect(data).toMatchObject({ timestamp: frame.timestamp });
  return data.pixels;
}

const image = smoothPicture(320, 240);

test.each([
  ['plain pixels', 0, async () => image],
  ['a canvas', 0.01, async () => canvasOf(image)],
  ['an ImageBitmap', 0.01, () => createImageBitmap(image)],
  ['an image element', 0.01, imageElement],
  [
    'an OffscreenCanvas',
    0.01,
    async () => {
      const canvas = new OffscreenCanvas(320, 240);
      canvas.getContext('2d')!.putImageData(image, 0, 0);
      return canvas;
    },
  ],
  ['a WebCodecs frame', 0, async () => videoFrameOf(image)],
] as const)('%s reads the same in a worker, and stays as it is', async (_, tolerance, make) => {
  const original = frameOf(await make(), image, true);
  for (const size of [16, 56, 224]) {
    const { frame, transfer } = await portableFrame(original, size);
    expect(frame).toMatchObject({ timestamp: original.timestamp, mirrored: true });
    expect(transfer).toHaveLength(1);
    const found = await readInWorker(frame, transfer, size);
    const expected = await new SquareReader(size).read(original);
    expect(apart(found, expected).most).toBeLessThanOrEqual(tolerance);
  }
  closePicture(original);
});

test('a video: a snapshot of the call reads the same in a worker', async () => {
  const video = await cameraVideo(640, 480);
  const original = frameOf(video, { width: video.videoWidth, height: video.videoHeight });
  for (const size of [56, 224]) {
    const { frame, transfer } = await portableFrame(original, size);
    expect(frame.image).toBeInstanceOf(VideoFrame);
    const expected = await new SquareReader(size).read(frame);
    expect(apart(await readInWorker(frame, transfer, size), expected).most).toBe(0);
  }
  stopVideo(video);
});

test('a video is drawn where there is no WebCodecs', async () => {
  const video = await cameraVideo(640, 480);
  const original = frameOf(video, { width: video.videoWidth, height: video.videoHeight });
  vi.stubGlobal('VideoFrame', undefined);
  const { frame, transfer } = await portableFrame(original, 56);
  expect(frame).toMatchObject({ width: 224, height: 224 });
  expect(frame.image).toBeInstanceOf(ImageBitmap);
  const expected = await new SquareReader(56).read(frame);
  expect(new Set(expected).size).toBeGreaterThan(1);
  expect(apart(await readInWorker(frame, transfer, 56), expected).most).toBeLessThan(0.01);
  stopVideo(video);
});

test('what a canvas shows is taken during the call', async () => {
  const canvas = canvasOf(image);
  const making = portableFrame(frameOf(canvas, image), 56);
  canvas.getContext('2d')!.clearRect(0, 0, 320, 240);
  const { frame } = await making;
  const found = await new SquareReader(56).read(frame);
  expect(apart(found, await new SquareReader(56).read(frameOf(image, image))).most).toBeLessThan(3);
  closePicture(frame);
});

test('without OffscreenCanvas it takes a canvas of the page', async () => {
  const canvas = canvasOf(image);
  vi.stubGlobal('OffscreenCanvas', undefined);
  const { frame, transfer } = await portableFrame(frameOf(canvas, image), 56);
  expect(frame.image).toBeInstanceOf(ImageBitmap);
  const expected = await new SquareReader(56).read(frameOf(canvas, image));
  expect(apart(await readInWorker(frame, transfer, 56), expected).most).toBeLessThan(0.01);
});

test('pictures that are closed, or of another origin, are told', async () => {
  const picture = videoFrameOf(image);
  picture.close();
  await expect(portableFrame(frameOf(picture, image), 56)).rejects.toEqual(code('frame-unreadable'));
  const bitmap = await createImageBitmap(image);
  bitmap.close();
  await expect(portableFrame(frameOf(bitmap, image), 56)).rejects.toEqual(code('frame-unreadable'));
  const foreign = await imageOfAnotherOrigin();
  const making = portableFrame(frameOf(foreign, { width: 100, height: 100 }), 56);
  await expect(making).rejects.toEqual(code('frame-unreadable'));
  await expect(making).rejects.toThrow('another origin');
});

async function imageElement(): Promise<HTMLImageElement> {
  const element = Object.assign(new Image(), { src: canvasOf(image).toDataURL() });
  await element.decode();
  return element;
}
