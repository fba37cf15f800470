import type { Frame } from '../capture/frame.js';

/**
 * Turns a frame into features: numbers in which a linear reading finds the pose. Extend it to bring your own, and run
 * `backboneChecks` of `camdial/testing` on it.
 */
export abstract class FeatureBackbone {
  /**
   * Identity of everything that shapes the features (weights, layer, pooling, preprocessing). It is kept with samples:
   * samples of one id are never mixed with features of another.
   */
  abstract readonly id: string;
  /** Edge of the square of pixels that is looked at, px. */
  abstract readonly inputSize: number;
  /** Shape of the features, e.g. `[5, 5, 180]` for rows, columns, channels. */
  abstract readonly featureShape: readonly number[];
  /**
   * Features of the central square of a frame.
   *
   * @param frame - read before the promise resolves, never kept.
   * @returns a fresh array, its length the product of `featureShape`, every value finite.
   * @throws CamdialError `frame-unreadable` when the pixels cannot be had, `disposed` after `dispose()`.
   */
  abstract extract(frame: Frame): Promise<Float32Array>;
  /** Frees what the backbone holds. May be called more than once. */
  dispose(): void {}
}
