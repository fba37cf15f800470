import type { Stage } from './stage.js';

/**
 * Turns the dial round: 1 becomes -1.
 *
 * @example
 * ```ts
 * import { condition, invert, oneEuro, SliderController } from 'camdial';
 *
 * const slider = document.querySelector<HTMLInputElement>('input[type=range]')!;
 * const mirrored = condition(new SliderController(slider), oneEuro(), invert());
 * ```
 */
export function invert(): Stage {
  return () => (value) => 0 - value; // not -value, which makes a negative zero of zero
}
