/** Those who wait for the next frame of a source: any number, and all of them get the same. */
export class Waiters<T> {
  readonly #all = new Set<{ resolve(frame: T | null): void; reject(error: unknown): void }>();

  /** Whether nobody waits. */
  get isEmpty(): boolean {
    return this.#all.size === 0;
  }

  /** Waits for the next `resolve` or `reject`; null as soon as `signal` is aborted. */
  wait(signal: AbortSignal | undefined): Promise<T | null> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        signal?.removeEventListener('abort', onAbort);
        this.#all.delete(waiter);
      };
      const waiter = {
        resolve(frame: T | null) {
          leave();
          resolve(frame);
        },
        reject(error: unknown) {
          leave();
          reject(error);
        },
      };
      const onAbort = () => waiter.resolve(null);
      signal?.addEventListener('abort', onAbort);
      this.#all.add(waiter);
    });
  }

  /** Gives all who wait a frame, or null when there will be none. */
  resolve(frame: T | null): void {
    for (const waiter of [...this.#all]) waiter.resolve(frame);
  }

  /** Lets all who wait know that the source failed. */
  reject(error: unknown): void {
    for (const waiter of [...this.#all]) waiter.reject(error);
  }
}
