import type { Rows } from './rows.js';
import type { RoundSpan, TrainingSet } from './training-set.js';

/** Targets as they are learned: with the person's lag taken out. */
export interface Labels {
  /** One list an output, a value a row; NaN for a row that does not teach it. */
  readonly targets: readonly Float64Array[];
  /** Of the rows: samples that they stand for, fewer where the target moved fast. */
  readonly weights: Float64Array;
}

/** How far off in time a person follows a target from one moment to the next, s. */
const jitter = 0.06;
/** How far off a still target is met, as a share of the dial's range. */
const steadiness = 0.025;

/**
 * @param lag - ms, for the rounds that leave it to learning.
 */
export function labelsOf(set: TrainingSet, rows: Rows, lag: number): Labels {
  const columns = columnsOf(set, lag);
  const speeds = speedOf(set, columns);
  return {
    targets: ofRows(columns, rows),
    // A timing error of `jitter` at this speed is an error of the label: rows weigh by the inverse of their variance.
    weights: Float64Array.from(
      rows.samples,
      (sample, row) => rows.counts[row]! / (1 + ((speeds[sample]! * jitter) / steadiness) ** 2),
    ),
  };
}

/** Targets of the rows with the lag taken out: one list an output. */
export function rowTargets(set: TrainingSet, rows: Rows, lag: number): Float64Array[] {
  return ofRows(columnsOf(set, lag), rows);
}

function ofRows(columns: readonly Float64Array[], { samples }: Rows): Float64Array[] {
  return columns.map((values) => Float64Array.from(samples, (sample) => values[sample]!));
}

/** Targets of every sample with the lag taken out. */
export function sampleTargets(set: TrainingSet, lag: number): Float32Array[] {
  const columns = columnsOf(set, lag);
  return set.targets.map((_, sample) => Float32Array.from(columns, (values) => values[sample]!));
}

function columnsOf(set: TrainingSet, lag: number): Float64Array[] {
  return Array.from({ length: set.outputs }, (_, output) => {
    const column = new Float64Array(set.targets.length);
    for (const round of set.rounds)
      column.set(shifted(set, round, output, round.lag === 'auto' ? lag : round.lag), round.start);
    return column;
  });
}

/** Targets of a round as they were so many ms before; before its beginning the first one stands. */
function shifted(
  { targets, timestamps }: TrainingSet,
  { start, size }: RoundSpan,
  output: number,
  lag: number,
): Float64Array {
  const own = Float64Array.from({ length: size }, (_, i) => targets[start + i]![output]!);
  if (lag === 0) return own;
  const times = Float64Array.from({ length: size }, (_, i) => timestamps[start + i]!);
  let at = 0;
  return own.map((value, i) => {
    const time = times[i]! - lag;
    while (at > 0 && times[at]! > time) at--;
    while (at + 1 < size && times[at + 1]! <= time) at++;
    const next = Math.min(at + 1, size - 1);
    const gap = times[next]! - times[at]!;
    const share = gap > 0 ? Math.min(1, Math.max(0, (time - times[at]!) / gap)) : 0;
    const between = own[at]! + share * (own[next]! - own[at]!);
    return Number.isNaN(between) ? value : between;
  });
}

/** How fast the target moves at each sample, in ranges of the dial a second; 0 where nobody said when frames were taken. */
function speedOf({ timestamps, rounds }: TrainingSet, columns: readonly Float64Array[]): Float64Array {
  const speeds = new Float64Array(timestamps.length);
  for (const values of columns) {
    let min = Number.POSITIVE_INFINITY;
    let max = Number.NEGATIVE_INFINITY;
    for (const value of values) {
      if (value < min) min = value;
      if (value > max) max = value;
    }
    if (!(max > min)) continue;
    for (const { start, size } of rounds) {
      for (let i = start; i < start + size; i++) {
        const before = Math.max(start, i - 1);
        const after = Math.min(start + size - 1, i + 1);
        const seconds = (timestamps[after]! - timestamps[before]!) / 1000;
        const way = Math.abs(values[after]! - values[before]!) / (max - min);
        if (seconds > 0 && way > 0) speeds[i] = Math.max(speeds[i]!, way / seconds);
      }
    }
  }
  return speeds;
}
