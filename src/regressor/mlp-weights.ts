/** A dense layer with relu and a linear one: all that a prediction needs, in plain arrays. */
export class MlpWeights {
  /** One row a hidden unit, `featureLength` values each. */
  readonly #hidden: Float32Array;
  readonly #hiddenBias: Float32Array;
  /** One row an output, a value for each hidden unit. */
  readonly #output: Float32Array;
  readonly #outputBias: Float32Array;

  constructor(
    hidden: Float32Array,
    hiddenBias: Float32Array,
    output: Float32Array,
    outputBias: Float32Array,
  ) {
    this.#hidden = hidden;
    this.#hiddenBias = hiddenBias;
    this.#output = output;
    this.#outputBias = outputBias;
  }

  /** @returns a fresh array, one value an output. */
  predict(features: Float32Array): Float32Array {
    const values = this.#outputBias.slice();
    const units = this.#hiddenBias.length;
    for (let unit = 0; unit < units; unit++) {
      const row = unit * features.length;
      let sum = this.#hiddenBias[unit]!;
      for (let i = 0; i < features.length; i++) sum += this.#hidden[row + i]! * features[i]!;
      if (sum <= 0) continue;
      for (let output = 0; output < values.length; output++)
        values[output]! += this.#output[output * units + unit]! * sum;
    }
    return values;
  }
}
