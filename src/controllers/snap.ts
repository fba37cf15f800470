import { must } from './must.js';
import type { Stage } from './stage.js';

/** Options of {@link snap}. */
export interface SnapOptions {
  /** How far beyond the middle between two points the value must go to change over, units. Default a fifth of the smallest gap. */
  hysteresis?: number | undefined;
}

/**
 * The nearest of the given points, without flicker in the middle between two: for presets, stops, notes of a scale.
 *
 * @param points - in any order, at least one.
 * @throws CamdialError `bad-argument` when there is none, one is not finite, or the hysteresis is not at least 0 and
 * below half the smallest gap (a value on a point must get there).
 *
 * @example
 * ```ts
 * import { condition, oneEuro, snap, type Controller } from 'camdial';
 *
 * const gear: Controller = { update: ({ values }) => console.log('gear', values[0]) };
 * const threeGears = condition(gear, oneEuro(), snap([-1, 0, 1]));
 * ```
 */
export function snap(points: readonly number[], options: SnapOptions = {}): Stage {
  const sorted = [...new Set(points)].sort((a, b) => a - b);
  must(
    sorted.length > 0 && sorted.every(Number.isFinite),
    `snap needs a list of finite points, got [${points}].`,
  );
  const gap = Math.min(...sorted.slice(1).map((point, i) => point - sorted[i]!));
  const { hysteresis = sorted.length > 1 ? gap / 5 : 0 } = options;
  must(
    hysteresis >= 0 && hysteresis < gap / 2,
    `snap needs a hysteresis from 0 to less than half the smallest gap (${gap / 2}), got ${hysteresis}.`,
  );
  return () => {
    let held: number | null = null;
    return (value) => {
      const distance = (point: number) => Math.abs(value - point);
      const nearest = sorted.reduce((best, point) => (distance(point) < distance(best) ? point : best));
      // At d beyond the middle of two points, one is 2 d nearer than the other.
      if (held === null || distance(held) - distance(nearest) > 2 * hysteresis) held = nearest;
      return held;
    };
  };
}
