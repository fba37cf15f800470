/** Runs a network, frame after frame. */
export interface Executor {
  /** What it computes on, e.g. `wasm`. */
  readonly backend: string;
  /** Shape of the features. */
  readonly featureShape: readonly number[];
  /** What is to be added to red, green and blue before they are handed to `run`. */
  readonly shift: readonly [number, number, number];
  /**
   * @param pixels - `inputSize * inputSize * 3` values, shifted; the executor may keep or change them.
   * @returns the features, a fresh array.
   * @throws CamdialError `gpu-lost` when the graphics processor went away and could not be had again.
   */
  run(pixels: Float32Array): Promise<Float32Array>;
  /** Frees the weights. May be called more than once. */
  dispose(): void;
}
