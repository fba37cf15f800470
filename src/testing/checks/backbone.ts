import type { Frame } from '../../capture/frame.js';
import type { FeatureBackbone } from '../../features/backbone.js';
import {
  type ContractCheck,
  checkOf,
  expectCode,
  expectThat,
  greatest,
  greatestDifference,
  inTime,
  isAlike,
  isCount,
  said,
} from './contract.js';
import { blend, flipped, frameOf } from './pictures.js';

/** Options of {@link backboneChecks}. */
export interface BackboneCheckOptions {
  /** How long an extraction may take, ms. Default 4000. */
  timeout?: number | undefined;
  /**
   * How far features of the same picture may lie apart, as a share of the greatest feature. Default 1e-4; GPUs that
   * compute with half precision need more.
   */
  tolerance?: number | undefined;
}

/**
 * Every promise of {@link FeatureBackbone}, on small plain pictures. Each check makes a backbone of its own.
 *
 * @param make - makes a backbone, always alike: keep downloads in it, so that not every check loads them anew.
 *
 * @example
 * ```ts
 * import { Scattering } from 'camdial';
 * import { backboneChecks } from 'camdial/testing';
 * import { test } from 'node:test';
 *
 * for (const check of backboneChecks(() => Scattering.create())) test(check.name, () => check.run());
 * ```
 */
export function backboneChecks(
  make: () => FeatureBackbone | Promise<FeatureBackbone>,
  { timeout = 4000, tolerance = 1e-4 }: BackboneCheckOptions = {},
): readonly ContractCheck[] {
  const check = (name: string, run: (backbone: FeatureBackbone) => Promise<void>) =>
    checkOf(`feature backbone: ${name}`, make, run);
  const extract = (backbone: FeatureBackbone, frame: Frame) =>
    inTime(backbone.extract(frame), timeout, 'extract() to resolve with features');
  const expectAlike = (a: Float32Array, b: Float32Array, expected: string) => {
    const allowed = tolerance * Math.max(greatest(a), greatest(b));
    expectThat(
      isAlike(a, b, allowed),
      expected,
      `values up to ${greatestDifference(a, b)} apart, ${allowed} allowed`,
    );
  };
  const expectUnlike = (a: Float32Array, b: Float32Array, expected: string) => {
    const least = Math.max(2 * tolerance, 1e-3) * Math.max(greatest(a), greatest(b));
    const difference = greatestDifference(a, b);
    expectThat(difference > least, expected, `values at most ${difference} apart`);
  };
  return [
    check(
      'says who it is: an id, an input size, a feature shape',
      async ({ id, inputSize, featureShape }) => {
        expectThat(typeof id === 'string' && id.length > 0, 'an id that is not empty', `'${said(id)}'`);
        expectThat(isCount(inputSize), 'an input size in positive whole pixels', inputSize);
        const isShape = Array.isArray(featureShape) && featureShape.length > 0 && featureShape.every(isCount);
        expectThat(isShape, 'a feature shape of positive whole numbers', `[${featureShape}]`);
      },
    ),
    check('two that are made alike have the same id and shape, and read alike', async (first) => {
      const second = await make();
      try {
        expectThat(second.id === first.id, `the id '${first.id}' again`, `'${second.id}'`);
        const shape = String(first.featureShape);
        expectThat(
          String(second.featureShape) === shape,
          `the shape [${shape}] again`,
          `[${second.featureShape}]`,
        );
        const features = await extract(first, frameOf('left'));
        expectAlike(
          await extract(second, frameOf('left')),
          features,
          'the same features of the same picture',
        );
      } finally {
        second.dispose();
      }
    }),
    check('extract gives as many finite features as its shape says', async (backbone) => {
      expectFeatures(await extract(backbone, frameOf('left')), backbone);
    }),
    check('extract gives a fresh array, which later calls leave as it is', async (backbone) => {
      const first = await extract(backbone, frameOf('left'));
      const kept = first.slice();
      const second = await extract(backbone, frameOf('right'));
      expectThat(
        first.buffer !== second.buffer,
        'memory of its own for every result',
        'the same memory again',
      );
      expectThat(isAlike(first, kept, 0), 'a result to stay as it was', 'one that the next call changed');
    }),
    check('the same picture gives the same features', async (backbone) => {
      const first = await extract(backbone, frameOf('left'));
      await extract(backbone, frameOf('right'));
      expectAlike(await extract(backbone, frameOf('left')), first, 'the same features of the same picture');
    }),
    check('different pictures give different features', async (backbone) => {
      const features: Float32Array[] = [];
      for (const scene of ['left', 'right', 'low'] as const)
        features.push(await extract(backbone, frameOf(scene)));
      expectUnlike(features[0]!, features[1]!, 'other features for something that moved to the side');
      expectUnlike(features[1]!, features[2]!, 'other features for something that moved down');
    }),
    check('reads plain pixels of any size and form, clamped bytes or not', async (backbone) => {
      for (const [width, height] of [
        [97, 61],
        [61, 97],
        [33, 33],
        [320, 180],
        [17, 240],
      ] as const) {
        expectFeatures(await extract(backbone, frameOf('left', width, height)), backbone);
      }
      const { image, ...rest } = frameOf('left');
      const bytes = { ...image, data: new Uint8Array(image.data) };
      const features = await extract(backbone, { ...rest, image: bytes });
      expectAlike(features, await extract(backbone, frameOf('left')), 'the same features from a Uint8Array');
    }),
    check('looks at the central square of the frame, and at nothing else', async (backbone) => {
      const features = await extract(backbone, frameOf('left', 120, 120));
      const wide = await extract(backbone, frameOf('left', 200, 120));
      const tall = await extract(backbone, frameOf('left', 120, 200));
      expectAlike(wide, features, 'what lies left and right of the square to make no difference');
      expectAlike(tall, features, 'what lies above and below the square to make no difference');
    }),
    check('a mirrored frame reads as its pixels flipped left to right', async (backbone) => {
      const frame = frameOf('left');
      const mirrored = await extract(backbone, { ...frame, mirrored: true });
      expectUnlike(mirrored, await extract(backbone, frame), 'other features for a mirrored frame');
      expectAlike(mirrored, await extract(backbone, flipped(frame)), 'those of the flipped pixels');
    }),
    check('neither keeps nor changes the frame', async (backbone) => {
      const frame = frameOf('left');
      const pixels = frame.image.data.slice();
      const features = await extract(backbone, frame);
      expectThat(isAlike(frame.image.data, pixels, 0), 'the pixels to stay as they were', 'changed ones');
      const kept = features.slice();
      frame.image.data.set(frameOf('right').image.data); // as a source does that draws into one buffer
      expectThat(isAlike(features, kept, 0), 'features to stay when the pixels change later', 'changed ones');
      const again = await extract(backbone, frame);
      expectAlike(
        again,
        await extract(backbone, frameOf('right')),
        'the features of what the frame shows now',
      );
    }),
    check('extractions that overlap do not mix', async (backbone) => {
      const frames = [0, 0.35, 0.7, 1].map((share) => blend('left', 'right', share));
      const alone: Float32Array[] = [];
      for (const frame of frames) alone.push((await extract(backbone, frame)).slice());
      const together = await Promise.all(frames.map((frame) => extract(backbone, frame)));
      together.forEach((features, i) => {
        expectAlike(
          features,
          alone[i]!,
          `picture ${i} of ${frames.length} at a time to read as it does alone`,
        );
      });
    }),
    check(
      'a frame without pixels fails with frame-unreadable, and the backbone goes on',
      async (backbone) => {
        const image = { data: new Uint8ClampedArray(0), width: 0, height: 0 };
        const empty: Frame = { image, width: 0, height: 0, timestamp: 0, mirrored: false };
        await expectCode(() => extract(backbone, empty), 'frame-unreadable', 'extract() of a frame of 0 x 0');
        expectFeatures(await extract(backbone, frameOf('left')), backbone);
      },
    ),
    check('after dispose, extract fails with disposed; dispose may be called again', async (backbone) => {
      await extract(backbone, frameOf('left'));
      backbone.dispose();
      backbone.dispose();
      await expectCode(() => extract(backbone, frameOf('left')), 'disposed', 'extract() after dispose()');
    }),
    check('dispose during an extraction leaves nobody waiting', async (backbone) => {
      const pending = backbone.extract(frameOf('left')).then(
        () => 'done',
        () => 'failed',
      );
      backbone.dispose();
      await inTime(pending, timeout, 'an extraction to end when the backbone is disposed');
    }),
  ];
}

function expectFeatures(features: Float32Array, { featureShape }: FeatureBackbone): void {
  const length = featureShape.reduce((product, size) => product * size, 1);
  const isRight = features instanceof Float32Array && features.length === length;
  expectThat(isRight, `a Float32Array of length ${length}, the product of [${featureShape}]`, said(features));
  const odd = features.findIndex((value) => !Number.isFinite(value));
  expectThat(odd === -1, 'finite features', `${features[odd]} at ${odd}`);
}
