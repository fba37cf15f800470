import type { Controller, Output } from './controller.js';
import { DeadMan, type UnsureOptions } from './dead-man.js';
import { must } from './must.js';

/** Options of {@link safely}. */
export interface SafelyOptions extends UnsureOptions {
  /** How long no output may come before it counts as no confidence, ms. Default 500. */
  silence?: number | undefined;
}

/** How often the controller is driven while nothing comes, ms: about as a camera would. */
const beat = 33;

/**
 * Puts a dead man's switch around a controller. When the confidence stays low, or no output comes at all (the camera hangs,
 * the page sleeps), it holds the last value, goes to neutral and then releases the controller, until the dial is sure
 * again. Put it outermost: what it makes goes through the stages within. The controllers that come with camdial let go by
 * themselves, at once and before this fade has ended: give those `safety: null`.
 *
 * @param controller - stays its maker's to dispose; disposing the result disposes it too.
 * @returns a controller; `release` and `dispose` stop its timer.
 * @throws CamdialError `bad-argument` when `silence` is not above 0, or as {@link neutralWhenUnsure}.
 *
 * @example
 * ```ts
 * import { condition, safely, type Controller } from 'camdial';
 *
 * const robot: Controller = {
 *   update: ({ values }) => console.log('speed', values[0]),
 *   release: () => console.log('brakes'),
 * };
 * const safeRobot = safely(condition(robot), { silence: 300 });
 * ```
 */
export function safely(controller: Controller, { silence = 500, ...unsure }: SafelyOptions = {}): Controller {
  must(silence > 0 && Number.isFinite(silence), `safely needs a silence above 0 ms, got ${silence}.`);
  new DeadMan(unsure); // tells now what is wrong with the options
  let switches: DeadMan[] = [];
  let last: Output | null = null;
  let cameAt = 0;
  let isReleased = true;
  let isDisposed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const drive = (output: Output, trust = output.confidence) => {
    const values = output.values.map((value, i) => {
      switches[i] ??= new DeadMan(unsure);
      return switches[i].next(value, output.timestamp, trust);
    });
    const isOver = switches.every(({ isNeutral }) => isNeutral);
    if (isOver && isReleased) return;
    try {
      isReleased = false;
      controller.update({ ...output, values });
    } finally {
      if (isOver) letGo();
    }
  };
  const letGo = () => {
    clearTimeout(timer);
    isReleased = true;
    controller.release?.();
  };
  /** Repeats the last output without confidence until the switch is neutral. */
  const fillIn = () => {
    if (!last) return;
    const timestamp = last.timestamp + (performance.now() - cameAt);
    try {
      drive({ ...last, confidence: 0, timestamp }, -1); // below any threshold, 0 too
    } catch (error) {
      if (!isReleased) letGo(); // nobody else is there to stop it
      throw error;
    }
    if (!isReleased) timer = setTimeout(fillIn, beat);
  };
  const forget = () => {
    clearTimeout(timer);
    switches = [];
    last = null;
    isReleased = true;
  };

  return {
    update(output: Output): void {
      if (isDisposed) return; // a timer must not come back
      clearTimeout(timer);
      last = { ...output, values: output.values.slice() };
      cameAt = performance.now();
      timer = setTimeout(fillIn, silence);
      drive(output);
    },
    release(): void {
      forget();
      controller.release?.();
    },
    dispose(): void {
      isDisposed = true;
      forget();
      controller.dispose?.();
    },
  };
}
