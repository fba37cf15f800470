import type { Fold } from './folds.js';
import type { Study } from './study.js';
import { samplesOf, type TrialPlan } from './validation.js';

/** What is held out of the model itself, to end its training by. */
export interface Watched {
  /** Samples that the model must not see. */
  readonly held: ReadonlySet<number>;
  /** Those that it is scored on. */
  readonly scored: readonly number[];
}

/** A part of the problem with the most rows, one that the honest error is not measured on where there is one. */
export function watchedOf(plans: readonly TrialPlan[], { rows }: Study): Watched | null {
  let watched: Watched | null = null;
  let most = 0;
  for (const { solution, folds } of plans) {
    const { problem, holdOut } = solution;
    if (problem.rows.length <= most) continue;
    const main = holdOut.folds.filter(({ isBetween }) => !isBetween);
    const unused = main.filter((fold) => !folds.includes(fold));
    const fold: Fold | undefined = unused.pop() ?? main.pop();
    if (!fold) continue;
    most = problem.rows.length;
    watched = {
      held: new Set(samplesOf(fold.held, solution, rows)),
      scored: samplesOf(fold.scored, solution, rows),
    };
  }
  return watched;
}
