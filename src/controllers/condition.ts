import { clamp } from './clamp.js';
import type { Controller, Output } from './controller.js';
import { oneEuro } from './one-euro.js';

/**
 * One step of conditioning: makes a filter of one output's values. A filter may remember; it is made anew for every
 * output, and after every release, so that a pause is not smoothed over.
 *
 * @example A stage of your own, which turns the dial round:
 * ```ts
 * import { condition, type Controller, type Stage } from 'camdial';
 *
 * const invert: Stage = () => (value) => -value;
 * const controller: Controller = { update: ({ values }) => console.log(values[0]) };
 * const inverted = condition(controller, invert);
 * ```
 */
export type Stage = () => StageFilter;

/**
 * Takes the next value of one output.
 *
 * @param value - in the units of the labels.
 * @param timestamp - when its frame was taken, ms; grows from call to call. Use it, not the number of calls: frame rates vary.
 * @param confidence - 0..1, see {@link Output.confidence}.
 */
export type StageFilter = (value: number, timestamp: number, confidence: number) => number;

/**
 * Puts stages between the dial and a controller. The result is a controller itself.
 *
 * @param controller - gets the conditioned output. It stays its maker's to dispose; disposing the result disposes it too.
 * @param stages - applied in this order. Without any: {@link oneEuro} and {@link clamp}, a steady value in -1..1.
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
  const chain = stages.length > 0 ? stages : [oneEuro(), clamp()];
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
