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
