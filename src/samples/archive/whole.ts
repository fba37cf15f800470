import { CamdialError } from '../../errors.js';
import { productOf } from '../checks.js';
import { checkSamples } from '../data-checks.js';
import type { RoundData, SamplesData } from '../samples-data.js';
import { type Breath, inSlices } from './breath.js';

/**
 * The same as {@link checkSamples}, in slices, and says which sample it is.
 *
 * @throws CamdialError `samples-invalid`.
 */
export async function checkWhole(samples: SamplesData, breath: Breath): Promise<void> {
  const { featureShape, outputs } = samples;
  const featureLength = productOf(featureShape);
  // All but the values: of each round its first sample stands for the others.
  checkSamples({ ...samples, rounds: samples.rounds.map((round) => firstOf(round, featureLength, outputs)) });
  let before = 0;
  for (const { size, features, targets, timestamps } of samples.rounds) {
    const lengths = [features.length / featureLength, targets.length / outputs, timestamps.length];
    if (lengths.some((length) => length !== size)) {
      throw unsound(
        `a round of ${size} samples came with the values of ${lengths.join(', ')}`,
        'Take another copy of them.',
      );
    }
    const at = (index: number) => before + index;
    await inSlices(features.length, breath, (from, to) => {
      const bad = badFeature(features, from, to);
      if (bad >= 0) throw notFinite('feature', at(Math.floor(bad / featureLength)));
    });
    await inSlices(size, breath, (from, to) => {
      for (let i = from; i < to; i++) {
        if (!Number.isFinite(timestamps[i])) throw notFinite('timestamp', at(i));
        if (!teaches(targets, i * outputs, (i + 1) * outputs)) throw badTarget(at(i));
      }
    });
    before += size;
  }
}

export function notFinite(what: string, sample: number): Error {
  return unsound(
    `the ${what} of sample ${sample} is NaN or infinite, and every ${what} is a finite number`,
    'Take that sample out, or look at what made it.',
  );
}

function unsound(what: string, todo: string): CamdialError {
  return new CamdialError('samples-invalid', `These samples are not whole: ${what}. ${todo}`);
}

/** @returns the index of a half float or float that is not finite, or -1. */
function badFeature(features: Float32Array | Uint16Array, from: number, to: number): number {
  if (features instanceof Uint16Array) {
    for (let i = from; i < to; i++) if ((features[i]! & 0x7c00) === 0x7c00) return i;
  } else {
    for (let i = from; i < to; i++) if (!Number.isFinite(features[i])) return i;
  }
  return -1;
}

function teaches(targets: Float32Array, from: number, to: number): boolean {
  let taught = 0;
  for (let i = from; i < to; i++) {
    if (Number.isFinite(targets[i])) taught++;
    else if (!Number.isNaN(targets[i])) return false;
  }
  return taught > 0;
}

function badTarget(sample: number): Error {
  return unsound(
    `the target of sample ${sample} is infinite or nothing but NaN, and at least one output is to be taught`,
    'Take that sample out, or look at what made it.',
  );
}

function firstOf(round: RoundData, featureLength: number, outputs: number): RoundData {
  const { size, features, targets, timestamps, thumbnails } = round;
  const taken = Math.min(size, 1);
  // Whether the values are sound is looked at afterwards, with the number of the sample.
  return {
    ...round,
    size: taken,
    features: features.slice(0, taken * featureLength).fill(0),
    targets: targets.slice(0, taken * outputs).fill(0),
    timestamps: timestamps.slice(0, taken).fill(0),
    thumbnails: thumbnails && thumbnails.length > size ? thumbnails : undefined,
  };
}
