import type { Frame, FrameSource } from '../../capture/frame.js';
import type { CamdialError } from '../../errors.js';
import {
  type ContractCheck,
  checkOf,
  expectNoStrayRejection,
  expectThat,
  inTime,
  isCount,
  pause,
  said,
} from './contract.js';

/** Options of {@link frameSourceChecks}. */
export interface FrameSourceCheckOptions {
  /** How long a frame may take, ms. Default 2000. */
  timeout?: number | undefined;
  /**
   * Whether time is virtual: frames come as fast as asked for, with times of a clock of their own. What is promised of
   * the clock and of waiting is then not checked. Default false.
   */
  virtual?: boolean | undefined;
  /** How long nobody asks when it is checked that frames do not queue up, ms; at least four frames' time. Default 300. */
  idle?: number | undefined;
}

/**
 * Every promise of {@link FrameSource}. Each check makes a source of its own, which is to give at least five frames.
 *
 * @param make - makes a source, always alike; it may be opened anew for every check.
 *
 * @example
 * ```ts
 * import { frameSourceChecks, SimulatedSource } from 'camdial/testing';
 * import { test } from 'node:test';
 *
 * for (const check of frameSourceChecks(() => new SimulatedSource())) test(check.name, () => check.run());
 * ```
 */
export function frameSourceChecks(
  make: () => FrameSource | Promise<FrameSource>,
  { timeout = 2000, virtual = false, idle = 300 }: FrameSourceCheckOptions = {},
): readonly ContractCheck[] {
  const check = (name: string, run: (source: FrameSource) => Promise<void>) =>
    checkOf(`frame source: ${name}`, make, run);
  const frameOf = async (source: FrameSource, signal?: AbortSignal): Promise<Frame> => {
    const frame = await inTime(source.next(signal), timeout, 'next() to resolve with a frame');
    expectThat(frame !== null, 'a frame (a source under test gives at least five)', 'null: the end');
    return frame;
  };
  const nullOf = async (next: Promise<Frame | null>, what: string): Promise<void> => {
    const frame = await inTime(next, timeout, `${what} to resolve with null`);
    expectThat(frame === null, `${what} to resolve with null`, 'a frame');
  };
  const checks = [
    check(
      'frames have positive whole sizes, a finite timestamp, and say whether they are mirrored',
      async (source) => {
        for (let i = 0; i < 3; i++) expectFrame(await frameOf(source));
      },
    ),
    check('every frame is newer than the one before', async (source) => {
      let last = Number.NEGATIVE_INFINITY;
      for (let i = 0; i < 5; i++) {
        const { timestamp } = await frameOf(source);
        expectThat(timestamp > last, `a timestamp above ${last}`, timestamp);
        last = timestamp;
      }
    }),
    check(
      'next resolves with null when its signal is aborted already, and the source goes on',
      async (source) => {
        await expectNoStrayRejection(async () => {
          await nullOf(source.next(AbortSignal.abort()), 'next() with an aborted signal');
          await frameOf(source);
          await nullOf(source.next(AbortSignal.abort()), 'next() with an aborted signal');
        });
        await frameOf(source);
      },
    ),
    check('aborting resolves a waiting next with null, and the source goes on', async (source) => {
      await expectNoStrayRejection(async () => {
        let nulls = 0;
        // A frame may be there just as the abort comes, but not time after time.
        for (let attempt = 0; attempt < 3 && nulls === 0; attempt++) {
          await frameOf(source);
          const controller = new AbortController();
          const next = source.next(controller.signal);
          controller.abort();
          if ((await inTime(next, timeout, 'an aborted next() to resolve')) === null) nulls++;
        }
        expectThat(
          nulls > 0 || virtual,
          'an aborted next() to resolve with null',
          'a frame, time after time',
        );
      });
      await frameOf(source);
    }),
    check('a signal that is aborted after its next has resolved stops nothing', async (source) => {
      const controller = new AbortController();
      await frameOf(source, controller.signal);
      const next = frameOf(source);
      controller.abort();
      await next;
    }),
    check('two who wait at once both get a frame', async (source) => {
      await frameOf(source);
      await Promise.all([frameOf(source), frameOf(source)]);
    }),
    check('next leaves no listeners behind on a signal that is used again and again', async (source) => {
      const { signal } = new AbortController();
      const count = countListeners(signal);
      for (let i = 0; i < 5; i++) await frameOf(source, signal);
      expectThat(
        count() < 3,
        'the listeners on the signal to be taken off',
        `${count()} left after 5 frames`,
      );
    }),
    checkOf('frame source: dispose resolves a waiting next with null', make, async (first) => {
      const disposeWhileWaiting = async (source: FrameSource) => {
        await frameOf(source);
        const next = source.next();
        source.dispose();
        return inTime(next, timeout, 'dispose() to resolve the waiting next() with null');
      };
      await expectNoStrayRejection(async () => {
        let last = await disposeWhileWaiting(first);
        for (let attempt = 0; attempt < 2 && last !== null; attempt++)
          last = await disposeWhileWaiting(await make());
        expectThat(last === null || virtual, 'dispose() to resolve the waiting next() with null', 'a frame');
      });
    }),
    check(
      'subscribeTrouble, where there is one, tells at once and is well while frames come',
      async (source) => {
        if (!source.subscribeTrouble) return;
        await frameOf(source);
        const told: (CamdialError | null)[] = [];
        const end = source.subscribeTrouble((trouble) => told.push(trouble));
        expectThat(told.length === 1, 'the listener to be called at once', `${told.length} calls`);
        await frameOf(source);
        expectThat(told.at(-1) === null, 'no trouble (null) while frames come', told.at(-1));
        expectThat(typeof end === 'function', 'a function that ends it', end);
        end();
        end();
      },
    ),
    check('a trouble listener that has left is told no more, and leaves the others', async (source) => {
      if (!source.subscribeTrouble) return;
      const counts = [0, 0];
      const [end] = counts.map((_, i) => source.subscribeTrouble!(() => void counts[i]!++));
      end!();
      await frameOf(source);
      source.subscribeTrouble(() => {})();
      source.dispose();
      expectThat(counts[0] === 1, 'no call after the end', `${counts[0]! - 1} more`);
      expectThat(counts[1]! > 0, 'the other one to be told', 'no call');
    }),
    check('after dispose, next resolves with null; dispose may be called again', async (source) => {
      await frameOf(source);
      source.dispose();
      await nullOf(source.next(), 'next() after dispose()');
      source.dispose();
      await nullOf(source.next(), 'next() after dispose()');
    }),
    check('a source may be disposed before its first frame', async (source) => {
      source.dispose();
      source.dispose();
      await nullOf(source.next(), 'next() after dispose()');
    }),
  ];
  if (virtual) return checks;
  return [
    ...checks,
    check('timestamps are on the clock of performance.now()', async (source) => {
      const { timestamp } = await frameOf(source);
      const age = performance.now() - timestamp;
      expectThat(Math.abs(age) < 5000, 'a timestamp near performance.now()', `one that is ${age} ms away`);
    }),
    check('frames do not queue up: who asks late gets the newest', async (source) => {
      const { timestamp } = await frameOf(source);
      await pause(idle);
      const late = await frameOf(source);
      expectThat(
        late.timestamp >= timestamp + idle / 2,
        `a frame at least ${idle / 2} ms newer after ${idle} ms in which nobody asked`,
        `one that is ${late.timestamp - timestamp} ms newer`,
      );
      const after = await frameOf(source);
      expectThat(after.timestamp > late.timestamp, 'newer frames after that', after.timestamp);
    }),
  ];
}

function expectFrame(frame: Frame): void {
  const { image, width, height, timestamp, mirrored } = frame;
  expectThat(
    isCount(width) && isCount(height),
    'width and height in positive whole pixels',
    `${width} x ${height}`,
  );
  expectThat(Number.isFinite(timestamp), 'a finite timestamp', timestamp);
  expectThat(typeof mirrored === 'boolean', 'mirrored to be true or false', mirrored);
  expectThat(typeof image === 'object' && image !== null, 'an image', image);
  if ('data' in image) {
    expectThat(
      image.width === width && image.height === height && image.data.length === width * height * 4,
      `plain pixels of ${width} x ${height}, four bytes each`,
      `${image.width} x ${image.height} and ${said(image.data)}`,
    );
  }
}

/** Counts the abort listeners on a signal from now on. */
function countListeners(signal: AbortSignal): () => number {
  const listeners = new Set<unknown>();
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ) => {
    listeners.add(listener);
    add(type, listener, options);
  };
  signal.removeEventListener = (
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | EventListenerOptions,
  ) => {
    listeners.delete(listener);
    remove(type, listener, options);
  };
  return () => listeners.size;
}
