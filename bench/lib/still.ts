import type { FeatureBackbone, PixelImage } from 'camdial';
import { randomFrom } from '../../src/random.js';
import { readPicture } from './clips.js';

/**
 * The noise of a clip's camera in its static background: from the mean difference of each pixel from frame to frame, as
 * of a normal distribution; the lower quartile of the pixels, where nothing moves. Standard deviation, grey levels.
 */
export function noiseOf(clip: string, from: number, count = 40): number {
  const greens = Array.from({ length: count }, (_, i) => greenOf(readPicture(clip, from + i)));
  const means = greens[0]!.map((_, pixel) => {
    let sum = 0;
    for (let i = 1; i < count; i++) sum += Math.abs(greens[i]![pixel]! - greens[i - 1]![pixel]!);
    return sum / (count - 1);
  });
  return (Math.sqrt(Math.PI) / 2) * means.sort()[means.length >> 2]!;
}

function greenOf({ data }: PixelImage): Float32Array {
  return Float32Array.from({ length: data.length / 4 }, (_, i) => data[4 * i + 1]!);
}

/** Features of one frame of a clip, again and again, each with new noise of that standard deviation (grey levels). */
export async function stillPerson(
  backbone: FeatureBackbone,
  clip: string,
  frame: number,
  noise: number,
  count = 120,
): Promise<Float32Array[]> {
  const { data, width, height } = readPicture(clip, frame);
  const normal = normalFrom(frame + 1);
  const features: Float32Array[] = [];
  for (let i = 0; i < count; i++) {
    const noisy = Uint8ClampedArray.from(data);
    // The same in all three colours, as in a grey picture: what is averaged over them would be less.
    for (let k = 0; k < noisy.length; k += 4) {
      const off = noise * normal();
      for (let colour = 0; colour < 3; colour++) noisy[k + colour] = data[k + colour]! + off;
    }
    const image = { data: noisy, width, height };
    features.push(await backbone.extract({ image, width, height, timestamp: 0, mirrored: false }));
  }
  return features;
}

/** Box and Muller's. */
function normalFrom(seed: number): () => number {
  const random = randomFrom(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
