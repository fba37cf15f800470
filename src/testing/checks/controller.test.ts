import { expect, test } from 'vitest';
import type { Controller, Output } from '../../controllers/controller.js';
import { controllerChecks } from './controller.js';
import { failuresOf } from './failures.js';

/** A sound controller: keeps the value of its first output, and 0 when released. */
class Needle implements Controller {
  value = 0;
  update({ values }: Output): void {
    this.value = values[0]!;
  }
  release(): void {
    this.value = 0;
  }
  dispose(): void {}
}

const read = (controller: Controller) => (controller as Needle).value;

for (const check of controllerChecks(() => new Needle(), { read })) test(check.name, check.run);
for (const check of controllerChecks(() => ({ update() {} }), { outputs: 3 }))
  test(`least of all, ${check.name}`, check.run);

const again = () => {
  let isDone = false;
  return () => {
    if (isDone) throw new Error('again');
    isDone = true;
  };
};

const broken: Record<string, [make: () => Controller, checks: string[]]> = {
  'refuses what is beyond 1': [
    () => ({
      update({ values }) {
        if (Math.abs(values[0]!) > 1) throw new RangeError('beyond');
      },
    }),
    ['many readings'],
  ],
  'throws when it is not sure': [
    () => ({
      update({ confidence }) {
        if (confidence === 0) throw new Error('not sure');
      },
    }),
    ['many readings'],
  ],
  'works in the background': [() => ({ update: async () => {} }), ['nothing to wait for']],
  'clamps in place': [
    () => ({
      update({ values }) {
        values.forEach((value, i) => {
          values[i] = Math.min(0.5, value);
        });
      },
    }),
    ['values alone'],
  ],
  'zeroes the last values when released': [
    () => {
      let last = new Float32Array();
      return {
        update({ values }: Output) {
          last = values as Float32Array<ArrayBuffer>;
        },
        release: () => last.fill(0),
      } as Controller;
    },
    ['values alone'],
  ],
  'keeps the array': [
    () => {
      let last = new Float32Array(1);
      return {
        update({ values }: Output) {
          last = values as Float32Array<ArrayBuffer>;
        },
        get value() {
          return last[0];
        },
      } as Controller;
    },
    ['written over'],
  ],
  'throws at a second release': [
    () => ({ update() {}, release: again() }),
    ['release may be called again', 'follows again'],
  ],
  'drifts with every release': [
    () =>
      new (class extends Needle {
        override release() {
          this.value -= 1;
        }
      })(),
    ['release may be called again'],
  ],
  'cannot release what never began': [
    () => {
      let value: { valueOf(): number } | null = null;
      return {
        update({ values }: Output) {
          value = values[0]!;
        },
        release() {
          value!.valueOf();
        },
      };
    },
    ['before the first update'],
  ],
  'is over once released': [
    () => {
      let isOver = false;
      return {
        update() {
          if (isOver) throw new Error('over');
        },
        release() {
          isOver = true;
        },
      };
    },
    ['follows again', 'before the first update', 'written over'],
  ],
  'throws at a second dispose': [
    () => ({ update() {}, dispose: again() }),
    ['before any update', 'middle of things'],
  ],
};

for (const [name, [make, expected]] of Object.entries(broken)) {
  test(`finds a controller that is broken: ${name}`, async () => {
    const failures = await failuresOf(controllerChecks(make, { read }));
    for (const each of expected) expect(failures).toContainEqual(expect.stringContaining(each));
    expect(failures.length).toBeLessThan(6);
  });
}
