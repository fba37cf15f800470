import { meanOf, type TrainingSet } from './training-set.js';

/**
 * How much a feature vector looks like those that were taught, 0..1: with d its distance from their mean and q the
 * distance within which 95% of them lie, `2 - d / q`, clamped. 1 up to q, 0 from twice that on.
 */
export class Familiarity {
  readonly #mean: Float64Array;
  readonly #reach: number;

  constructor({ features, featureLength }: TrainingSet) {
    this.#mean = meanOf(features, featureLength);
    const distances = features.map((each) => this.#distance(each)).sort((a, b) => a - b);
    this.#reach = distances[Math.ceil(0.95 * distances.length) - 1]!;
  }

  of(features: Float32Array): number {
    const distance = this.#distance(features);
    if (distance <= this.#reach) return 1;
    return Math.max(0, 2 - distance / this.#reach); // a reach of 0 makes it -Infinity: 0
  }

  #distance(features: Float32Array): number {
    const mean = this.#mean;
    let sum = 0;
    for (let i = 0; i < mean.length; i++) {
      const difference = features[i]! - mean[i]!;
      sum += difference * difference;
    }
    return Math.sqrt(sum);
  }
}
