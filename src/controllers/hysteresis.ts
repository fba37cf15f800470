import { elapsed } from './elapsed.js';
import { exponentialWeight } from './exponential-weight.js';
import { must } from './must.js';
import type { Stage } from './stage.js';

/** Options of {@link hysteresis}. */
export interface HysteresisOptions {
  /**
   * How fast the value must move for the band to be gone, units a second; the faster, the narrower it is before that.
   * Default `Infinity`: it stays as wide as it is.
   */
  closesAt?: number | undefined;
}

/** Cut-off of the speed, Hz: a tremble is no movement. */
const speedCutoff = 2;

/**
 * The value moves only once it leaves a band around where it stands, which it then draws along: what trembles within the
 * band stands still, and there is no jump. (The play, or backlash, operator.) A value that moves stays behind by the width
 * of the band; `closesAt` takes that away.
 *
 * @param width - how far the band reaches to either side. Default 0.05.
 * @throws CamdialError `bad-argument` when it is below 0, or `closesAt` is not above 0.
 *
 * @example
 * ```ts
 * import { clamp, condition, hysteresis, oneEuro, type Controller } from 'camdial';
 *
 * const blinds: Controller = { update: ({ values }) => console.log('blinds to', values[0]) };
 * const quietBlinds = condition(blinds, oneEuro(), hysteresis(0.1), clamp());
 * ```
 */
export function hysteresis(
  width = 0.05,
  { closesAt = Number.POSITIVE_INFINITY }: HysteresisOptions = {},
): Stage {
  must(width >= 0, `hysteresis needs a band of at least 0 to either side, got ${width}.`);
  must(closesAt > 0, `hysteresis needs a speed above 0 units a second to close at, got ${closesAt}.`);
  return () => {
    const step = elapsed();
    let last: { value: number; held: number; speed: number } | null = null;
    return (value, timestamp) => {
      const seconds = step(timestamp) / 1000;
      if (!last) {
        last = { value, held: value, speed: 0 };
        return value;
      }
      let { speed } = last;
      if (seconds > 0)
        speed += exponentialWeight(speedCutoff, seconds) * ((value - last.value) / seconds - speed);
      const band = width * Math.max(0, 1 - Math.abs(speed) / closesAt);
      last = { value, held: Math.min(value + band, Math.max(value - band, last.held)), speed };
      return last.held;
    };
  };
}
