import type { Controller, Output } from './controllers/controller.js';
import type { CamdialError } from './errors.js';
import { asTyped, partFailed } from './part-errors.js';

/** So many failures in a row are no accident. */
const mostFailures = 3;

type Listener = (output: Output | null) => void;

/**
 * Those who are told what the dial reads: controllers, which are driven, and listeners, which look on. None of them can
 * keep the others from their value.
 */
export class Audience {
  /** With how often each has failed in a row. */
  readonly #controllers = new Map<Controller, number>();
  readonly #listeners = new Map<Listener, number>();
  /** Told what one of them threw. */
  readonly #onTrouble: (trouble: CamdialError) => void;
  #latest: Output | null = null;

  constructor(controllers: Iterable<Controller>, onTrouble: (trouble: CamdialError) => void) {
    for (const controller of controllers) this.#controllers.set(controller, 0);
    this.#onTrouble = onTrouble;
  }

  /** The last output that was told; null while nothing is read. */
  get latest(): Output | null {
    return this.#latest;
  }

  /** @returns a function that disconnects it, releasing it if it was being driven. */
  connect(controller: Controller): () => void {
    this.#controllers.set(controller, 0);
    return () => {
      if (this.#controllers.delete(controller) && this.#latest) controller.release?.();
    };
  }

  /** Tells the latest output at once. */
  subscribe(listener: Listener): () => void {
    const own: Listener = (output) => listener(output);
    this.#listeners.set(own, 0);
    own(this.#latest);
    return () => this.#listeners.delete(own);
  }

  update(output: Output): void {
    this.#latest = output;
    this.#tell(output, (controller) => controller.update(output));
  }

  /** Nothing is read any more. */
  release(): void {
    if (!this.#latest) return;
    this.#latest = null;
    this.#tell(null, (controller) => controller.release?.());
  }

  clear(): void {
    this.#controllers.clear();
    this.#listeners.clear();
  }

  #tell(output: Output | null, drive: (controller: Controller) => void): void {
    this.#each(this.#controllers, 'controller', drive, (controller) => controller.release?.());
    this.#each(this.#listeners, 'listener', (listener) => listener(output));
  }

  /** Does it with all who are there now, and lets go of one that fails time after time. */
  #each<T>(all: Map<T, number>, who: string, tell: (one: T) => void, letGo?: (one: T) => void): void {
    for (const [one, failures] of [...all]) {
      if (!all.has(one)) continue; // one of those before has sent it away
      const keep = (failures: number) => all.has(one) && all.set(one, failures);
      try {
        tell(one);
        keep(0);
      } catch (error) {
        keep(failures + 1);
        if (failures + 1 < mostFailures) this.#onTrouble(asTyped('controller-failed', `A ${who}`, error));
        else {
          all.delete(one);
          const what = `A ${who}, which was disconnected after ${mostFailures} failures in a row,`;
          this.#onTrouble(partFailed('controller-failed', what, error));
          try {
            letGo?.(one);
          } catch {} // that it fails was told
        }
      }
    }
  }
}
