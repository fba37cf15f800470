import { afterEach, expect, test, vi } from 'vitest';
import { CanvasSquare } from './canvas-square.js';
import type { PixelImage } from './frame.js';
import {
  apart,
  averaged,
  cameraVideo,
  drawn,
  frameOf,
  smoothPicture,
  stopVideo,
} from './pictures.fixture.js';
import { SquareReader } from './square-reader.js';

afterEach(() => {
  vi.restoreAllMocks();
});

type Colours = 'bt709' | 'smpte170m' | 'bt470bg';
type Place = { x: number; y: number; width: number; height: number };

/** Luma coefficients of red and blue (ITU-R BT.709 and BT.601). */
const coefficients = { bt709: [0.2126, 0.0722], smpte170m: [0.299, 0.114], bt470bg: [0.299, 0.114] } as const;

/** One channel of a picture, as a camera would code it. */
type Coded = { width: number; height: number; bytes: Uint8Array };

/** Brightness of every pixel, the two differences of every other one both ways. */
function encode(image: PixelImage, colours: Colours, full: boolean): [Coded, Coded, Coded] {
  const [kr, kb] = coefficients[colours];
  const code = (scale: 1 | 2, value: (rgb: readonly [number, number, number]) => number): Coded => {
    const width = Math.ceil(image.width / scale);
    const height = Math.ceil(image.height / scale);
    const bytes = new Uint8Array(width * height);
    for (let i = 0; i < bytes.length; i++) {
      const at = 4 * (Math.floor(i / width) * scale * image.width + (i % width) * scale);
      bytes[i] = Math.round(value([image.data[at]!, image.data[at + 1]!, image.data[at + 2]!]));
    }
    return { width, height, bytes };
  };
  const light = ([red, green, blue]: readonly [number, number, number]) =>
    kr * red + (1 - kr - kb) * green + kb * blue;
  const colour = (full ? 255 : 224) / 255;
  return [
    code(1, (rgb) => (full ? light(rgb) : 16 + (219 / 255) * light(rgb))),
    code(2, (rgb) => 128 + (colour * (rgb[2] - light(rgb))) / (2 * (1 - kb))),
    code(2, (rgb) => 128 + (colour * (rgb[0] - light(rgb))) / (2 * (1 - kr))),
  ];
}

/** The coded picture as it shows, pixel by pixel. */
function decode([y, u, v]: [Coded, Coded, Coded], colours: Colours, full: boolean): PixelImage {
  const [kr, kb] = coefficients[colours];
  const { width, height } = y;
  const data = new Uint8ClampedArray(4 * width * height);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const half = (row >> 1) * u.width + (column >> 1);
      const light = (y.bytes[row * width + column]! - (full ? 0 : 16)) / (full ? 255 : 219);
      const blue = light + (2 * (1 - kb) * (u.bytes[half]! - 128)) / (full ? 255 : 224);
      const red = light + (2 * (1 - kr) * (v.bytes[half]! - 128)) / (full ? 255 : 224);
      const green = (light - kr * red - kb * blue) / (1 - kr - kb);
      data.set([255 * red, 255 * green, 255 * blue, 255], 4 * (row * width + column));
    }
  }
  return { data, width, height };
}

/** The bytes of a picture in one of the formats. */
function pack(format: 'I420' | 'I420A' | 'NV12', [y, u, v]: [Coded, Coded, Coded]): Uint8Array<ArrayBuffer> {
  const pairs = Array.from(u.bytes, (byte, i) => [byte, v.bytes[i]!]);
  const colours = format === 'NV12' ? pairs.flat() : [...u.bytes, ...v.bytes];
  const opaque = format === 'I420A' ? y.bytes.map(() => 255) : [];
  return new Uint8Array([...y.bytes, ...colours, ...opaque]);
}

const sizes = [
  ['landscape', 64, 48, undefined],
  ['portrait', 46, 90, undefined],
  ['of odd size', 34, 22, { x: 0, y: 0, width: 33, height: 21 }],
  ['with a part that is seen', 80, 60, { x: 10, y: 4, width: 62, height: 50 }],
  ['whose square begins at an odd pixel', 66, 52, { x: 2, y: 2, width: 58, height: 44 }],
] as const;

test.each(
  (['I420', 'I420A', 'NV12'] as const).flatMap((format) =>
    (['bt709', 'smpte170m', 'bt470bg'] as const).flatMap((colours) =>
      [false, true].map((fullRange) => [format, colours, fullRange] as const),
    ),
  ),
)(
  '%s, %s, full range %s: as a plain reading of the same bytes, within 1 of 255',
  async (format, colours, full) => {
    const draw = vi.spyOn(CanvasSquare.prototype, 'draw');
    for (const [, width, height, visibleRect] of sizes) {
      const coded = encode(smoothPicture(width, height), colours, full);
      const data = pack(format, coded);
      const colorSpace = { matrix: colours, primaries: 'bt709', transfer: 'bt709', fullRange: full } as const;
      const init = { format, codedWidth: width, codedHeight: height, timestamp: 0, colorSpace };
      const picture = new VideoFrame(data, visibleRect ? { ...init, visibleRect } : init);
      const seen = visibleRect ?? { x: 0, y: 0, width, height };
      const pixels = cut(decode(coded, colours, full), seen);
      for (const size of [5, 24, 60]) {
        for (const mirrored of [false, true]) {
          const found = await new SquareReader(size).read(frameOf(picture, seen, mirrored));
          expect(apart(found, averaged(pixels, size, mirrored)).most).toBeLessThan(1);
        }
      }
      picture.close();
    }
    expect(draw).not.toHaveBeenCalled();
  },
);

test.each(['RGBA', 'RGBX', 'BGRA', 'BGRX'] as const)('%s: as its pixels', async (format) => {
  const draw = vi.spyOn(CanvasSquare.prototype, 'draw');
  for (const [, width, height, visibleRect] of sizes) {
    const pixels = smoothPicture(width, height);
    const data = format.startsWith('B') ? swapped(pixels.data) : pixels.data;
    const init = { format, codedWidth: width, codedHeight: height, timestamp: 0 };
    const picture = new VideoFrame(data, visibleRect ? { ...init, visibleRect } : init);
    const seen = visibleRect ?? { x: 0, y: 0, width, height };
    for (const mirrored of [false, true]) {
      const found = await new SquareReader(24).read(frameOf(picture, seen, mirrored));
      expect(apart(found, averaged(cut(pixels, seen), 24, mirrored)).most).toBeLessThan(0.01);
    }
    picture.close();
  }
  expect(draw).not.toHaveBeenCalled();
});

test.each([
  ['BT.709', { matrix: 'bt709', primaries: 'bt709', transfer: 'bt709', fullRange: false }],
  [
    'BT.709 of full range',
    { matrix: 'bt709', primaries: 'bt709', transfer: 'iec61966-2-1', fullRange: true },
  ],
  ['BT.601', { matrix: 'smpte170m', primaries: 'smpte170m', transfer: 'smpte170m', fullRange: false }],
  ['BT.601 of full range', { matrix: 'smpte170m', primaries: 'bt709', transfer: 'bt709', fullRange: true }],
  ['colours that are not told', { fullRange: true }],
  ['colours of another screen', { matrix: 'bt470bg', primaries: 'bt470bg', transfer: 'smpte170m' }],
] as const)('%s: as a canvas draws it, within 5 of 255', async (_, colorSpace) => {
  for (const [width, height] of [
    [320, 240],
    [640, 480],
  ] as const) {
    const data = pack('I420', encode(smoothPicture(width, height), 'smpte170m', false));
    const init = { format: 'I420', codedWidth: width, codedHeight: height, timestamp: 0 } as const;
    const picture = new VideoFrame(data, { ...init, colorSpace });
    for (const size of [56, 224]) {
      const frame = frameOf(picture, { width, height }, true);
      const { most } = apart(await new SquareReader(size).read(frame), drawn(frame, size));
      expect(most).toBeLessThan(5);
    }
    picture.close();
  }
});

test.each([
  [640, 480],
  [1280, 720],
])('the camera at %i x %i: on average within 3 of 255 of a canvas', async (width, height) => {
  const video = await cameraVideo(width, height);
  const draw = vi.spyOn(CanvasSquare.prototype, 'draw');
  const picture = new VideoFrame(video);
  for (const size of [56, 224]) {
    draw.mockClear();
    const frame = frameOf(picture, { width: video.videoWidth, height: video.videoHeight });
    const found = await new SquareReader(size).read(frame);
    expect(draw).not.toHaveBeenCalled();
    expect(apart(found, drawn(frame, size)).mean).toBeLessThan(3);
    const mirrored = await new SquareReader(size).read({ ...frame, mirrored: true });
    expect(apart(mirrored, drawn({ ...frame, mirrored: true }, size)).mean).toBeLessThan(3);
  }
  picture.close();
  stopVideo(video);
});

/** The part of the pixels that is seen. */
function cut({ data, width }: PixelImage, seen: Place): PixelImage {
  const part = new Uint8ClampedArray(4 * seen.width * seen.height);
  for (let row = 0; row < seen.height; row++) {
    const from = 4 * ((seen.y + row) * width + seen.x);
    part.set(data.subarray(from, from + 4 * seen.width), 4 * row * seen.width);
  }
  return { data: part, width: seen.width, height: seen.height };
}

/** Blue, green, red. */
function swapped(rgba: Uint8ClampedArray): Uint8ClampedArray<ArrayBuffer> {
  return Uint8ClampedArray.from(rgba, (_, i) => rgba[i % 4 === 0 ? i + 2 : i % 4 === 2 ? i - 2 : i]!);
}
