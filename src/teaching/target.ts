import { checkTarget } from '../samples/checks.js';

/** A value, or one for each output, `null` for an output that is not taught. */
export type TargetValue = number | readonly (number | null)[];

/** What the dial is to read for the frames of a recording; see {@link Pipeline.record}. */
export type Target = TargetValue | ((elapsedMs: number) => TargetValue);

/**
 * A target as a list for every moment.
 *
 * @throws CamdialError `target-shape` or `not-finite` where it stands still and does not fit.
 */
export function targetAt(target: Target, outputs: number): (elapsedMs: number) => readonly (number | null)[] {
  if (typeof target === 'function') return (elapsedMs) => asList(target(elapsedMs));
  checkTarget(asList(target), outputs);
  return () => asList(target);
}

function asList(target: TargetValue): readonly (number | null)[] {
  return typeof target === 'number' ? [target] : target;
}
