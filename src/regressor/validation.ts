import type { FitReport, OutputReport } from './regressor.js';
import type { TrainingSet } from './training-set.js';

/** Samples held out together. */
export interface Fold {
  /** Indices of the samples that the model must not see, ascending. */
  readonly held: readonly number[];
  /** Those of them that are scored: neighbours of samples that the model sees are near-copies of them, and would flatter. */
  readonly scored: readonly number[];
}

/** What to hold out, and what that is called. */
export interface HoldOut {
  readonly method: FitReport['method'];
  readonly folds: readonly Fold[];
}

const blocks = 5;

/**
 * Chooses what to hold out for an honest error. Whole rounds in turn, where the others still cover what a round taught;
 * else the same fifth of every round in turn; else nothing. Never random frames.
 */
export function holdOut(set: TrainingSet): HoldOut {
  const rounds = roundFolds(set);
  if (rounds.length > 1 && rounds.every((fold) => isCovered(set, fold))) {
    return { method: 'leave-one-round-out', folds: rounds };
  }
  const stretches = blockFolds(set).filter((fold) => isLearnable(set, fold));
  if (stretches.length > 1) return { method: 'leave-one-block-out', folds: stretches };
  // Rounds of a sample or two: each in turn, though what is left may have to guess beyond what it saw.
  const guesses = rounds.filter((fold) => isLearnable(set, fold));
  if (guesses.length > 1) return { method: 'leave-one-round-out', folds: guesses };
  return { method: 'none', folds: [] };
}

function roundFolds({ roundSizes }: TrainingSet): Fold[] {
  let start = 0;
  return roundSizes.map((size) => {
    const held = range(start, start + size);
    start += size;
    return { held, scored: held };
  });
}

function blockFolds({ roundSizes }: TrainingSet): Fold[] {
  const folds = Array.from({ length: blocks }, () => ({ held: [] as number[], scored: [] as number[] }));
  let start = 0;
  for (const size of roundSizes) {
    for (const [block, fold] of folds.entries()) {
      const from = Math.round((block * size) / blocks);
      const to = Math.round(((block + 1) * size) / blocks);
      const border = Math.min(3, Math.floor((to - from) / 4));
      fold.held.push(...range(start + from, start + to));
      fold.scored.push(
        ...range(start + (from > 0 ? from + border : 0), start + (to < size ? to - border : size)),
      );
    }
    start += size;
  }
  return folds;
}

/** Whether every target held out lies within those that are left, give or take a twentieth of the range. */
function isCovered(set: TrainingSet, fold: Fold): boolean {
  if (!isLearnable(set, fold)) return false;
  const held = new Set(fold.held);
  return range(0, set.outputs).every((output) => {
    const [min, max] = extent(set.targets, output, (i) => !held.has(i));
    const [heldMin, heldMax] = extent(set.targets, output, (i) => held.has(i));
    const slack = (Math.max(max, heldMax) - Math.min(min, heldMin)) / 20;
    return heldMin >= min - slack && heldMax <= max + slack;
  });
}

/** Whether something is held out, and what is left has two targets to tell apart. */
function isLearnable({ targets }: TrainingSet, { held, scored }: Fold): boolean {
  if (scored.length === 0 || targets.length - held.length < 2) return false;
  const out = new Set(held);
  const left = targets.filter((_, i) => !out.has(i));
  const first = left[0]!;
  return left.some((target) => target.some((value, i) => value !== first[i]));
}

function extent(
  targets: readonly Float32Array[],
  output: number,
  isIn: (index: number) => boolean,
): [number, number] {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const [i, target] of targets.entries()) {
    if (!isIn(i)) continue;
    min = Math.min(min, target[output]!);
    max = Math.max(max, target[output]!);
  }
  return [min, max];
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
}

/** Gathers what a model said of samples that it had not seen. */
export class HeldOutScore {
  readonly #outputs: { truth: number[]; error: number[] }[];

  constructor(outputs: number) {
    this.#outputs = Array.from({ length: outputs }, () => ({ truth: [], error: [] }));
  }

  /** @param error - prediction minus truth; its sign does not matter. */
  add(output: number, truth: number, error: number): void {
    this.#outputs[output]!.truth.push(truth);
    this.#outputs[output]!.error.push(error);
  }

  get reports(): OutputReport[] {
    return this.#outputs.map(({ truth, error }) => {
      const mean = truth.reduce((sum, value) => sum + value, 0) / truth.length;
      const spread = truth.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      const missed = error.reduce((sum, value) => sum + value * value, 0);
      return {
        mae: error.reduce((sum, value) => sum + Math.abs(value), 0) / error.length,
        r2: spread > 0 ? 1 - missed / spread : Number.NaN,
      };
    });
  }
}

/** What a person can do for a better dial, as far as the report shows it. */
export function advise(
  { targets }: TrainingSet,
  method: FitReport['method'],
  outputs: readonly OutputReport[],
): string[] {
  const advice: string[] = [];
  if (targets.length < 20) {
    advice.push(`Only ${targets.length} samples were recorded; a dial gets steady from about 20, better 60.`);
  }
  if (method === 'none') {
    advice.push(
      'How good the dial is could not be measured: record every pose in at least two rounds, or for a few seconds.',
    );
  }
  for (const [i, { r2 }] of outputs.entries()) {
    const name = outputs.length > 1 ? `Output ${i + 1}` : 'The dial';
    if (r2 < 0.5) {
      advice.push(
        `${name} explains only ${Math.max(0, Math.round(100 * r2))}% of what was taught when tested on stretches that it had not seen: ` +
          'make larger moves, keep the rest of the picture still, or record another round.',
      );
    }
  }
  return advice;
}
