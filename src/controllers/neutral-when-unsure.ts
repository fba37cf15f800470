import { DeadMan, type UnsureOptions } from './dead-man.js';
import type { Stage } from './stage.js';

/**
 * A dead man's switch: while the confidence is below a threshold the last trusted value is held for a moment, then goes
 * to neutral, and comes back as smoothly. A stage hears nothing when no output comes at all: {@link safely} does.
 * The controllers that come with camdial let go by themselves, before this fade has ended: give those `safety: null`.
 *
 * @throws CamdialError `bad-argument` when the confidence is outside 0..1, a time is below 0 or neutral is not finite.
 *
 * @example
 * ```ts
 * import { clamp, condition, neutralWhenUnsure, oneEuro, type Controller } from 'camdial';
 *
 * const wheel: Controller = { update: ({ values }) => console.log('turn by', values[0]) };
 * const careful = condition(wheel, oneEuro(), clamp(), neutralWhenUnsure({ confidence: 0.4 }));
 * ```
 */
export function neutralWhenUnsure(options: UnsureOptions = {}): Stage {
  new DeadMan(options); // tells now what is wrong with the options, not at the first frame
  return () => {
    const switched = new DeadMan(options);
    return (value, timestamp, confidence) => switched.next(value, timestamp, confidence);
  };
}
