import { report } from './report.js';

/** A value, and those who want to know of every new one. */
export class Store<T> {
  readonly #listeners = new Set<(value: T) => void>();
  /** Told what a listener threw: none of them keeps the others, or the work, from going on. */
  readonly #onTrouble: (error: unknown) => void;
  #value: T;

  constructor(value: T, onTrouble: (error: unknown) => void = report) {
    this.#value = value;
    this.#onTrouble = onTrouble;
  }

  get value(): T {
    return this.#value;
  }

  /** Calls a listener with the value at once, and then with every new one. */
  subscribe(listener: (value: T) => void): () => void {
    const own = (value: T) => listener(value);
    this.#listeners.add(own);
    own(this.#value);
    return () => void this.#listeners.delete(own);
  }

  /** Lets go of all listeners. */
  clear(): void {
    this.#listeners.clear();
  }

  set(value: T): void {
    this.#value = value;
    for (const tell of [...this.#listeners]) {
      if (this.#value !== value) return; // a listener has set another, and all know by now
      try {
        tell(value);
      } catch (error) {
        this.#onTrouble(error);
      }
    }
  }
}
