import { elapsed } from './elapsed.js';

/** Tells when the pointer has stayed in one place for long enough. */
export class Dwell {
  readonly #milliseconds: number;
  readonly #radius: number;
  readonly #step = elapsed();
  #place: { x: number; y: number; element: Element | null } | null = null;
  #stayed = 0;
  #hasClicked = false;

  /** @param radius - how far it may stray, px. */
  constructor(milliseconds: number, radius: number) {
    this.#milliseconds = milliseconds;
    this.#radius = radius;
  }

  /** How much of the time has passed, 0..1; 0 again once it was clicked. */
  get progress(): number {
    return this.#hasClicked ? 0 : Math.min(1, this.#stayed / this.#milliseconds);
  }

  /** @returns whether to click now: once a place. */
  next(x: number, y: number, element: Element | null, timestamp: number): boolean {
    const step = this.#step(timestamp);
    const place = this.#place;
    // Another element under a resting pointer starts anew too: what has just appeared must not be clicked.
    if (!place || place.element !== element || Math.hypot(x - place.x, y - place.y) > this.#radius) {
      this.#place = { x, y, element };
      this.#stayed = 0;
      this.#hasClicked = false;
      return false;
    }
    this.#stayed += step;
    if (this.#hasClicked || this.#stayed < this.#milliseconds) return false;
    this.#hasClicked = true;
    return true;
  }
}
