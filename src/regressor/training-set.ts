import { CamdialError } from '../errors.js';
import type { SampleStore } from '../samples/sample-store.js';

/** The samples as they stood when a fit began: recording may go on meanwhile. Everything is a view, not to be written to. */
export interface TrainingSet {
  /** One feature vector a sample. */
  readonly features: readonly Float32Array[];
  /** One target a sample. */
  readonly targets: readonly Float32Array[];
  /** Samples of each round, in order. */
  readonly roundSizes: readonly number[];
  /** Values in a feature vector. */
  readonly featureLength: number;
  /** Values in a target. */
  readonly outputs: number;
}

/**
 * @throws CamdialError `too-few-samples` or `one-label` when there is nothing to learn.
 */
export function trainingSet(samples: SampleStore): TrainingSet {
  const { size, featureLength, outputs } = samples;
  if (size < 2) {
    throw new CamdialError(
      'too-few-samples',
      `Learning needs at least 2 samples with different targets, and there ${size === 1 ? 'is 1' : 'are none'}. Record a pose at each end of the dial.`,
    );
  }
  const indices = Array.from({ length: size }, (_, i) => i);
  const targets = indices.map((i) => samples.target(i));
  const first = targets[0]!;
  if (targets.every((target) => target.every((value, i) => value === first[i]))) {
    throw new CamdialError(
      'one-label',
      `All ${size} samples have the same target, ${first.join(', ')}. Record at least one more pose with another one.`,
    );
  }
  return {
    features: indices.map((i) => samples.features(i)),
    targets,
    roundSizes: samples.rounds.map(({ size }) => size),
    featureLength,
    outputs,
  };
}

/** Mean of vectors of `length` values. */
export function meanOf(vectors: readonly ArrayLike<number>[], length: number): Float64Array {
  const mean = new Float64Array(length);
  for (const vector of vectors) for (let i = 0; i < length; i++) mean[i]! += vector[i]!;
  for (let i = 0; i < length; i++) mean[i]! /= vectors.length;
  return mean;
}
