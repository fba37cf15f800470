import { CamdialError } from '../errors.js';
import type { Lag } from '../samples/round.js';
import type { SampleStore } from '../samples/sample-store.js';

/** The samples as they stood when a fit began: recording may go on meanwhile. Everything is a view, not to be written to. */
export interface TrainingSet {
  /** Samples. */
  readonly size: number;
  /** Features of a sample: a view or a copy. */
  features(sample: number): Float32Array;
  /** One target a sample; NaN for an output that it does not teach. */
  readonly targets: readonly Float32Array[];
  /** When each frame was taken, ms. */
  readonly timestamps: readonly number[];
  /** The rounds, in order. */
  readonly rounds: readonly RoundSpan[];
  /** Values in a feature vector. */
  readonly featureLength: number;
  /** Channels of features that are a picture, rows of places of channels; 0 of others. */
  readonly channels: number;
  /** Values in a target. */
  readonly outputs: number;
}

/** Where the samples of a round are. */
export interface RoundSpan {
  readonly id: number;
  readonly label: string | undefined;
  readonly start: number;
  readonly size: number;
  readonly lag: Lag;
}

/** The samples as they stand, whether or not there is anything to learn. */
export function viewOf(samples: SampleStore): TrainingSet {
  const { size, featureLength, featureShape, outputs } = samples;
  const indices = Array.from({ length: size }, (_, i) => i);
  let start = 0;
  const rounds = samples.rounds.map((round) => {
    const span = { id: round.id, label: round.label, start, size: round.size, lag: round.lag };
    start += round.size;
    return span;
  });
  return {
    size,
    features: (i) => samples.features(i),
    targets: indices.map((i) => samples.target(i)),
    timestamps: indices.map((i) => samples.timestamp(i)),
    rounds,
    featureLength,
    channels: featureShape.length === 3 ? featureShape[2]! : 0,
    outputs,
  };
}

/**
 * @throws CamdialError `too-few-samples` or `one-label` when there is nothing to learn.
 */
export function trainingSet(samples: SampleStore): TrainingSet {
  const { size, outputs } = samples;
  if (size < 2) {
    throw new CamdialError(
      'too-few-samples',
      `Learning needs at least 2 samples with different targets, and there ${size === 1 ? 'is 1' : 'are none'}. Record a pose at each end of the dial.`,
    );
  }
  const set = viewOf(samples);
  const isTaught = (output: number) => {
    const values = set.targets.map((target) => target[output]!).filter((value) => !Number.isNaN(value));
    return values.some((value) => value !== values[0]);
  };
  if (!Array.from({ length: outputs }, (_, i) => i).some(isTaught)) {
    throw oneLabel(set);
  }
  return set;
}

export function oneLabel({ size, targets }: TrainingSet): CamdialError {
  return new CamdialError(
    'one-label',
    `All ${size} samples, or all but a few of them, have the same target, ${targets[0]!.join(', ')}. Record at least one more pose with another one.`,
  );
}
