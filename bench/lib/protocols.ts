import { type Precision, type Regressor, SampleStore } from 'camdial';
import { randomFrom } from '../../src/random.js';
import type { Clip } from './clips.js';
import { sample } from './sample.js';

/** Frames to learn from with what they are to read as, and frames to be tested on. */
export interface Split {
  readonly train: readonly number[];
  readonly labels: readonly number[];
  /** Where rounds end, counted in frames to learn from. */
  readonly rounds: readonly number[];
  readonly test: readonly number[];
  readonly truth: readonly number[];
  /** What every frame of the clip should read. */
  readonly whole: readonly number[];
}

/** A way of teaching and testing; errors are mean absolute errors on the -1..1 scale. */
export interface Protocol {
  readonly name: string;
  splits(clip: Clip): Split[];
}

/** With four, the mean still moves by a tenth from seed to seed. */
const draws = 16;
const border = 3;

/** Five contiguous folds, 60 random frames of the rest to learn from, so many draws a fold. */
export const block60: Protocol = {
  name: 'block60',
  splits({ positions }) {
    const count = positions.length;
    const splits: Split[] = [];
    for (let fold = 0; fold < 5; fold++) {
      const from = Math.round((fold * count) / 5);
      const to = Math.round(((fold + 1) * count) / 5);
      const rest = range(0, count).filter((i) => i < from - border || i >= to + border);
      for (let draw = 0; draw < draws; draw++) {
        const drawn = sample(rest, 60, randomFrom(100 * fold + draw)).sort(inTime);
        splits.push(plainSplit(positions, drawn, range(from, to)));
      }
    }
    return splits;
  },
};

/** Frames nearest to so many positions of the first 60% of the clip, labelled as if they were right there. */
export function poses(labels: readonly number[], each: number): Protocol {
  return {
    name: `${labels.length} poses`,
    splits({ positions }) {
      const { truth, split } = firstPart(positions);
      const free = new Set(range(0, split));
      const train: number[] = [];
      const given: number[] = [];
      const rounds: number[] = [];
      for (const label of labels) {
        const nearest = [...free]
          .sort((a, b) => Math.abs(truth[a]! - label) - Math.abs(truth[b]! - label))
          .slice(0, each)
          .sort(inTime);
        for (const i of nearest) free.delete(i);
        train.push(...nearest);
        rounds.push(train.length);
        given.push(...nearest.map(() => label));
      }
      const test = range(split + border, positions.length);
      return [{ train, labels: given, rounds, test, truth: test.map((i) => truth[i]!), whole: truth }];
    },
  };
}

/** Which of the frames between are taken moves the error of one sweep by a third: all phases say more than one. */
const phases = 8;

/** So many frames, evenly spaced over the first 60% of the clip, with their true position: a dot that was followed. */
export function sweep(count: number): Protocol {
  return {
    name: `sweep ${count}`,
    splits({ positions }) {
      const { truth, split } = firstPart(positions);
      const test = range(split + border, positions.length);
      return range(0, phases).map((phase) => {
        const train = range(0, count).map((i) => Math.floor(((i + (phase + 0.5) / phases) * split) / count));
        return plainSplit(truth, train, test);
      });
    },
  };
}

/** 60 random frames of one recording, tested on all of another of the same person and room. */
export function crossSession(from: string, to: string): Protocol {
  return {
    name: `${from} to ${to}`,
    splits({ positions, sessions }) {
      const of = (name: string) => range(0, positions.length).filter((i) => sessions[i] === name);
      return range(0, draws).map((draw) =>
        plainSplit(positions, sample(of(from), 60, randomFrom(draw)).sort(inTime), of(to)),
      );
    },
  };
}

/**
 * Errors over the splits of a protocol: on the frames that were not taught, and what the fit reported beforehand.
 *
 * @param options - `most`: so many of the splits at most, spread evenly.
 */
export async function errorsOf(
  protocol: Protocol,
  clip: Clip,
  makeRegressor: () => Regressor,
  { most = Number.POSITIVE_INFINITY, precision = 'float32' }: { most?: number; precision?: Precision } = {},
): Promise<{ error: number; reported: number }> {
  const all = protocol.splits(clip);
  const step = Math.ceil(all.length / most) || 1;
  const splits = all.filter((_, i) => i % step === 0);
  let error = 0;
  let reported = 0;
  for (const split of splits) {
    const regressor = makeRegressor();
    const report = await regressor.fit(samplesOf(split, clip, precision));
    let missed = 0;
    for (const [k, i] of split.test.entries()) {
      const { values } = await regressor.predict(clip.features[i]!);
      missed += Math.abs(values[0]! - split.truth[k]!);
    }
    regressor.dispose();
    error += missed / split.test.length / splits.length;
    reported += report.outputs[0]!.mae / splits.length;
  }
  return { error, reported };
}

/** The frames to learn from, as they would have been recorded. */
export function samplesOf(
  { train, labels, rounds }: Split,
  { features, featureShape }: Clip,
  precision: Precision = 'float32',
): SampleStore {
  const samples = new SampleStore({ backboneId: 'clip', featureShape, outputs: 1, precision });
  for (const [k, i] of train.entries()) {
    if (k === 0 || rounds.includes(k)) samples.beginRound();
    samples.add(features[i]!, [labels[k]!]);
  }
  return samples;
}

function inTime(a: number, b: number): number {
  return a - b;
}

function plainSplit(positions: readonly number[], train: readonly number[], test: readonly number[]): Split {
  const at = (indices: readonly number[]) => indices.map((i) => positions[i]!);
  return { train, labels: at(train), rounds: [train.length], test, truth: at(test), whole: positions };
}

/** The first 60% are for teaching; the scale is set so that there the 20 lowest positions average -1, the 20 highest 1. */
function firstPart(positions: readonly number[]): { truth: number[]; split: number } {
  const split = Math.floor(0.6 * positions.length);
  const sorted = positions.slice(0, split).sort((a, b) => a - b);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const low = mean(sorted.slice(0, 20));
  const high = mean(sorted.slice(-20));
  return { truth: positions.map((x) => (2 * (x - low)) / (high - low) - 1), split };
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
}
