import type { RoundSpan, TrainingSet } from './training-set.js';

/** The samples that are learned from: all, or every second, fourth, ... where there are more than rows are kept. */
export interface Rows {
  /** Which samples, ascending. */
  readonly samples: readonly number[];
  /** Samples that each row stands for. */
  readonly counts: readonly number[];
  /** One feature vector a row. */
  readonly vectors: readonly Float32Array[];
  /** Which sample of which round a row is. */
  readonly keys: readonly string[];
  /** The rounds, counted in rows. */
  readonly rounds: readonly RoundSpan[];
}

/** Work grows with the cube of the rows, and neighbouring frames say little that is new. */
const mostRows = 1000;

export function rowsOf({ size, features, rounds }: Pick<TrainingSet, 'size' | 'features' | 'rounds'>): Rows {
  let step = 1;
  const count = () => rounds.reduce((sum, { size }) => sum + Math.ceil(size / step), 0);
  while (count() > mostRows && step < size) step *= 2;

  const samples: number[] = [];
  const counts: number[] = [];
  const keys: string[] = [];
  const rowRounds = rounds.map((round) => {
    const first = samples.length;
    for (let i = 0; i < round.size; i += step) {
      samples.push(round.start + i);
      counts.push(Math.min(step, round.size - i));
      keys.push(`${round.id}:${i}`);
    }
    return { ...round, start: first, size: samples.length - first };
  });
  return { samples, counts, keys, vectors: samples.map(features), rounds: rowRounds };
}
