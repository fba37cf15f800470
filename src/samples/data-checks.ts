import { CamdialError } from '../errors.js';
import { productOf } from './checks.js';
import type { Precision, RoundData, SamplesData } from './samples-data.js';

/** @throws CamdialError `samples-invalid` where plain data is not whole. */
export function checkSamples(data: SamplesData): void {
  const { backboneId, featureShape, outputs, precision, rounds } = data;
  const isShape = featureShape.length > 0 && featureShape.every(isCount);
  if (typeof backboneId !== 'string' || !isShape || !isCount(outputs)) {
    throw invalid(
      `a backbone, a feature shape and outputs of positive whole numbers were expected, and they say "${backboneId}", [${featureShape.join(', ')}] and ${outputs}`,
    );
  }
  if (precision !== 'float32' && precision !== 'float16')
    throw invalid(`a precision of "${precision}" is none`);
  const uids = new Set(rounds.map(({ uid }) => uid));
  if (uids.size < rounds.length) throw invalid('two rounds are one and the same');
  for (const round of rounds)
    checkRound(round, { featureLength: productOf(featureShape), outputs, precision });
}

/** @throws CamdialError `samples-invalid` where a round is not whole, or does not fit. */
export function checkRound(
  { uid, label, lag, size, features, targets, timestamps, thumbnails }: RoundData,
  { featureLength, outputs, precision }: { featureLength: number; outputs: number; precision: Precision },
): void {
  const isNamed = typeof uid === 'string' && uid !== '' && (label === undefined || typeof label === 'string');
  if (!isNamed || !(lag === 'auto' || Number.isFinite(lag))) throw invalid('a round without a name or lag');
  if (!isCount(size)) throw invalid(`a round of ${size} samples`);
  const isKind = precision === 'float16' ? features instanceof Uint16Array : features instanceof Float32Array;
  if (!isKind || !(targets instanceof Float32Array) || !(timestamps instanceof Float64Array)) {
    throw invalid('arrays of another kind than their precision says');
  }
  const expected = [size * featureLength, size * outputs, size];
  const given = [features.length, targets.length, timestamps.length];
  if (given.join() !== expected.join()) {
    throw invalid(
      `arrays of ${expected.join(', ')} values were expected for ${size} samples, and came with ${given.join(', ')}`,
    );
  }
  if (thumbnails && thumbnails.length > size) throw invalid('more thumbnails than samples');
  const isNumber =
    features instanceof Uint16Array
      ? (features as Uint16Array).every((half) => (half & 0x7c00) !== 0x7c00)
      : features.every(Number.isFinite);
  if (!isNumber) throw invalid('a feature is no finite number');
  for (let sample = 0; sample < size; sample++) {
    const target = targets.subarray(sample * outputs, (sample + 1) * outputs);
    const isGood =
      target.some((value) => !Number.isNaN(value)) &&
      !target.some((value) => Math.abs(value) === Number.POSITIVE_INFINITY);
    if (!isGood) throw invalid('a target is no number');
  }
  if (!timestamps.every(Number.isFinite)) throw invalid('a time is no number');
}

function invalid(what: string): CamdialError {
  return new CamdialError(
    'samples-invalid',
    `These samples are damaged or not from camdial: ${what}. Nothing was changed; take another copy, or record anew.`,
  );
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0;
}

/** That samples come from another backbone. */
export function foreign(theirs: string, ours: string): CamdialError {
  return new CamdialError(
    'backbone-mismatch',
    `These samples were made by backbone "${theirs}", this one is "${ours}". Use the backbone they were made with, or record anew.`,
  );
}
