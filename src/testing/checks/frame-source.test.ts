import { expect, test } from 'vitest';
import type { Frame, FrameSource } from '../../capture/frame.js';
import { CamdialError } from '../../errors.js';
import { SimulatedSource, type SimulatedSourceOptions } from '../simulated-source.js';
import { failuresOf } from './failures.js';
import { frameSourceChecks } from './frame-source.js';

const small = { width: 32, height: 24, frameRate: 100 };

for (const check of frameSourceChecks(() => new SimulatedSource(small))) {
  test(`realtime ${check.name}`, check.run);
}
for (const check of frameSourceChecks(() => new SimulatedSource({ ...small, realtime: false }), {
  virtual: true,
})) {
  test(`virtual ${check.name}`, check.run);
}

/** A sound source that also tells of trouble, and has none. */
class Telling extends SimulatedSource {
  subscribeTrouble(listener: (trouble: CamdialError | null) => void): () => void {
    listener(null);
    return () => {};
  }
}

for (const check of frameSourceChecks(() => new Telling(small))) test(`telling ${check.name}`, check.run);

/** A sound source to break one thing of. */
abstract class Altered implements FrameSource {
  readonly inner: SimulatedSource;
  constructor(options: SimulatedSourceOptions = {}) {
    this.inner = new SimulatedSource({ ...small, ...options });
  }
  next(signal?: AbortSignal): Promise<Frame | null> {
    return this.inner.next(signal);
  }
  dispose(): void {
    this.inner.dispose();
  }
}

/** Hands out altered frames. */
function altering(alter: (frame: Frame, index: number) => Frame): () => FrameSource {
  return () => {
    let index = 0;
    return new (class extends Altered {
      override async next(signal?: AbortSignal) {
        const frame = await super.next(signal);
        return frame && alter(frame, index++);
      }
    })();
  };
}

const broken: Record<string, [make: () => FrameSource, check: string | string[]]> = {
  'half pixels': [altering((frame) => ({ ...frame, width: 32.5 })), 'positive whole sizes'],
  'no timestamp': [
    altering((frame) => ({ ...frame, timestamp: Number.NaN })),
    ['positive whole sizes', 'newer than'],
  ],
  'mirrored left out': [altering(({ mirrored: _, ...frame }) => frame as Frame), 'positive whole sizes'],
  'pixels of another size': [
    altering((frame) => ({ ...frame, image: { data: new Uint8Array(4), width: 32, height: 24 } })),
    'positive whole sizes',
  ],
  'the same time twice': [
    altering((frame, index) => ({ ...frame, timestamp: index === 3 ? 0 : frame.timestamp })),
    'newer than',
  ],
  'the clock of Date': [
    altering((frame) => ({ ...frame, timestamp: frame.timestamp + performance.timeOrigin })),
    'clock of performance.now',
  ],
  'deaf to abort': [
    () =>
      new (class extends Altered {
        override next() {
          return super.next();
        }
      })(),
    ['aborted already', 'aborting resolves'],
  ],
  'rejects on abort': [
    () =>
      new (class extends Altered {
        override async next(signal?: AbortSignal) {
          const frame = await super.next(signal);
          signal?.throwIfAborted();
          return frame;
        }
      })(),
    ['aborted already', 'aborting resolves'],
  ],
  'ends when aborted': [
    () =>
      new (class extends Altered {
        override next(signal?: AbortSignal) {
          signal?.addEventListener('abort', () => this.dispose(), { once: true });
          return super.next(signal);
        }
      })(),
    ['aborting resolves', 'stops nothing', 'no listeners'],
  ],
  'drops a rejection': [
    () =>
      new (class extends Altered {
        override next(signal?: AbortSignal) {
          if (signal) void this.#lose(signal);
          return super.next(signal);
        }
        async #lose(signal: AbortSignal) {
          await Promise.resolve();
          signal.throwIfAborted();
        }
      })(),
    ['aborted already', 'aborting resolves'],
  ],
  'leaves next waiting': [
    () =>
      new (class extends Altered {
        #disposed = false;
        override async next(signal?: AbortSignal) {
          const frame = await super.next(signal);
          return this.#disposed ? new Promise<never>(() => {}) : frame;
        }
        override dispose() {
          this.#disposed = true;
        }
      })(),
    ['waiting next', 'after dispose', 'before its first'],
  ],
  'has room for one': [
    () =>
      new (class extends Altered {
        #busy = false;
        override async next(signal?: AbortSignal) {
          if (this.#busy) return null;
          this.#busy = true;
          try {
            return await super.next(signal);
          } finally {
            this.#busy = false;
          }
        }
      })(),
    'both get a frame',
  ],
  'throws at a second dispose': [
    () =>
      new (class extends Altered {
        #disposed = false;
        override dispose() {
          super.dispose();
          if (this.#disposed) throw new Error('again');
          this.#disposed = true;
        }
      })(),
    ['waiting next', 'after dispose', 'before its first'],
  ],
  'goes on after dispose': [
    () =>
      new (class extends Altered {
        override dispose() {}
      })(),
    ['waiting next', 'after dispose', 'before its first'],
  ],
  'keeps its trouble to itself at first': [
    () =>
      new (class extends Telling {
        override subscribeTrouble() {
          return () => {};
        }
      })(small),
    'tells at once',
  ],
  'in trouble while frames come': [
    () =>
      new (class extends Telling {
        override subscribeTrouble(listener: (trouble: CamdialError | null) => void) {
          listener(new CamdialError('camera-lost', 'gone'));
          return () => {};
        }
      })(small),
    'well while frames come',
  ],
  'no way to leave': [
    () =>
      new (class extends Telling {
        override subscribeTrouble(listener: (trouble: CamdialError | null) => void) {
          listener(null);
          return undefined as unknown as () => void;
        }
      })(small),
    ['well while frames come', 'told no more'],
  ],
  'tells who has left': [
    () =>
      new (class extends Telling {
        #listeners: ((trouble: CamdialError | null) => void)[] = [];
        override subscribeTrouble(listener: (trouble: CamdialError | null) => void) {
          this.#listeners.push(listener);
          return super.subscribeTrouble(listener);
        }
        override dispose() {
          super.dispose();
          for (const tell of this.#listeners) tell(null);
        }
      })(small),
    'told no more',
  ],
  'ends early': [
    () => new SimulatedSource({ ...small, frames: 2 }),
    ['positive whole', 'newer than', 'no listeners', 'queue up'],
  ],
};

for (const [name, [make, expected]] of Object.entries(broken)) {
  test(`finds a source that is broken: ${name}`, async () => {
    const failures = await failuresOf(frameSourceChecks(make, { timeout: 150, idle: 100 }));
    for (const each of [expected].flat()) expect(failures).toContainEqual(expect.stringContaining(each));
    expect(failures.length).toBeLessThan(9);
  });
}

test('finds a source that queues', async () => {
  // Makes a frame every 20 ms whether anybody asks or not, and keeps them all.
  const makeQueue = (): FrameSource => {
    const queue: Frame[] = [];
    const image = { data: new Uint8ClampedArray(16), width: 2, height: 2 };
    let disposed = false;
    const timer = setInterval(() => {
      queue.push({ image, width: 2, height: 2, timestamp: performance.now(), mirrored: false });
    }, 20);
    return {
      async next(signal) {
        while (queue.length === 0 && !disposed && !signal?.aborted)
          await new Promise((done) => setTimeout(done, 2));
        return disposed || signal?.aborted ? null : queue.shift()!;
      },
      dispose() {
        disposed = true;
        clearInterval(timer);
      },
    };
  };
  const failures = await failuresOf(frameSourceChecks(makeQueue, { idle: 150 }));
  expect(failures).toEqual([expect.stringContaining('queue up')]);
});
