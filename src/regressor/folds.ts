import type { FitReport } from './regressor.js';

/** Samples held out together. */
export interface Fold {
  /** Rows that the model must not see, ascending. */
  readonly held: readonly number[];
  /** Those of them that are scored: neighbours of rows that the model sees are near-copies of them, and would flatter. */
  readonly scored: readonly number[];
  /** How much each scored row counts. */
  readonly weight: number;
  /** Whether it asks what the dial says between the poses that were taught. */
  readonly isBetween: boolean;
}

/** What to hold out, and what that is called. */
export interface HoldOut {
  readonly method: FitReport['method'];
  readonly folds: readonly Fold[];
}

/** What the choice of folds depends on. */
export interface Taught {
  /** Rows of each round, in order. */
  readonly roundSizes: readonly number[];
  /** One list an output, a value a row. */
  readonly targets: readonly ArrayLike<number>[];
  /** When each row was taken, ms. */
  readonly timestamps: ArrayLike<number>;
}

const blocks = 5;
/** A frame this close to one that the model sees says little new. */
const nearRows = 3;
const nearMilliseconds = 250;
/** Up to so many targets are poses; more are a path. */
const mostPoses = 8;

/**
 * Chooses what to hold out for an honest error. Whole rounds in turn, where the others still cover what a round taught;
 * else the same fifth of every round in turn; else nothing. Never random frames. Where a few poses were taught, each
 * inner one is left out besides, and counts as much in all: a dial spends half its time between them.
 */
export function holdOut(taught: Taught): HoldOut {
  const { method, folds } = mainFolds(taught);
  if (folds.length === 0) return { method, folds };
  const between = poseFolds(taught);
  const count = (list: readonly Fold[]) => list.reduce((sum, { scored }) => sum + scored.length, 0);
  const weight = count(folds) / Math.max(1, count(between));
  return { method, folds: [...folds, ...between.map((fold) => ({ ...fold, weight }))] };
}

function mainFolds(taught: Taught): HoldOut {
  const rounds = roundFolds(taught);
  if (rounds.length > 1 && rounds.every((fold) => isCovered(taught, fold.held))) {
    return { method: 'leave-one-round-out', folds: rounds };
  }
  const stretches = blockFolds(taught).filter((fold) => isLearnable(taught, fold));
  if (stretches.length > 1) return { method: 'leave-one-block-out', folds: stretches };
  // Rounds of a sample or two: each in turn, though what is left may have to guess beyond what it saw.
  const guesses = rounds.filter((fold) => isLearnable(taught, fold));
  if (guesses.length > 1) return { method: 'leave-one-round-out', folds: guesses };
  return { method: 'none', folds: [] };
}

function roundFolds({ roundSizes }: Taught): Fold[] {
  let start = 0;
  return roundSizes.map((size) => {
    const held = range(start, start + size);
    start += size;
    return { held, scored: held, weight: 1, isBetween: false };
  });
}

function blockFolds({ roundSizes, timestamps }: Taught): Fold[] {
  const folds = range(0, blocks).map(() => ({ held: [] as number[], scored: [] as number[] }));
  let start = 0;
  for (const size of roundSizes) {
    for (const [block, { held, scored }] of folds.entries()) {
      const from = start + Math.round((block * size) / blocks);
      const to = start + Math.round(((block + 1) * size) / blocks);
      const border = Math.floor((to - from) / 4);
      const isNear = (row: number, other: number) => {
        const apart = Math.abs(timestamps[row]! - timestamps[other]!); // 0 where nobody said when
        return Math.abs(row - other) <= nearRows || (apart > 0 && apart < nearMilliseconds);
      };
      held.push(...range(from, to));
      const first = from === start ? from : range(from, from + border).find((i) => !isNear(i, from - 1));
      const last =
        to === start + size
          ? to - 1
          : range(0, border)
              .map((i) => to - 1 - i)
              .find((i) => !isNear(i, to));
      scored.push(...range(first ?? from + border, (last ?? to - 1 - border) + 1));
    }
    start += size;
  }
  return folds.map((fold) => ({ ...fold, weight: 1, isBetween: false }));
}

/** Each pose that lies between others, where it is poses that were taught. */
function poseFolds(taught: Taught): Fold[] {
  const { targets } = taught;
  const poses = new Map<string, number[]>();
  for (let row = 0; row < targets[0]!.length; row++) {
    const pose = targets.map((values) => values[row]).join();
    poses.set(pose, [...(poses.get(pose) ?? []), row]);
    if (poses.size > mostPoses) return [];
  }
  if (poses.size < 3) return [];
  return [...poses.values()]
    .filter((held) => isCovered(taught, held))
    .map((held) => ({ held, scored: held, weight: 1, isBetween: true }));
}

/** Whether every target held out lies within those that are left, give or take a twentieth of the range. */
function isCovered(taught: Taught, held: readonly number[]): boolean {
  if (!isLearnable(taught, { held, scored: held })) return false;
  const out = new Set(held);
  return taught.targets.every((values) => {
    const [min, max] = extent(values, (row) => !out.has(row));
    const [heldMin, heldMax] = extent(values, (row) => out.has(row));
    const slack = (Math.max(max, heldMax) - Math.min(min, heldMin)) / 20;
    return heldMin >= min - slack && heldMax <= max + slack;
  });
}

/** Whether something is held out, and what is left has two targets to tell apart. */
function isLearnable({ targets }: Taught, { held, scored }: Pick<Fold, 'held' | 'scored'>): boolean {
  const count = targets[0]!.length;
  if (scored.length === 0 || count - held.length < 2) return false;
  const out = new Set(held);
  return targets.some((values) => {
    const [min, max] = extent(values, (row) => !out.has(row));
    return max > min;
  });
}

function extent(values: ArrayLike<number>, isIn: (row: number) => boolean): [number, number] {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < values.length; row++) {
    if (!isIn(row)) continue;
    min = Math.min(min, values[row]!);
    max = Math.max(max, values[row]!);
  }
  return [min, max];
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
}
