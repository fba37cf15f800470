import type { Taught } from './folds.js';
import type { Gram } from './gram.js';
import type { Labels } from './labels.js';
import { type RidgeSystem, ridgeSystem } from './ridge-system.js';
import type { Rows } from './rows.js';
import type { TrainingSet } from './training-set.js';

/** Outputs that are taught by the same rows, and are learned in one go. */
export interface Problem {
  /** Which outputs of the dial. */
  readonly outputs: readonly number[];
  /** Which rows, ascending. What follows is counted in these. */
  readonly rows: readonly number[];
  readonly roundSizes: readonly number[];
  readonly timestamps: Float64Array;
  /** Samples that each row stands for. */
  readonly counts: Float64Array;
  readonly vectors: readonly Float32Array[];
  /** What the features of these vectors were multiplied with; null where they are as they came. */
  readonly roots: Float32Array | null;
  readonly system: RidgeSystem;
}

/** An output is part of a problem where two targets of it differ; the others have nothing to learn. */
export function problemsOf(set: TrainingSet, rows: Rows, { targets }: Labels, gram: Gram): Problem[] {
  const groups = new Map<string, { outputs: number[]; rows: number[] }>();
  for (let output = 0; output < set.outputs; output++) {
    const values = targets[output]!;
    const taught = indicesWhere(values, (value) => !Number.isNaN(value));
    if (taught.every((row) => values[row] === values[taught[0]!])) continue;
    const key = taught.length === values.length ? 'all' : taught.join();
    const group = groups.get(key) ?? { outputs: [], rows: taught };
    group.outputs.push(output);
    groups.set(key, group);
  }
  return [...groups.values()].map((group) => {
    const isIn = new Set(group.rows);
    return {
      ...group,
      roundSizes: rows.rounds
        .map(({ start, size }) => indicesWhere({ length: size }, (_, i) => isIn.has(start + i)).length)
        .filter((size) => size > 0),
      timestamps: Float64Array.from(group.rows, (row) => set.timestamps[rows.samples[row]!]!),
      counts: Float64Array.from(group.rows, (row) => rows.counts[row]!),
      vectors: group.rows.map((row) => rows.vectors[row]!),
      roots: null,
      system: ridgeSystem(gram, rows.vectors, group.rows),
    };
  });
}

/** The labels of a problem's own outputs and rows. */
export function ownLabels(problem: Problem, { targets, weights }: Labels): Labels {
  return {
    targets: ownTargets(problem, targets),
    weights: Float64Array.from(problem.rows, (row) => weights[row]!),
  };
}

/** Targets of a problem's own outputs and rows. */
export function ownTargets(
  { outputs, rows }: Pick<Problem, 'outputs' | 'rows'>,
  targets: readonly Float64Array[],
): Float64Array[] {
  return outputs.map((output) => Float64Array.from(rows, (row) => targets[output]![row]!));
}

/** What the choice of folds asks of a problem. */
export function taughtBy({ roundSizes, timestamps }: Problem, { targets }: Labels): Taught {
  return { roundSizes, timestamps, targets };
}

function indicesWhere(
  values: ArrayLike<number>,
  isWanted: (value: number, index: number) => boolean,
): number[] {
  const indices: number[] = [];
  for (let i = 0; i < values.length; i++) if (isWanted(values[i]!, i)) indices.push(i);
  return indices;
}
