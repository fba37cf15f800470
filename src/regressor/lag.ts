import type { Pause } from '../pause.js';
import { holdOut } from './folds.js';
import { heldOutTrials } from './held-out.js';
import { rowTargets } from './labels.js';
import { centred, spreadOf } from './moments.js';
import { ownTargets, type Problem, taughtBy } from './problem.js';
import type { Rows } from './rows.js';
import type { TrainingSet } from './training-set.js';

/** Nobody who follows is further behind than this, ms. */
export const longestLag = 600;
const step = 40;
const lambda = 1e-3;
/** A lag is believed where it takes at least this share of the squared error away. */
const leastGain = 0.03;

/**
 * Estimates how far the person was behind the targets: the shift of the targets in time with which models predict
 * best what they did not see. The kernel does not depend on the targets, so that all shifts cost one factorisation.
 *
 * @returns ms; null where no round asks for it or frames carry no times.
 */
export async function estimateLag(
  set: TrainingSet,
  rows: Rows,
  problems: readonly Problem[],
  pause: Pause,
): Promise<number | null> {
  const { timestamps } = set;
  const isTimed = ({ start, size }: { start: number; size: number }) =>
    timestamps[start + size - 1]! > timestamps[start]!;
  const following = rows.rounds.filter((round, i) => round.lag === 'auto' && isTimed(set.rounds[i]!));
  const problem = problems[0];
  if (following.length === 0 || !problem) return null;

  const shifts = Array.from({ length: longestLag / step + 1 }, (_, i) => i * step);
  const labels = shifts.map((lag) => ownTargets(problem, rowTargets(set, rows, lag)));
  const spreads = labels.map((targets) => targets.map(spreadOf));
  const { counts, system, outputs } = problem;
  const penalty = lambda * system.scale;
  const factored = await system.factor(penalty, counts, pause);
  const { folds } = holdOut(taughtBy(problem, { targets: labels[0]!, weights: counts }));
  const duals = labels.flatMap((targets) => targets.map((values) => factored.duals(centred(values))));
  const noise = (row: number) => penalty / counts[row]!;
  const seen = folds.filter(({ isBetween }) => !isBetween);
  const trials = await heldOutTrials(factored, duals, seen, { noise, counts }, pause);

  const isFollowing = (row: number) =>
    following.some(({ start, size }) => problem.rows[row]! >= start && problem.rows[row]! < start + size);
  const losses = shifts.map(() => 0);
  for (const { row, weight, errors } of trials) {
    if (!isFollowing(row)) continue;
    for (const [i, error] of errors.entries()) {
      const at = Math.floor(i / outputs.length);
      losses[at]! += (weight * error ** 2) / spreads[at]![i % outputs.length]!;
    }
  }
  const best = losses.indexOf(Math.min(...losses));
  if (!(losses[best]! < (1 - leastGain) * losses[0]!)) return 0;
  return shifts[best]! + step * vertex(losses[best - 1], losses[best]!, losses[best + 1]);
}

/** Where between three neighbours the parabola through them is lowest, -0.5..0.5 from the middle one. */
function vertex(before: number | undefined, middle: number, after: number | undefined): number {
  if (before === undefined || after === undefined) return 0;
  const bend = before - 2 * middle + after;
  return bend > 0 ? (before - after) / (2 * bend) : 0;
}
