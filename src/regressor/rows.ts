import type { RoundSpan, TrainingSet } from './training-set.js';

/** What is learned from: samples, or means of so many neighbours where there are more samples than rows are kept. */
export interface Rows {
  /** Samples in a row: 1, 2, 4, ... */
  readonly perRow: number;
  /** First sample of each row, and the one behind its last. */
  readonly spans: readonly (readonly [start: number, end: number])[];
  /** One feature vector a row. */
  readonly vectors: readonly Float32Array[];
  /** Which samples of which round a row stands for; the same key, the same vector. */
  readonly keys: readonly string[];
  /** The rounds, counted in rows. */
  readonly rounds: readonly RoundSpan[];
}

/** Work grows with the cube of the rows; neighbouring frames are so alike that their mean says as much as they do. */
const mostRows = 1000;

/** Takes samples as rows, or the means of neighbours within their round where they are more than 1,000. */
export function rowsOf({ features, rounds, featureLength }: TrainingSet): Rows {
  let perRow = 1;
  const count = () => rounds.reduce((sum, { size }) => sum + Math.ceil(size / perRow), 0);
  while (count() > mostRows && perRow < features.length) perRow *= 2;

  const spans: [number, number][] = [];
  const keys: string[] = [];
  const rowRounds = rounds.map((round) => {
    const first = spans.length;
    for (let from = 0; from < round.size; from += perRow) {
      const to = Math.min(round.size, from + perRow);
      spans.push([round.start + from, round.start + to]);
      keys.push(`${round.id}:${from}-${to}`);
    }
    return { ...round, start: first, size: spans.length - first };
  });
  const vectors = spans.map(([start, end]) =>
    end - start === 1 ? features[start]! : meanVector(features, start, end, featureLength),
  );
  return { perRow, spans, vectors, keys, rounds: rowRounds };
}

/** Mean over the samples of a row; of those that are numbers. */
export function meanOver(
  [start, end]: readonly [number, number],
  valueAt: (sample: number) => number,
): number {
  let sum = 0;
  let count = 0;
  for (let i = start; i < end; i++) {
    const value = valueAt(i);
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return sum / count;
}

function meanVector(
  features: readonly Float32Array[],
  start: number,
  end: number,
  length: number,
): Float32Array {
  const mean = new Float32Array(length);
  const share = 1 / (end - start);
  for (let i = start; i < end; i++) {
    const sample = features[i]!;
    for (let k = 0; k < length; k++) mean[k]! += share * sample[k]!;
  }
  return mean;
}
