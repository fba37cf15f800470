import type { Controller, Output } from '../../controllers/controller.js';
import { type ContractCheck, checkOf, expectThat, isAlike, said } from './contract.js';

/** Options of {@link controllerChecks}. */
export interface ControllerCheckOptions {
  /** How many outputs the controller follows. Default 1. */
  outputs?: number | undefined;
  /**
   * Reads back what the controller drives, as a number or text. Where it is given, it is also checked that a second
   * release moves nothing, and that nothing moves when the values of a reading are written over later.
   */
  read?: ((controller: Controller) => number | string) | undefined;
}

/**
 * Every promise of {@link Controller}. Each check makes a controller of its own.
 *
 * @param make - makes a controller that was never updated, always alike.
 *
 * @example
 * ```ts
 * import type { Controller } from 'camdial';
 * import { controllerChecks } from 'camdial/testing';
 * import { test } from 'node:test';
 *
 * const makeVolume = (): Controller => ({ update: ({ values }) => console.log(values[0]) });
 * for (const check of controllerChecks(makeVolume)) test(check.name, () => check.run());
 * ```
 */
export function controllerChecks(
  make: () => Controller | Promise<Controller>,
  { outputs = 1, read }: ControllerCheckOptions = {},
): readonly ContractCheck[] {
  const check = (name: string, run: (controller: Controller) => void) =>
    checkOf(`controller: ${name}`, make, run);
  const output = (value: number, index = 0, confidence = 1) => outputOf(value, index, confidence, outputs);
  return [
    check('update follows many readings, within -1..1 and beyond', (controller) => {
      for (let i = 0; i < 120; i++) {
        controller.update(output(3 * Math.sin(i / 7), i, (i % 11) / 10));
      }
      for (const value of [0, -1, 1, -1e6, 1e6]) controller.update(output(value, 120));
    }),
    check('update and release give nothing to wait for', (controller) => {
      // A promise would reject unseen: nobody waits for a controller.
      expectNothing(controller.update(output(0.5)), 'update()');
      expectNothing(controller.release?.(), 'release()');
      expectNothing(controller.dispose?.(), 'dispose()');
    }),
    check('update leaves the values alone, and so do release and dispose', (controller) => {
      const given = Array.from({ length: 5 }, (_, i) => output(0.4 * i - 0.8, i));
      const before = given.map(({ values }) => values.slice());
      for (const each of given) controller.update(each);
      controller.release?.();
      controller.dispose?.();
      given.forEach(({ values }, i) => {
        expectThat(
          isAlike(values, before[i]!, 0),
          'values to stay as they were',
          `${values} for ${before[i]}`,
        );
      });
    }),
    check('a reading may be written over as soon as update returns', (controller) => {
      const given = output(0.5);
      controller.update(given);
      const shown = read?.(controller);
      given.values.fill(Number.NaN); // as a source of readings does that keeps one array
      expectThat(
        !read || read(controller) === shown,
        `what it drives to stay at ${shown}`,
        read?.(controller),
      );
      controller.release?.();
      const fresh = output(-0.5, 1);
      controller.update(fresh);
      expectThat(!read || !Number.isNaN(read(controller)), 'a reading of the values given last', Number.NaN);
    }),
    check('release may be called again', (controller) => {
      controller.update(output(1));
      controller.release?.();
      const shown = read?.(controller);
      controller.release?.();
      expectThat(
        !read || read(controller) === shown,
        `what it drives to stay at ${shown}`,
        read?.(controller),
      );
    }),
    check('release may be called before the first update', (controller) => {
      controller.release?.();
      controller.update(output(0.5));
    }),
    check('update follows again after a release', (controller) => {
      for (let i = 0; i < 6; i++) {
        controller.update(output(i / 6, i));
        controller.release?.();
      }
    }),
    check('dispose may be called again, before any update too', (controller) => {
      controller.dispose?.();
      controller.dispose?.();
    }),
    check('dispose may come in the middle of things', (controller) => {
      controller.update(output(0.7));
      controller.dispose?.();
      controller.dispose?.();
    }),
  ];
}

function outputOf(value: number, index: number, confidence: number, outputs: number): Output {
  const values = Float32Array.from({ length: outputs }, (_, i) => (i % 2 ? -value : value));
  return { values, confidence, timestamp: 1000 + (index * 1000) / 30, latency: 12 };
}

function expectNothing(result: unknown, what: string): void {
  const isPromise = typeof result === 'object' && result !== null && 'then' in result;
  expectThat(!isPromise, `${what} to be done when it returns`, said(result));
}
