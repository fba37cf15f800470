import type { MlpArrays } from './mlp-weights.js';

/** (value - mean) / deviation; one deviation for all features, one for each output. */
export interface Scale {
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
}

export function noScale(length: number): Scale {
  return { mean: new Float64Array(length), deviation: new Float64Array(length).fill(1) };
}

/** Of the values that are numbers: NaN is a target that was not taught. */
export function unitVariance(vectors: readonly Float32Array[], length: number): Scale {
  const counts = new Float64Array(length);
  const mean = new Float64Array(length);
  const deviation = new Float64Array(length);
  for (const vector of vectors) {
    for (let i = 0; i < length; i++) {
      if (Number.isNaN(vector[i])) continue;
      mean[i]! += vector[i]!;
      counts[i]!++;
    }
  }
  for (let i = 0; i < length; i++) mean[i]! /= counts[i]! || 1;
  for (const vector of vectors) {
    for (let i = 0; i < length; i++) {
      if (!Number.isNaN(vector[i])) deviation[i]! += (vector[i]! - mean[i]!) ** 2;
    }
  }
  return { mean, deviation: deviation.map((sum, i) => Math.sqrt(sum / counts[i]!) || 1) };
}

export function oneScale(vectors: readonly Float32Array[], length: number): Scale {
  const { mean, deviation } = unitVariance(vectors, length);
  const variance = deviation.reduce((sum, each) => sum + each * each, 0) / length;
  return { mean, deviation: deviation.fill(Math.sqrt(variance)) };
}

/** The vectors back to back, to scale; NaN stays. */
export function scaled(vectors: readonly Float32Array[], { mean, deviation }: Scale): Float32Array {
  const length = mean.length;
  const out = new Float32Array(vectors.length * length);
  for (const [row, vector] of vectors.entries()) {
    for (let i = 0; i < length; i++) out[row * length + i] = (vector[i]! - mean[i]!) / deviation[i]!;
  }
  return out;
}

/** From the loss of scaled targets to that in the units of the labels (their mean, where outputs differ). */
export function lossScale({ deviation }: Scale): number {
  return deviation.reduce((sum, each) => sum + each * each, 0) / deviation.length;
}

/**
 * Folds the scales into the weights, so that a prediction takes features as they are.
 *
 * @param weights - of TensorFlow.js: a kernel, one row a feature, and a bias; the same of the outputs, perhaps without bias.
 */
export function withoutScales(weights: readonly Float32Array[], input: Scale, target: Scale): MlpArrays {
  const [kernel, bias, outputKernel, outputBias] = weights;
  const length = input.mean.length;
  const units = bias!.length;
  const outputs = target.mean.length;
  const hidden = new Float32Array(units * length);
  const hiddenBias = Float64Array.from(bias!);
  for (let i = 0; i < length; i++) {
    for (let unit = 0; unit < units; unit++) {
      const weight = kernel![i * units + unit]! / input.deviation[i]!;
      hidden[unit * length + i] = weight;
      hiddenBias[unit]! -= weight * input.mean[i]!;
    }
  }
  const output = new Float32Array(outputs * units);
  for (let unit = 0; unit < units; unit++) {
    for (let o = 0; o < outputs; o++)
      output[o * units + unit] = outputKernel![unit * outputs + o]! * target.deviation[o]!;
  }
  const middle = Float32Array.from(
    target.mean,
    (mean, o) => mean + (outputBias?.[o] ?? 0) * target.deviation[o]!,
  );
  return { hidden, hiddenBias: Float32Array.from(hiddenBias), output, outputBias: middle };
}
