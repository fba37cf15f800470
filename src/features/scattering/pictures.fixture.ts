import { SquareReader } from '../../capture/square-reader.js';
import { randomFrom } from '../../random.js';
import { SimulatedSource } from '../../testing/index.js';
import { inputSize } from './coefficients.js';

/** Red, green and blue by pixel of 56 x 56, 0..255, by what they show. */
export const pictures: Readonly<Record<string, Float32Array>> = {
  noise: random(1, 0, 255),
  'more noise': random(2, 0, 255),
  'faint noise': random(3, 120, 121),
  'noise that is next to nothing': random(4, 128, 128.05),
  'a flat colour': picture((_x, _y, channel) => [200, 90, 10][channel]!),
  black: picture(() => 0),
  white: picture(() => 255),
  'a single bright pixel': picture((x, y) => (x === 30 && y === 17 ? 255 : 0)),
  'a steep gradient': picture((x, y) => 2.3 * (x + y)),
  'a faint gradient': picture((x, _y, channel) => 200 + ((channel + 1) * x) / 100),
  'black beside white': picture((x) => (x < 28 ? 0 : 255)),
  'one colour over another': picture((_x, y, channel) => (y < 31 ? [230, 120, 90] : [40, 90, 160])[channel]!),
  'a disc': picture((x, y, channel) => ((x - 24) ** 2 + (y - 30) ** 2 < 150 ? 230 - 40 * channel : 90)),
  'a chessboard': picture((x, y) => 255 * ((x + y) & 1)),
  'stripes at an angle': picture((x, y) => 127 + 120 * Math.sin(x + 0.7 * y)),
};

/** The same, of a person who moves. */
export async function framesOfAPerson(count: number): Promise<Float32Array[]> {
  const source = new SimulatedSource({ width: 160, height: 120, realtime: false, frameRate: 3 });
  const reader = new SquareReader(inputSize);
  const frames: Float32Array[] = [];
  for (let i = 0; i < count; i++) frames.push(await reader.read((await source.next())!));
  source.dispose();
  return frames;
}

export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new RangeError(`${a.length} values beside ${b.length}`);
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i]! - b[i]!);
    if (!(difference <= largest)) largest = difference; // NaN as well
  }
  return largest;
}

function picture(value: (x: number, y: number, channel: number) => number): Float32Array {
  return Float32Array.from({ length: 3 * inputSize * inputSize }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return value(pixel % inputSize, Math.floor(pixel / inputSize), i % 3);
  });
}

function random(seed: number, from: number, to: number): Float32Array {
  const next = randomFrom(seed);
  return picture(() => from + (to - from) * next());
}
