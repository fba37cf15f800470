import { CamdialError } from '../errors.js';
import type { Stage } from './stage.js';

/**
 * Keeps values within a range.
 *
 * @param min - default -1.
 * @param max - default 1.
 * @throws CamdialError `bad-argument` unless min is at most max.
 */
export function clamp(min = -1, max = 1): Stage {
  if (!(min <= max)) {
    throw new CamdialError(
      'bad-argument',
      `clamp needs a min that is at most its max, got ${min} and ${max}.`,
    );
  }
  return () => (value) => Math.min(max, Math.max(min, value));
}
