/** The numbers of a trained network: it takes features, and gives targets, as they are. */
export interface MlpArrays {
  /** One row a hidden unit, as many values each as there are features. */
  readonly hidden: Float32Array<ArrayBuffer>;
  readonly hiddenBias: Float32Array<ArrayBuffer>;
  /** One row an output, a value for each hidden unit. */
  readonly output: Float32Array<ArrayBuffer>;
  readonly outputBias: Float32Array<ArrayBuffer>;
}

/** A dense layer with relu and a linear one: all that a prediction needs, in plain arrays. */
export class MlpWeights {
  readonly arrays: MlpArrays;

  constructor(arrays: MlpArrays) {
    this.arrays = arrays;
  }

  /** @returns a fresh array, one value an output. */
  predict(features: Float32Array): Float32Array {
    const { hidden, hiddenBias, output, outputBias } = this.arrays;
    const values = outputBias.slice();
    const units = hiddenBias.length;
    for (let unit = 0; unit < units; unit++) {
      const row = unit * features.length;
      let sum = hiddenBias[unit]!;
      for (let i = 0; i < features.length; i++) sum += hidden[row + i]! * features[i]!;
      if (sum <= 0) continue;
      for (let o = 0; o < values.length; o++) values[o]! += output[o * units + unit]! * sum;
    }
    return values;
  }
}
