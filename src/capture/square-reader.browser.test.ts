import { afterEach, describe, expect, test, vi } from 'vitest';
import { CanvasSquare } from './canvas-square.js';
import {
  apart,
  averaged,
  cameraVideo,
  canvasOf,
  drawn,
  frameOf,
  imageOfAnotherOrigin,
  smoothPicture,
  stopVideo,
  videoFrameOf,
} from './pictures.fixture.js';
import { SquareReader } from './square-reader.js';

const code = (code: string) => expect.objectContaining({ code });

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

test.each([
  [640, 480],
  [480, 640],
  [1280, 720],
  [224, 224],
  [100, 60],
])('reads a canvas of %i x %i as it reads its pixels, within 3 of 255', async (width, height) => {
  const image = smoothPicture(width, height);
  const canvas = canvasOf(image);
  const bitmap = await createImageBitmap(canvas);
  for (const size of [56, 224]) {
    for (const mirrored of [false, true]) {
      const plain = await new SquareReader(size).read(frameOf(image, image, mirrored));
      expect(apart(plain, averaged(image, size, mirrored)).most).toBe(0);
      for (const source of [canvas, bitmap]) {
        const found = await new SquareReader(size).read(frameOf(source, image, mirrored));
        expect(apart(found, plain).most).toBeLessThan(3);
      }
    }
  }
  bitmap.close();
});

test('what a canvas shows is taken during the call', async () => {
  const image = smoothPicture(64, 64);
  const canvas = canvasOf(image);
  const reading = new SquareReader(16).read(frameOf(canvas, image));
  canvas.getContext('2d')!.clearRect(0, 0, 64, 64);
  expect(apart(await reading, averaged(image, 16)).most).toBeLessThan(3);
});

test('an empty frame and a closed one are told, and the reader goes on as before', async () => {
  const reader = new SquareReader(8);
  const image = smoothPicture(20, 20);
  await expect(reader.read(frameOf(image, { width: 0, height: 0 }))).rejects.toEqual(
    code('frame-unreadable'),
  );
  const bitmap = await createImageBitmap(canvasOf(image));
  bitmap.close();
  await expect(reader.read(frameOf(bitmap, image))).rejects.toEqual(code('frame-unreadable'));
  const closed = videoFrameOf(image);
  closed.close();
  await expect(reader.read(frameOf(closed, image))).rejects.toEqual(code('frame-unreadable'));

  const draw = vi.spyOn(CanvasSquare.prototype, 'draw');
  const picture = videoFrameOf(image);
  expect(apart(await reader.read(frameOf(picture, image)), averaged(image, 8)).most).toBeLessThan(1);
  expect(draw).not.toHaveBeenCalled();
  picture.close();
});

test('a picture of another origin is told', async () => {
  const image = await imageOfAnotherOrigin();
  const frame = frameOf(image, { width: image.naturalWidth, height: image.naturalHeight });
  const reading = new SquareReader(8).read(frame);
  await expect(reading).rejects.toEqual(code('frame-unreadable'));
  await expect(reading).rejects.toThrow('another origin');
});

describe('a video', () => {
  const frameOfVideo = (video: HTMLVideoElement) =>
    frameOf(video, { width: video.videoWidth, height: video.videoHeight }, true);

  test('is read as it was at the call, without a canvas, and no snapshot stays open', async () => {
    const video = await cameraVideo(320, 240);
    const open = new Set<VideoFrame>();
    const close = vi.spyOn(VideoFrame.prototype, 'close').mockImplementation(function (this: VideoFrame) {
      open.delete(this);
    });
    vi.stubGlobal(
      'VideoFrame',
      class extends VideoFrame {
        constructor(video: HTMLVideoElement) {
          super(video);
          open.add(this);
        }
      },
    );
    const draw = vi.spyOn(CanvasSquare.prototype, 'draw');
    const reading = new SquareReader(56).read(frameOfVideo(video));
    const [snapshot] = open;
    expect(open.size).toBe(1);
    const found = await reading;
    expect(open.size).toBe(0);
    expect(draw).not.toHaveBeenCalled();
    close.mockRestore();
    const again = { ...frameOfVideo(video), image: snapshot! };
    expect(apart(found, await new SquareReader(56).read(again)).most).toBe(0);
    snapshot!.close();
    stopVideo(video);
  });

  test('is drawn where there is no WebCodecs', async () => {
    const video = await cameraVideo(320, 240);
    vi.stubGlobal('VideoFrame', undefined);
    const draw = vi.spyOn(CanvasSquare.prototype, 'draw');
    const found = await new SquareReader(56).read(frameOfVideo(video));
    expect(draw).toHaveBeenCalledOnce();
    expect(new Set(found).size).toBeGreaterThan(1);
    stopVideo(video);
  });

  test('of another origin is told', async () => {
    const video = await cameraVideo(320, 240);
    const withheld = () => {
      throw new DOMException('', 'SecurityError');
    };
    vi.stubGlobal('VideoFrame', function VideoFrame() {
      withheld();
    });
    vi.spyOn(OffscreenCanvasRenderingContext2D.prototype, 'getImageData').mockImplementation(withheld);
    const reading = new SquareReader(56).read(frameOfVideo(video));
    await expect(reading).rejects.toEqual(code('frame-unreadable'));
    await expect(reading).rejects.toThrow('another origin');
    stopVideo(video);
  });
});

describe('a WebCodecs frame', () => {
  const image = smoothPicture(96, 64);

  test('stays open, and reads that overlap do not mix', async () => {
    const reader = new SquareReader(16);
    const pictures = [0, 1, 2, 3].map((turn) => {
      const part = smoothPicture(96 + 16 * turn, 64);
      return { part, picture: videoFrameOf(part) };
    });
    const read = () => pictures.map(({ part, picture }) => reader.read(frameOf(picture, part)));
    const together = await Promise.all(read());
    for (const [i, { part, picture }] of pictures.entries()) {
      expect(apart(together[i]!, averaged(part, 16)).most).toBeLessThan(1);
      expect(picture.format).not.toBe(null);
      picture.close();
    }
    expect(new Set(together.map(({ buffer }) => buffer)).size).toBe(4);
  });

  test('is read where the browser put it, with gaps between its rows', async () => {
    const picture = videoFrameOf(image);
    const { allocationSize, copyTo } = VideoFrame.prototype;
    const layout = [{ offset: 20, stride: 4 * 64 + 12 }];
    picture.allocationSize = (options) => allocationSize.call(picture, { ...options, layout });
    picture.copyTo = (to, options) => copyTo.call(picture, to, { ...options, layout });
    const found = await new SquareReader(16).read(frameOf(picture, image));
    expect(apart(found, averaged(image, 16)).most).toBeLessThan(0.01);
    picture.close();
  });

  test('that is out of reach is fetched as red, green and blue', async () => {
    const picture = videoFrameOf(image);
    Object.defineProperty(picture, 'format', { value: null });
    const copyTo = vi.spyOn(picture, 'copyTo');
    const draw = vi.spyOn(CanvasSquare.prototype, 'draw');
    const found = await new SquareReader(16).read(frameOf(picture, image));
    expect(apart(found, averaged(image, 16)).most).toBeLessThan(1);
    expect(copyTo.mock.calls[0]![1]).toMatchObject({ format: 'RGBA' });
    expect(draw).not.toHaveBeenCalled();
    picture.close();
  });

  test.each([
    ['in an unknown format', { format: 'I420P10' }],
    ['turned', { rotation: 90 }],
    ['flipped', { flip: true }],
  ])('that is %s is drawn', async (_, properties) => {
    const picture = videoFrameOf(image);
    for (const [name, value] of Object.entries(properties)) Object.defineProperty(picture, name, { value });
    const draw = vi.spyOn(CanvasSquare.prototype, 'draw');
    const found = await new SquareReader(16).read(frameOf(picture, image));
    expect(draw).toHaveBeenCalledOnce();
    expect(apart(found, drawn(frameOf(picture, image), 16)).most).toBe(0);
    picture.close();
  });

  test.each([
    ['turned', { rotation: 90 }],
    ['flipped', { flip: true }],
    ['wider than its pixels', { displayWidth: 192, displayHeight: 64 }],
  ])('%s shows as a canvas shows it', async (_, init) => {
    const stored = videoFrameOf(image);
    const picture = new VideoFrame(stored, init as VideoFrameInit);
    const frame = frameOf(picture, { width: picture.displayWidth, height: picture.displayHeight });
    expect(apart(await new SquareReader(16).read(frame), drawn(frame, 16)).most).toBeLessThan(3);
    picture.close();
    stored.close();
  });

  test('that cannot be copied once is drawn, then and ever after', async () => {
    const reader = new SquareReader(16);
    const draw = vi.spyOn(CanvasSquare.prototype, 'draw');
    const copyTo = vi.spyOn(VideoFrame.prototype, 'copyTo').mockRejectedValueOnce(new TypeError('no'));
    for (let time = 1; time <= 3; time++) {
      const picture = videoFrameOf(image);
      expect(apart(await reader.read(frameOf(picture, image)), averaged(image, 16)).most).toBeLessThan(3);
      expect(draw).toHaveBeenCalledTimes(time);
      picture.close();
    }
    expect(copyTo).toHaveBeenCalledOnce();
  });
});
