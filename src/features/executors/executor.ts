/** Runs a network, frame after frame. */
export interface Executor {
  /** What it computes on, e.g. `engine`. */
  readonly backend: string;
  /** Shape of the features. */
  readonly featureShape: readonly number[];
  /**
   * @param pixels - `inputSize * inputSize * 3` values, 0..255; the executor may keep or change them.
   * @returns the features, a fresh array.
   * @throws CamdialError `gpu-lost` when the graphics processor went away and could not be had again.
   */
  run(pixels: Float32Array): Promise<Float32Array>;
  /** Frees the weights. May be called more than once. */
  dispose(): void;
}
