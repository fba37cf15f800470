import type { Lag } from './round.js';

/** How features are kept: `float16` takes half the memory, and learns the same for all that can be measured. */
export type Precision = 'float32' | 'float16';

/** All samples of a store as plain data: what archives and browsers keep. Arrays may be views; they are not to be written to. */
export interface SamplesData {
  /** {@link FeatureBackbone.id} of the backbone that made the features. */
  readonly backboneId: string;
  /** Shape of the features of a sample. */
  readonly featureShape: readonly number[];
  /** Values in the target of a sample. */
  readonly outputs: number;
  /** How features are kept. */
  readonly precision: Precision;
  /** Oldest first. */
  readonly rounds: readonly RoundData[];
}

/** A round as plain data. */
export interface RoundData {
  /** The same wherever the round is kept. */
  readonly uid: string;
  /** See {@link Round.label}. */
  readonly label: string | undefined;
  /** See {@link Round.lag}. */
  readonly lag: Lag;
  /** Samples in it. */
  readonly size: number;
  /** `size` feature vectors one behind the other; IEEE half floats in a Uint16Array where the precision is `float16`. */
  readonly features: Float32Array | Uint16Array;
  /** `size * outputs` values; NaN for an output that a sample does not teach. */
  readonly targets: Float32Array;
  /** When each frame was taken, ms on a clock of its own. */
  readonly timestamps: Float64Array;
  /** One small picture a sample, where they were asked for. */
  readonly thumbnails: readonly (Blob | null)[] | undefined;
}
