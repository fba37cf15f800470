import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FeatureBackbone, PixelImage } from 'camdial';
import jpeg from 'jpeg-js';

/** Real webcam clips with ground truth, beside the checkout: they are not part of it. */
export const clipsFolder =
  process.env['CAMDIAL_CLIPS'] ?? fileURLToPath(new URL('../../../shared/clips/', import.meta.url));

export const hasClips = existsSync(`${clipsFolder}/cap/labels.csv`);

export const withoutClips =
  `The clips with ground truth are not here (looked in ${clipsFolder}; CAMDIAL_CLIPS names another folder). ` +
  'Accuracy on them cannot be measured; everything else can be run.';

/** A clip as features with the position that was to be read from them, in time order. */
export interface Clip {
  readonly name: string;
  readonly features: readonly Float32Array[];
  readonly featureShape: readonly number[];
  /** -1..1 over the clip's range. */
  readonly positions: readonly number[];
  /** The recording each frame is from, where the clip has several. */
  readonly sessions: readonly string[];
  /** The number of each frame in the video that it is from. */
  readonly sourceFrames: readonly number[];
}

/**
 * @param change - what is done to each picture before the backbone sees it.
 * @param every - takes every so manieth frame only.
 */
export async function loadClip(
  name: string,
  backbone: FeatureBackbone,
  {
    change = (image) => image,
    every = 1,
  }: {
    change?: (image: PixelImage, index: number) => PixelImage;
    every?: number;
  } = {},
): Promise<Clip> {
  const [head, ...rows] = readFileSync(`${clipsFolder}/${name}/labels.csv`, 'utf8').trim().split(/\r?\n/);
  const columns = head!.split(',');
  const cells = rows.filter((_, i) => i % every === 0).map((row) => row.split(','));
  const column = (title: string) => cells.map((row) => row[columns.indexOf(title)] ?? '');
  const features: Float32Array[] = [];
  for (const frame of column('frame')) {
    const image = change(readPicture(name, Number(frame)), features.length);
    const { width, height } = image;
    features.push(await backbone.extract({ image, width, height, timestamp: 0, mirrored: false }));
  }
  return {
    name,
    features,
    featureShape: backbone.featureShape,
    positions: column('x').map(Number),
    sessions: column('session'),
    sourceFrames: column('src_frame').map(Number),
  };
}

export function readPicture(name: string, frame: number): PixelImage {
  const file = `${clipsFolder}/${name}/frames/${String(frame).padStart(5, '0')}.jpg`;
  return jpeg.decode(readFileSync(file), { useTArray: true });
}
