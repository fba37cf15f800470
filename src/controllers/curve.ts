import { must } from './must.js';
import type { Stage } from './stage.js';

/**
 * Bends the way from 0 to 1; below 0 the same, mirrored. An exponent above 1 is finer near the middle, below 1 quicker.
 *
 * @param shape - an exponent above 0 (beyond 1 the value goes on in a straight line, so that nothing explodes), or a
 * function of how far the value is from 0, without its sign. Default 2.
 * @throws CamdialError `bad-argument` when the exponent is not a number above 0.
 *
 * @example
 * ```ts
 * import { clamp, condition, curve, oneEuro, type Controller } from 'camdial';
 *
 * const steering: Controller = { update: ({ values }) => console.log(values[0]) };
 * const fine = condition(steering, oneEuro(), clamp(), curve(1.8));
 * ```
 */
export function curve(shape: number | ((distance: number) => number) = 2): Stage {
  const bend = typeof shape === 'function' ? shape : power(shape);
  return () => (value) => (value < 0 ? 0 - bend(-value) : bend(value));
}

function power(exponent: number): (distance: number) => number {
  must(
    exponent > 0 && Number.isFinite(exponent),
    `curve needs an exponent above 0 or a function, got ${exponent}.`,
  );
  // Beyond 1 the tangent at 1.
  return (distance) => (distance <= 1 ? distance ** exponent : 1 + exponent * (distance - 1));
}
