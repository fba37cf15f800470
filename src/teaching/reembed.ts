import { CamdialError } from '../errors.js';
import type { FeatureBackbone } from '../features/backbone.js';
import { asTyped } from '../part-errors.js';
import { SampleStore } from '../samples/sample-store.js';

/** Options of {@link reembed}. */
export interface ReembedOptions {
  /** Aborting it rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Told 0..1. */
  onProgress?: ((fraction: number) => void) | undefined;
}

/**
 * Brings samples to another backbone: features are made anew from the thumbnails that were recorded with them. They are as
 * good as the thumbnails are large: record these as large as the backbone's input for the same features as from frames,
 * but for what JPEG takes away.
 *
 * @returns another store, of the samples that have a thumbnail, in their rounds; `samples` stays as it is.
 * @throws CamdialError `too-few-samples` where no sample has a thumbnail, `backbone-failed` or `frame-unreadable` where one
 * cannot be read, `unsupported` outside browsers.
 */
export async function reembed(
  samples: SampleStore,
  backbone: FeatureBackbone,
  { signal, onProgress }: ReembedOptions = {},
): Promise<SampleStore> {
  if (typeof createImageBitmap !== 'function') {
    throw new CamdialError('unsupported', 'Thumbnails are pictures that only a browser can read here.');
  }
  const { featureShape, id } = backbone;
  const { outputs, precision, maxBytes } = samples;
  const other = new SampleStore({ backboneId: id, featureShape, outputs, precision, maxBytes });
  let index = 0;
  for (const { label, lag, size } of samples.rounds) {
    other.beginRound({ label, lag });
    for (const end = index + size; index < end; index++) {
      signal?.throwIfAborted();
      const thumbnail = samples.thumbnail(index);
      if (!thumbnail) continue;
      const features = await embed(thumbnail, backbone);
      const target = Array.from(samples.target(index), (value) => (Number.isNaN(value) ? null : value));
      other.add(features, target, { timestamp: samples.timestamp(index), thumbnail });
      onProgress?.((index + 1) / samples.size);
    }
  }
  other.endRound();
  if (other.size === 0) {
    throw new CamdialError(
      'too-few-samples',
      'None of these samples has a thumbnail to make features of. Record with `thumbnails` to be able to change the backbone, or record anew.',
    );
  }
  return other;
}

async function embed(thumbnail: Blob, backbone: FeatureBackbone): Promise<Float32Array> {
  let image: ImageBitmap;
  try {
    image = await createImageBitmap(thumbnail);
  } catch (cause) {
    throw new CamdialError(
      'frame-unreadable',
      'A thumbnail is no picture that this browser can read. Remove its round, or record anew.',
      { cause },
    );
  }
  try {
    const { width, height } = image; // mirrored already, as it was seen
    return await backbone.extract({ image, width, height, timestamp: 0, mirrored: false });
  } catch (error) {
    throw asTyped('backbone-failed', 'The backbone', error);
  } finally {
    image.close();
  }
}
