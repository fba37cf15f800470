import type { Frame, FrameSource } from 'camdial';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WatchedSource } from './watched-source.js';

/** Gives a frame every 30 ms, to one reader at a time, and can fail. */
class FakeSource implements FrameSource {
  readers = 0;
  mostReaders = 0;
  failure: Error | null = null;
  isDisposed = false;

  async next(signal?: AbortSignal): Promise<Frame | null> {
    this.mostReaders = Math.max(this.mostReaders, ++this.readers);
    const isAborted = await new Promise<boolean>((resolve) => {
      const onAbort = () => settle(true);
      const timer = setTimeout(() => settle(false), 30);
      const settle = (aborted: boolean) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        this.readers--;
        resolve(aborted);
      };
      signal?.addEventListener('abort', onAbort);
    });
    if (isAborted) return null;
    if (this.failure) throw this.failure;
    const image = { data: new Uint8Array(4), width: 1, height: 1 };
    return { image, width: 1, height: 1, timestamp: performance.now(), mirrored: false };
  }

  dispose(): void {
    this.isDisposed = true;
  }
}

let inner: FakeSource;
let source: WatchedSource;
let seen: number;

beforeEach(() => {
  vi.useFakeTimers();
  inner = new FakeSource();
  source = new WatchedSource(inner);
  seen = 0;
  source.onFrame = () => {
    seen++;
  };
});

afterEach(() => {
  source.dispose();
  vi.useRealTimers();
});

test('while nobody asks, it sees for itself', async () => {
  await vi.advanceTimersByTimeAsync(1000);
  expect(seen).toBeGreaterThan(20);
});

test('who asks gets a frame, and is the only reader', async () => {
  await vi.advanceTimersByTimeAsync(400);
  for (let i = 0; i < 5; i++) {
    const next = source.next();
    await vi.advanceTimersByTimeAsync(30);
    const frame = await next;
    expect(source.lastTimestamp).toBe(frame?.timestamp);
  }
  expect(inner.mostReaders).toBe(1);
});

test('a source that fails unasked is told of, and one that fails asked tells who asked', async () => {
  const failures: unknown[] = [];
  source.onFailure = (error) => failures.push(error);
  inner.failure = new Error('unplugged');
  const asked = expect(source.next()).rejects.toThrow('unplugged');
  await vi.advanceTimersByTimeAsync(30);
  await asked;
  expect(failures).toEqual([]);
  await vi.advanceTimersByTimeAsync(500);
  expect(failures).toEqual([inner.failure]);
});

test('disposed, it asks no more', async () => {
  source.dispose();
  await vi.advanceTimersByTimeAsync(1000);
  expect(seen).toBe(0);
  expect(inner.isDisposed).toBe(true);
});
