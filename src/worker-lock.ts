/**
 * Browsers do not tell when a worker is gone (out of memory, `close()`), but they free its locks: one that the worker
 * holds for as long as it lives says so.
 */

/** In the page: a name that no other worker or page has. */
export function newLockName(): string {
  return `camdial-worker-${performance.timeOrigin}-${Math.random()}`;
}

/**
 * In the worker: holds the lock for as long as it lives.
 *
 * @returns false where there are no locks.
 */
export function holdLock(name: string): Promise<boolean> {
  const locks = globalThis.navigator?.locks;
  if (!locks) return Promise.resolve(false);
  return new Promise((resolve) => {
    const forever = () => {
      resolve(true);
      return new Promise<never>(() => {});
    };
    locks.request(name, forever).catch(() => resolve(false));
  });
}

/** In the page: calls back when the worker that holds the lock is gone, unless the signal is aborted before. */
export function whenLockIsFree(name: string, signal: AbortSignal, callback: () => void): void {
  navigator.locks.request(name, { signal }, callback).catch(() => {}); // not waited for any more
}
