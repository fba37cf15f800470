import type { Pause } from '../pause.js';
import type { SampleStore } from '../samples/sample-store.js';
import type { GramCache } from './gram.js';
import { type Labels, labelsOf } from './labels.js';
import { estimateLag } from './lag.js';
import { type Problem, problemsOf } from './problem.js';
import { type Rows, rowsOf } from './rows.js';
import { oneLabel, type TrainingSet, trainingSet } from './training-set.js';

/** Samples made ready to be learned from: as rows, in problems, with the person's lag taken out. */
export interface Study {
  readonly set: TrainingSet;
  readonly rows: Rows;
  /** At least one. */
  readonly problems: readonly Problem[];
  /** See {@link FitReport.lag}. */
  readonly lag: number | null;
  /** Of all rows and outputs. */
  readonly labels: Labels;
}

/**
 * @param progress - told 0..1; what it throws ends the work.
 * @throws CamdialError `too-few-samples` or `one-label` when there is nothing to learn.
 */
export async function studyOf(
  samples: SampleStore,
  gram: GramCache,
  pause: Pause,
  progress: (fraction: number) => void,
): Promise<Study> {
  const set = trainingSet(samples);
  progress(0);
  const rows = rowsOf(set);
  const products = await gram.sync(samples, rows, pause, (fraction) => progress(0.9 * fraction));
  const problems = problemsOf(set, rows, labelsOf(set, rows, 0), products);
  if (problems.length === 0) throw oneLabel(set); // what differs is not among the rows that are learned from
  const lag = await estimateLag(set, rows, problems, pause);
  progress(1);
  return { set, rows, problems, lag, labels: labelsOf(set, rows, lag ?? 0) };
}
