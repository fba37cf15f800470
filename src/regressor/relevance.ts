import type { Pause } from '../pause.js';
import { gramRow } from './dot.js';
import type { Labels } from './labels.js';
import { centred } from './moments.js';
import type { Problem } from './problem.js';
import { type RidgeSystem, ridgeSystem } from './ridge-system.js';

/** How sharply channels are told apart: their weight is the share of the labels that they explain, to this power. */
const sharpness = 1.5;
/** Penalty at which the two ways are compared. */
const lambda = 1e-3;
/** Pictures smaller than this have too little in a channel to judge it by. */
const least = { places: 4, channels: 8 };

/**
 * The problem with its features weighed, channel by channel, by how much of the labels each channel explains: a network
 * sees many things, and most of its channels are of something else than what moves. Where that makes the labels less
 * likely, the problem as it is.
 *
 * The share of channel c is sum over its places of cov(x, y)^2, over var(y) and the sum of var(x): the alignment of its
 * kernel with the labels. Weights are chosen after C. Cortes, M. Mohri and A. Rostamizadeh, *Algorithms for Learning
 * Kernels Based on Centered Alignment*, JMLR 13, 2012, one kernel a channel; whether to use them, by the marginal
 * likelihood of the Gaussian process that ridge regression is (C. E. Rasmussen and C. K. I. Williams, 2006, 5.4.1).
 *
 * @param channels - of the features, which are places of channels; 0 where they are no picture.
 */
export async function weighed(
  problem: Problem,
  labels: Labels,
  channels: number,
  pause: Pause,
): Promise<Problem> {
  const { system, vectors } = problem;
  const length = system.mean.length;
  const isPicture = channels >= least.channels && length >= least.places * channels;
  if (!isPicture || vectors.length > length || system.movement === 0) return problem;
  const roots = rootsOf(problem, labels, channels);
  const scaled = vectors.map((vector) => vector.map((value, i) => value * roots[i]!));
  await pause.ifDue();
  const packed = new Float64Array((scaled.length * (scaled.length + 1)) / 2);
  for (const [i, vector] of scaled.entries()) {
    gramRow(scaled, i + 1, vector, packed, (i * (i + 1)) / 2);
    await pause.ifDue();
  }
  const gram = { size: scaled.length, packed };
  const rows = scaled.map((_, i) => i);
  const own = { ...ridgeSystem(gram, scaled, rows), movement: system.movement };
  const before = await evidenceOf(system, labels, pause);
  const after = await evidenceOf(own, labels, pause);
  return after > before ? { ...problem, vectors: scaled, system: own, roots } : problem;
}

/** Square roots of the weights, one a feature; their mean square is 1. */
function rootsOf(
  { vectors, system: { mean } }: Problem,
  { targets, weights }: Labels,
  channels: number,
): Float32Array {
  const length = mean.length;
  const spread = new Float64Array(length);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const wanted = targets.map(centred);
  const common = wanted.map((values) => values.reduce((sum, y, i) => sum + weights[i]! * y, 0) / total);
  const along = wanted.map(() => new Float64Array(length));
  for (const [row, vector] of vectors.entries()) {
    const weight = weights[row]!;
    for (let k = 0; k < length; k++) spread[k]! += weight * (vector[k]! - mean[k]!) ** 2;
    for (const [output, sums] of along.entries()) {
      const share = weight * (wanted[output]![row]! - common[output]!);
      for (let k = 0; k < length; k++) sums[k]! += share * (vector[k]! - mean[k]!);
    }
  }
  const explained = new Float64Array(channels);
  for (const [output, sums] of along.entries()) {
    const varies = wanted[output]!.reduce((sum, y, i) => sum + weights[i]! * (y - common[output]!) ** 2, 0);
    const [shared, own] = [new Float64Array(channels), new Float64Array(channels)];
    for (let k = 0; k < length; k++) {
      shared[k % channels]! += sums[k]! ** 2;
      own[k % channels]! += spread[k]!;
    }
    for (let c = 0; c < channels; c++) if (own[c]! > 0) explained[c]! += shared[c]! / own[c]! / varies;
  }
  const channelWeights = explained.map((share) => share ** sharpness);
  const average = channelWeights.reduce((sum, weight) => sum + weight, 0) / channels;
  return Float32Array.from({ length }, (_, k) => Math.sqrt(channelWeights[k % channels]! / average));
}

/** Logarithm of how likely the labels are, up to a constant that is the same for all systems of the same rows. */
async function evidenceOf(system: RidgeSystem, { targets, weights }: Labels, pause: Pause): Promise<number> {
  const factored = await system.factor(lambda * system.scale, weights, pause);
  const n = system.size;
  let evidence = 0;
  for (const values of targets) {
    const y = centred(values);
    const duals = factored.duals(y);
    const fit = y.reduce((sum, value, i) => sum + value * duals[i]!, 0) * system.scale;
    evidence -= (n / 2) * Math.log(fit) + (factored.logDeterminant - n * Math.log(system.scale)) / 2;
  }
  return evidence;
}
