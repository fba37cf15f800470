/** Choices that this browser remembers for a page; where it remembers nothing, the page goes on without. */
export class Remembered {
  readonly #key: string;

  /** @param page - what they are kept under. */
  constructor(page: string) {
    this.#key = `camdial ${page}`;
  }

  get(name: string): string | undefined {
    return this.#all()[name];
  }

  set(name: string, value: string): void {
    try {
      localStorage.setItem(this.#key, JSON.stringify({ ...this.#all(), [name]: value }));
    } catch {
      // Next time it is chosen again.
    }
  }

  #all(): Record<string, string> {
    try {
      return JSON.parse(localStorage.getItem(this.#key) ?? '{}') as Record<string, string>;
    } catch {
      return {};
    }
  }
}
