import { elapsed } from './elapsed.js';
import { must } from './must.js';
import type { Stage } from './stage.js';

/**
 * Limits how fast the value moves, for what must not be jerked. It goes by timestamps; after a pause, which counts as a
 * quarter of a second at most, it glides too.
 *
 * @param perSecond - units a second, the same up and down.
 * @throws CamdialError `bad-argument` when it is not above 0.
 *
 * @example
 * ```ts
 * import { clamp, condition, oneEuro, slewLimit, type Controller } from 'camdial';
 *
 * const crane: Controller = { update: ({ values }) => console.log('boom at', values[0]) };
 * const slowCrane = condition(crane, oneEuro(), clamp(), slewLimit(0.5)); // four seconds from end to end
 * ```
 */
export function slewLimit(perSecond: number): Stage {
  must(perSecond > 0, `slewLimit needs a speed above 0 units a second, got ${perSecond}.`);
  return () => {
    const step = elapsed();
    let last: number | null = null;
    return (value, timestamp) => {
      const most = (perSecond * step(timestamp)) / 1000;
      last = last === null ? value : Math.min(last + most, Math.max(last - most, value));
      return last;
    };
  };
}
