/** One reading of the dial. */
export interface Output {
  /** One value an output, in the units of the labels (-1..1 by convention); not clamped unless a stage clamps it. */
  readonly values: Float32Array;
  /** How far the reading can be trusted, 0..1; see {@link Prediction}. */
  readonly confidence: number;
  /** When the frame behind it was taken, ms on the clock of `performance.now()`. */
  readonly timestamp: number;
  /** From capture to this output, ms. */
  readonly latency: number;
}

/**
 * Something that the dial drives. A plain object will do: `{ update({ values }) { … } }`. Run `controllerChecks` of
 * `camdial/testing` on your own.
 */
export interface Controller {
  /** Follow this reading, now: what it returns is not awaited. Called once a frame, never after `release` until the next reading comes. */
  update(output: Output): void;
  /** Predictions have stopped or are not to be trusted: go neutral, let go of keys and notes. May be called more than once. */
  release?(): void;
  /** Gives up what the controller holds. May be called more than once; called by whoever made it. */
  dispose?(): void;
}
