import { clamp } from './clamp.js';
import type { Controller, Output } from './controller.js';
import { hysteresis } from './hysteresis.js';
import { oneEuro } from './one-euro.js';
import type { Stage, StageFilter } from './stage.js';

/** What steadies by default. Chosen on real clips: npm run bench:smoothing */
export const steadying: readonly Stage[] = [oneEuro(), hysteresis(0.012, { closesAt: 0.3 })];

/**
 * Puts stages between the dial and a controller. The result is a controller itself.
 *
 * @param controller - gets the conditioned output. It stays its maker's to dispose; disposing the result disposes it too.
 * @param stages - applied in this order. Without any: {@link oneEuro}, a {@link hysteresis} of 0.012 that closes at 0.3
 * units a second, and {@link clamp}: a value in -1..1 that rests while the person does, and is some 20 ms later while
 * the person moves. For labels on another scale give stages of your own.
 *
 * @example
 * ```ts
 * import { clamp, condition, oneEuro, type Controller } from 'camdial';
 *
 * const lamp: Controller = { update: ({ values }) => console.log('brightness', values[0]) };
 * const steadyLamp = condition(lamp, oneEuro({ minCutoff: 0.5 }), clamp(0, 1));
 * ```
 */
export function condition(controller: Controller, ...stages: Stage[]): Controller {
  const chain = stages.length > 0 ? stages : [...steadying, clamp()];
  let filters: StageFilter[][] = [];
  return {
    update(output: Output): void {
      const { timestamp, confidence } = output;
      const values = output.values.map((value, i) => {
        filters[i] ??= chain.map((stage) => stage());
        return filters[i].reduce((last, filter) => filter(last, timestamp, confidence), value);
      });
      controller.update({ ...output, values });
    },
    release(): void {
      filters = [];
      controller.release?.();
    },
    dispose(): void {
      filters = [];
      controller.dispose?.();
    },
  };
}
