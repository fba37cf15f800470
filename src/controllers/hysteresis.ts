import { must } from './must.js';
import type { Stage } from './stage.js';

/**
 * The value moves only once it leaves a band around where it stands, which it then draws along: what trembles within the
 * band stands still, and there is no jump.
 *
 * @param width - how far the band reaches to either side. Default 0.05.
 * @throws CamdialError `bad-argument` when it is below 0.
 *
 * @example
 * ```ts
 * import { clamp, condition, hysteresis, oneEuro, type Controller } from 'camdial';
 *
 * const blinds: Controller = { update: ({ values }) => console.log('blinds to', values[0]) };
 * const quietBlinds = condition(blinds, oneEuro(), hysteresis(0.1), clamp());
 * ```
 */
export function hysteresis(width = 0.05): Stage {
  must(width >= 0, `hysteresis needs a band of at least 0 to either side, got ${width}.`);
  return () => {
    let held: number | null = null;
    return (value) => {
      held = held === null ? value : Math.min(value + width, Math.max(value - width, held));
      return held;
    };
  };
}
