import type { PixelImage } from 'camdial';
import { randomFrom } from '../../src/random.js';

interface Spoiler {
  readonly change: (image: PixelImage, index: number) => PixelImage;
  /** Whether only the light changes: the person is still where they are. */
  readonly isLight: boolean;
}

/** Ways in which a picture stops being one that can be trusted, kind by kind. */
export const spoilers: Readonly<Record<string, Spoiler>> = {
  'covered lens': {
    change: ({ width, height }, index) => grey(width, height, [0, 4, 12][index % 3]!),
    isLight: false,
  },
  noise: { change: ({ width, height }, index) => noise(width, height, index), isLight: false },
  'light off (x 0.1)': { change: (image) => brightened(image, 0.1), isLight: true },
  'glare (x 4)': { change: (image) => brightened(image, 4), isLight: true },
};

function brightened({ data, width, height }: PixelImage, gain: number): PixelImage {
  const bright = new Uint8ClampedArray(data.length);
  for (let i = 0; i < data.length; i++) bright[i] = i % 4 === 3 ? 255 : gain * data[i]!;
  return { data: bright, width, height };
}

function grey(width: number, height: number, level: number): PixelImage {
  const data = new Uint8ClampedArray(4 * width * height).fill(level);
  for (let i = 3; i < data.length; i += 4) data[i] = 255;
  return { data, width, height };
}

function noise(width: number, height: number, seed: number): PixelImage {
  const random = randomFrom(seed);
  const data = new Uint8ClampedArray(4 * width * height);
  for (let i = 0; i < data.length; i++) data[i] = i % 4 === 3 ? 255 : 256 * random();
  return { data, width, height };
}
