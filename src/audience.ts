import type { Controller, Output } from './controllers/controller.js';
import { asTyped } from './part-errors.js';

/** Those who are told what the dial reads: controllers, which are driven, and listeners, which look on. */
export class Audience {
  readonly #controllers: Set<Controller>;
  readonly #listeners = new Set<(output: Output | null) => void>();
  #latest: Output | null = null;

  constructor(controllers: Iterable<Controller>) {
    this.#controllers = new Set(controllers);
  }

  /** The last output that was told; null while nothing is read. */
  get latest(): Output | null {
    return this.#latest;
  }

  /** @returns a function that disconnects it, releasing it if it was being driven. */
  connect(controller: Controller): () => void {
    this.#controllers.add(controller);
    return () => {
      if (this.#controllers.delete(controller) && this.#latest) controller.release?.();
    };
  }

  /** Tells the latest output at once. */
  subscribe(listener: (output: Output | null) => void): () => void {
    const own = (output: Output | null) => listener(output);
    this.#listeners.add(own);
    own(this.#latest);
    return () => this.#listeners.delete(own);
  }

  /** @throws CamdialError as {@link Audience.release}. */
  update(output: Output): void {
    this.#latest = output;
    this.#tell(output, (controller) => controller.update(output));
  }

  /**
   * Nothing is read any more.
   *
   * @throws CamdialError `controller-failed`, or the first one's own: all are told, also when one of them throws.
   */
  release(): void {
    this.#latest = null;
    this.#tell(null, (controller) => controller.release?.());
  }

  clear(): void {
    this.#controllers.clear();
    this.#listeners.clear();
  }

  #tell(output: Output | null, drive: (controller: Controller) => void): void {
    const errors: unknown[] = [];
    const attempt = (work: () => void) => {
      try {
        work();
      } catch (error) {
        errors.push(error);
      }
    };
    for (const controller of [...this.#controllers]) attempt(() => drive(controller));
    for (const listener of [...this.#listeners]) attempt(() => listener(output));
    if (errors.length > 0) throw asTyped('controller-failed', 'A controller or listener', errors[0]);
  }
}
