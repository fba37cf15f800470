import type { SampleStore } from '../samples/sample-store.js';
import type { ModelData } from '../samples/saved-dial.js';

/** What a regressor says of one feature vector. */
export interface Prediction {
  /** One value an output, in the units of the labels; a fresh array at every prediction. */
  readonly values: Float32Array;
  /**
   * How far the prediction can be trusted, 0..1: near 1 for a dial that proved good and features like those it was
   * taught, lower the worse the dial did on what it had not seen, towards 0 the further the features are from everything
   * that was taught (the person left, the lens is covered).
   *
   * With v the predictive variance of a ridge regression on the samples (how far the features are from what these span),
   * p its penalty, s^2 the mean of e^2 / (v + p) over held-out samples with error e, and q the v that 95% of them stay
   * below, `confidence = exp(-2 s^2 (v + p) / var(label)) / (1 + (v / 4q)^2)`, the mean over the outputs. The exponent
   * holds the squared error to be expected at this frame as a share of the label's variance: a tenth leaves 0.82, a dial
   * no better than a guess has 0.14. The divisor halves it where a frame is four times as unusual as what was held out,
   * however well that was read. (C. E. Rasmussen and C. K. I. Williams, *Gaussian Processes for Machine Learning*, 2006,
   * 2.1, for the variance.) A regressor of one's own may have another measure.
   */
  readonly confidence: number;
}

/** How far a fit has come. */
export interface FitProgress {
  /** 0..1 of the work. */
  readonly fraction: number;
  /** Loss of the last batch (mean squared error, in the square of the units of the labels), where learning goes by batches. */
  readonly loss?: number;
  /** Batches done towards the model itself, where learning goes by batches. */
  readonly batch?: number;
  /** Passes over the samples begun towards the model itself, from 1, where learning goes by batches. */
  readonly epoch?: number;
}

/** Options of {@link Regressor.fit}. */
export interface FitOptions {
  /** Aborting it rejects the fit with the signal's reason; the previous model stays. */
  signal?: AbortSignal | undefined;
  /** Told now and then how far the fit has come. */
  onProgress?: ((progress: FitProgress) => void) | undefined;
}

/** How well one output of the dial does on samples that its model was not fitted on. */
export interface OutputReport {
  /** Mean absolute error, in the units of the labels. NaN where nothing could be held out, or nothing was taught. */
  readonly mae: number;
  /** Share of the label's variance that is explained: 1 is perfect, 0 no better than their mean, below 0 worse. NaN where nothing could be held out. */
  readonly r2: number;
}

/** What a fit learned from, and how good the result honestly is. */
export interface FitReport {
  /** Samples learned from. */
  readonly samples: number;
  /** Rounds they came in. */
  readonly rounds: number;
  /** How long the fit took, ms. */
  readonly milliseconds: number;
  /** One report an output. */
  readonly outputs: readonly OutputReport[];
  /**
   * What the error was measured on: whole rounds held out in turn, contiguous stretches of the rounds held out in turn
   * (where a round alone teaches what no other does), or nothing (too few samples). Never random frames: neighbouring
   * frames are near-copies, and a model tested on them looks twice as good as it is. Where three to eight poses were
   * taught, half of the error is that of inner poses left out in turn, for what lies between the poses.
   */
  readonly method: 'leave-one-round-out' | 'leave-one-block-out' | 'none';
  /**
   * How far the person was behind moving targets, ms: estimated from the samples and taken out. null where no round
   * left it to be estimated, absent where the regressor does not estimate it.
   */
  readonly lag?: number | null | undefined;
  /** What to do for a better dial, in plain words; empty when there is nothing to say. */
  readonly advice: readonly string[];
}

/**
 * Learns targets from features. Extend it to bring your own, and run `regressorChecks` of `camdial/testing` on it.
 */
export abstract class Regressor {
  /** Whether there is a model to predict with. */
  abstract readonly fitted: boolean;
  /**
   * Learns from all samples of a store. The model is replaced only when the fit has succeeded.
   *
   * @throws CamdialError `too-few-samples` below 2, `one-label` when all targets are the same, `fit-failed` when no
   * finite model comes out, `busy` during another fit, `disposed` after `dispose()`.
   */
  abstract fit(samples: SampleStore, options?: FitOptions): Promise<FitReport>;
  /**
   * Reads one feature vector.
   *
   * @param features - as many as the samples had; not kept.
   * @throws CamdialError `not-fitted` before the first fit, `feature-shape` for another length, `not-finite` for NaN or
   * infinite features, `disposed` after `dispose()`.
   */
  abstract predict(features: Float32Array): Prediction | Promise<Prediction>;
  /**
   * Does ahead what a fit will have to do with the samples that came in, so that the fit is instant. Called after every
   * sample of a live recording, so it must not take long; a fit does without. Does nothing unless overridden.
   */
  prepare(_samples: SampleStore): void {}
  /** What was learned, as plain data; null where nothing was, or it cannot be told apart from the program that learned it. */
  exportModel(): ModelData | null {
    return null;
  }
  /**
   * Takes over what another regressor of this kind has exported, in place of what was learned here; everything is copied.
   *
   * @returns whether it was of this kind; else nothing has changed, and a fit from the samples is the way.
   * @throws CamdialError `model-invalid` where it is damaged (the model before is kept), `busy` during a fit, `disposed`
   * after `dispose()`.
   */
  importModel(_data: ModelData): boolean {
    return false;
  }
  /** Frees what the regressor holds. May be called more than once. */
  dispose(): void {}
}
