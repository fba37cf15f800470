import { must } from './must.js';
import type { Stage } from './stage.js';

/** Options of {@link deadZone}. */
export interface DeadZoneOptions {
  /** Where the dial rests. Default 0. */
  centre?: number | undefined;
  /** The value that stays what it is at the lower end. Default -1. */
  min?: number | undefined;
  /** The value that stays what it is at the upper end. Default 1. */
  max?: number | undefined;
}

/**
 * Values near the centre become the centre, so that a dial at rest rests. There is no jump at the edge of the zone, and
 * the ends of the range are still reached: what is between is stretched.
 *
 * @param width - how far the zone reaches to either side of the centre. Default 0.1.
 * @throws CamdialError `bad-argument` unless the zone lies within min..max and leaves something on both sides.
 *
 * @example
 * ```ts
 * import { clamp, condition, deadZone, oneEuro, type Controller } from 'camdial';
 *
 * const wheel: Controller = { update: ({ values }) => console.log('turn by', values[0]) };
 * const calmWheel = condition(wheel, oneEuro(), deadZone(0.15), clamp());
 * ```
 */
export function deadZone(width = 0.1, { centre = 0, min = -1, max = 1 }: DeadZoneOptions = {}): Stage {
  must(
    width >= 0 && centre - width > min && centre + width < max && Number.isFinite(max - min),
    `deadZone needs a zone within its range, got ${width} to either side of ${centre} in ${min}..${max}.`,
  );
  return () => (value) => {
    const off = value - centre;
    const reach = off < 0 ? centre - min : max - centre;
    const beyond = Math.max(0, Math.abs(off) - width);
    return centre + Math.sign(off) * beyond * (reach / (reach - width));
  };
}
