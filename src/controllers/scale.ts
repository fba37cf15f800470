import { must } from './must.js';
import type { Stage } from './stage.js';

/**
 * Maps one range to another, in a straight line and beyond the ends too: put {@link clamp} before or after it.
 *
 * @param from - where the value comes from; its ends must differ.
 * @param to - where it goes; the other way round (`[100, 0]`) turns it round.
 * @throws CamdialError `bad-argument` when an end is not finite or `from` has no extent.
 *
 * @example
 * ```ts
 * import { clamp, condition, oneEuro, scale, type Controller } from 'camdial';
 *
 * const lamp: Controller = { update: ({ values }) => console.log(`${values[0]} per cent`) };
 * const dimmed = condition(lamp, oneEuro(), clamp(), scale([-1, 1], [0, 100]));
 * ```
 */
export function scale(from: readonly [number, number], to: readonly [number, number]): Stage {
  const factor = (to[1] - to[0]) / (from[1] - from[0]);
  must(
    [...from, ...to, factor].every(Number.isFinite),
    `scale needs two ranges of finite numbers, the first with different ends, got ${from} and ${to}.`,
  );
  return () => (value) => to[0] + (value - from[0]) * factor;
}
