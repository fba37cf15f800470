import { RidgeRegressor } from 'camdial';
import { condition } from '../../src/controllers/condition.js';
import type { Stage } from '../../src/controllers/stage.js';
import type { Clip } from './clips.js';
import { block60, type Protocol, type Split, samplesOf, sweep } from './protocols.js';

/** Values of one output with the time of their frames, ms. */
export interface Signal {
  readonly values: readonly number[];
  readonly times: readonly number[];
}

/** What a dial read on frames that it was not taught, and what it should have. */
export interface Trace extends Signal {
  readonly truth: readonly number[];
}

/** Smooths one signal; remembers nothing from the one before. */
export type Smoother = (signal: Signal) => number[];

/** A clip with the time of each frame. Where the time leaps, a trace ends. */
export interface TimedClip extends Clip {
  readonly times: readonly number[];
}

const longestGap = 2000;
const shortest = 30; // frames; less are no trace

/** The protocols, with so many of their splits as say enough here: one draw a fold, one phase. */
export const smoothingProtocols: readonly Protocol[] = [
  { name: 'folds', splits: (clip) => everyOf(block60.splits(clip), 16, 0) },
  { name: 'sweep 60', splits: (clip) => everyOf(sweep(60).splits(clip), 8, 4) },
];

function everyOf(splits: Split[], step: number, from: number): Split[] {
  return splits.filter((_, i) => i % step === from);
}

export async function taught(split: Split, clip: Clip): Promise<RidgeRegressor> {
  const regressor = new RidgeRegressor();
  await regressor.fit(samplesOf(split, clip));
  return regressor;
}

export async function readAll(
  regressor: RidgeRegressor,
  features: readonly Float32Array[],
): Promise<number[]> {
  const values: number[] = [];
  for (const each of features) values.push((await regressor.predict(each)).values[0]!);
  return values;
}

/** What a dial reads on the frames that a split holds out. */
export async function tracesOf(split: Split, clip: TimedClip, regressor: RidgeRegressor): Promise<Trace[]> {
  const values = await readAll(
    regressor,
    split.test.map((i) => clip.features[i]!),
  );
  const times = split.test.map((i) => clip.times[i]!);
  return cut({ values, times, truth: split.truth });
}

/** Into pieces without leaps of the time; a filter is made anew for each. */
function cut({ values, times, truth }: Trace): Trace[] {
  const ends = times.flatMap((time, i) =>
    i > 0 && (time < times[i - 1]! || time - times[i - 1]! > longestGap) ? [i] : [],
  );
  return [0, ...ends]
    .map((from, k) => {
      const part = <T>(all: readonly T[]) => all.slice(from, ends[k]);
      return { values: part(values), times: part(times), truth: part(truth) };
    })
    .filter((trace) => trace.values.length >= shortest);
}

/** Through stages, as `condition` puts them before a controller; without any its own. */
export function through(...stages: Stage[]): Smoother {
  return ({ values, times }) => {
    const smoothed: number[] = [];
    const end = condition({ update: (output) => void smoothed.push(output.values[0]!) }, ...stages);
    for (const [i, value] of values.entries())
      end.update({ values: Float32Array.of(value), confidence: 1, timestamp: times[i]!, latency: 0 });
    return smoothed;
  };
}

/** A fixed exponential average: the share that a new value has. */
export function exponential(share: number): Smoother {
  return ({ values }) => {
    let last = values[0]!;
    return values.map((value) => (last += share * (value - last)));
  };
}

/** The mean of the last so many values; a part counts the oldest by that much. */
export function moving(count: number): Smoother {
  return ({ values }) =>
    values.map((_, i) => {
      let [sum, weight] = [0, 0];
      for (let k = 0; k < count && i - k >= 0; k++) {
        const share = Math.min(1, count - k);
        sum += share * values[i - k]!;
        weight += share;
      }
      return sum / weight;
    });
}

export function meanAbsoluteError(values: readonly number[], truth: readonly number[]): number {
  return values.reduce((sum, value, i) => sum + Math.abs(value - truth[i]!), 0) / values.length;
}

/** The standard deviation within a second, root mean square over the seconds; the first does not count. */
export function jitter({ values, times }: Signal): number {
  const seconds = new Map<number, number[]>();
  for (const [i, value] of values.entries()) {
    const second = Math.floor((times[i]! - times[0]!) / 1000);
    seconds.set(second, [...(seconds.get(second) ?? []), value]);
  }
  const whole = [...seconds.values()].slice(1).filter((each) => each.length > 10);
  return Math.sqrt(whole.reduce((sum, each) => sum + variance(each), 0) / whole.length);
}

function variance(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}

const step = 5; // ms; both signals are laid on this grid by straight lines
const furthest = 500;

/**
 * How far the values are behind the truth, ms: where their cross-correlation is greatest, between two steps of the grid
 * by a parabola. Not a number where that is not within half a second, or below `least`: what hardly moves, or is
 * misread, has no lag to speak of.
 */
export function lagOf({ values, times, truth }: Trace, least = 0): number {
  const reach = furthest / step;
  const count = Math.floor((times.at(-1)! - times[0]!) / step) + 1;
  const moves = onGrid(truth, times, count).slice(reach, count - reach);
  const follows = onGrid(values, times, count);
  const correlations = Array.from({ length: 2 * reach + 1 }, (_, shift) =>
    correlation(moves, follows.subarray(shift, shift + moves.length)),
  );
  const best = correlations.indexOf(Math.max(...correlations));
  const [before, peak, after] = [correlations[best - 1], correlations[best]!, correlations[best + 1]];
  if (before === undefined || after === undefined || peak < least) return Number.NaN;
  return (best - reach + (before - after) / (2 * (before - 2 * peak + after))) * step;
}

function onGrid(values: readonly number[], times: readonly number[], count: number): Float64Array {
  let i = 0;
  return Float64Array.from({ length: count }, (_, k) => {
    const time = times[0]! + k * step;
    while (i < times.length - 2 && times[i + 1]! < time) i++;
    const share = (time - times[i]!) / (times[i + 1]! - times[i]!);
    return values[i]! + share * (values[i + 1]! - values[i]!);
  });
}

function correlation(a: Float64Array, b: Float64Array): number {
  const mean = (of: Float64Array) => of.reduce((sum, value) => sum + value, 0) / of.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [both, squaresA, squaresB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [offA, offB] = [a[i]! - meanA, b[i]! - meanB];
    both += offA * offB;
    squaresA += offA * offA;
    squaresB += offB * offB;
  }
  return both / Math.sqrt(squaresA * squaresB);
}

/** How well a raw value must follow the truth for its lag to count. */
export const followsTruth = 0.8;

/** What a smoother does to traces: lag added, ms (mean of those with a lag), and its error over that of the raw values. */
export function costOf(smoother: Smoother, traces: readonly Trace[]): { lag: number; error: number } {
  let [missed, missedRaw] = [0, 0];
  const lags: number[] = [];
  for (const trace of traces) {
    const values = smoother(trace);
    const rawLag = lagOf(trace, followsTruth);
    if (!Number.isNaN(rawLag)) lags.push(lagOf({ ...trace, values }) - rawLag);
    missed += meanAbsoluteError(values, trace.truth) * values.length;
    missedRaw += meanAbsoluteError(trace.values, trace.truth) * values.length;
  }
  return { lag: lags.reduce((sum, lag) => sum + lag, 0) / lags.length, error: missed / missedRaw };
}

/** The jitter of the raw values over what is left of it, root mean square over the signals. */
export function steadiness(smoother: Smoother, still: readonly Signal[]): number {
  const squares = (of: (signal: Signal) => number) => still.reduce((sum, each) => sum + of(each) ** 2, 0);
  const left = squares((each) => jitter({ ...each, values: smoother(each) }));
  return Math.sqrt(squares(jitter) / left);
}
