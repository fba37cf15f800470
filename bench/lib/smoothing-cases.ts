import type { RidgeRegressor, Scattering } from 'camdial';
import type { Film } from './film.js';
import { filmRate } from './film.js';
import type { Split } from './protocols.js';
import {
  readAll,
  type Signal,
  smoothingProtocols,
  type TimedClip,
  type Trace,
  taught,
  tracesOf,
} from './smoothing.js';
import { noiseOf, stillPerson } from './still.js';

/** What one protocol gives of one clip: what was read where, and which half of the choice it belongs to. */
export interface Case {
  readonly clip: string;
  readonly protocol: string;
  /** Odd and even folds: what is chosen on one half is judged on the other. */
  readonly half: 0 | 1;
  readonly traces: readonly Trace[];
  /** A person who sits still, by the kind of noise. */
  readonly still: Readonly<Record<string, readonly Signal[]>>;
}

/** Frames a second of the videos that the clips are from. That of the second recording of cap is not told; its labels lie as close as those of the first at this one. */
const rates: Record<string, number> = { cap12: 25, cap13: 15, dog1: 30 };

export function timed<
  T extends { sessions: readonly string[]; sourceFrames: readonly number[]; name: string },
>(clip: T): T & { times: number[] } {
  const times = clip.sourceFrames.map((frame, i) => (frame * 1000) / rates[clip.sessions[i] || clip.name]!);
  return { ...clip, times };
}

/** How much more noise than the clip's own camera has. */
export const noises = { 'own noise': 1, 'four times its noise': 4 };

/** @param most - splits at most of each protocol. */
export async function casesOf(
  clip: TimedClip,
  backbone: Scattering,
  most = Number.POSITIVE_INFINITY,
): Promise<Case[]> {
  const noise = noiseOf(clip.name, 0);
  return eachSplit(clip, most, async (split, regressor) => {
    const still: Record<string, Signal[]> = {};
    const frame = split.test[split.test.length >> 1]!;
    for (const [name, times] of Object.entries(noises)) {
      const values = await readAll(regressor, await stillPerson(backbone, clip.name, frame, times * noise));
      still[name] = [{ values, times: values.map((_, i) => (i * 1000) / 30) }];
    }
    return { traces: await tracesOf(split, clip, regressor), still };
  });
}

/** Frames of the film where the person sits still: successive labels differ by no more than their own noise. */
const stillFrames = { from: 80, middle: 280, to: 481 };

export async function filmCases({ labelled, features, first }: Film): Promise<Case[]> {
  const halves: [number, number][] = [
    [stillFrames.from, stillFrames.middle],
    [stillFrames.middle, stillFrames.to],
  ];
  const cases = await eachSplit(labelled, Number.POSITIVE_INFINITY, async (split, regressor) => {
    const known = split.test.map((i) => labelled.sourceFrames[i]!);
    const [from, to] = [known[0]!, known.at(-1)!];
    const values = await readAll(regressor, features.slice(from - first, to + 1 - first));
    const times = values.map((_, i) => ((from + i) * 1000) / filmRate);
    const truth = values.map((_, i) => between(known, split.truth, from + i));
    const isStill = from <= stillFrames.from && to >= stillFrames.to - 1;
    return { traces: [{ values, times, truth }], still: {}, isStill };
  });
  // The one still stretch is in one fold: each half of the choice gets a half of it.
  const resting = cases.find(({ isStill }) => isStill)!.traces[0]!;
  const start = (resting.times[0]! * filmRate) / 1000;
  return cases.map(({ isStill, ...each }, i) => {
    const own = i < 2 ? halves[each.half]! : null;
    if (!own) return each;
    const part = (all: readonly number[]) => all.slice(own[0] - start, own[1] - start);
    return { ...each, still: { filmed: [{ values: part(resting.values), times: part(resting.times) }] } };
  });
}

async function eachSplit<T extends Pick<Case, 'traces' | 'still'>>(
  clip: TimedClip,
  most: number,
  read: (split: Split, regressor: RidgeRegressor) => Promise<T>,
): Promise<(T & Case)[]> {
  const cases: (T & Case)[] = [];
  for (const { name: protocol, splits } of smoothingProtocols) {
    for (const [i, split] of splits(clip).slice(0, most).entries()) {
      const regressor = await taught(split, clip);
      const half = protocol === 'folds' && i % 2 === 0 ? 0 : 1;
      cases.push({ clip: clip.name, protocol, half, ...(await read(split, regressor)) });
      regressor.dispose();
    }
  }
  return cases;
}

/** The label of a frame between those that have one, by a straight line. */
function between(frames: readonly number[], labels: readonly number[], frame: number): number {
  const after = Math.max(
    1,
    frames.findIndex((each) => each >= frame),
  );
  const [a, b] = [frames[after - 1]!, frames[after]!];
  return labels[after - 1]! + ((frame - a) / (b - a)) * (labels[after]! - labels[after - 1]!);
}
