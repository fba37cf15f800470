import type { SimulatedSource } from 'camdial/testing';
import { clampUnit } from '../page/unit.js';

/** Where a head is wanted: x left (-1) to right (1), y down (-1) to up (1). */
export interface Place {
  readonly x: number;
  readonly y: number;
}

export const middle: Place = { x: 0, y: 0 };

/** Left alone for so long, the figure goes its own way again, ms. */
const letGoAfter = 4000;

/** The figure of the simulated source, who leans by its own will or is moved by the person at the page. */
export class SimulatedPerson {
  /** Where it goes by itself, at a time of `performance.now()`. */
  will: (now: number) => Place = () => middle;
  /** Whether it has left the picture. */
  isAway = false;
  readonly #source: SimulatedSource;
  #led: { place: Place; until: number } | null = null;

  constructor(source: SimulatedSource) {
    this.#source = source;
    source.motion = (ms) => {
      const { x, y } = this.place;
      return {
        x: clampUnit(x),
        // Nobody sits quite still.
        y: clampUnit(y + 0.05 * Math.sin(ms / 900)),
        z: 0.04 * Math.sin(ms / 1300),
      };
    };
  }

  /** Where it wants to be now; the body takes a moment to get there. */
  get place(): Place {
    const now = performance.now();
    if (this.#led && now > this.#led.until) this.#led = null;
    return this.#led?.place ?? this.will(now);
  }

  /** Where the body is. */
  get body(): Place {
    return this.#source.pose;
  }

  /** Whether somebody moves it. */
  get isLed(): boolean {
    return this.#led !== null && performance.now() <= this.#led.until;
  }

  /** Moves it, for as long as this is repeated and a little longer. */
  lead({ x, y }: Place): void {
    this.#led = { place: { x: clampUnit(x), y: clampUnit(y) }, until: performance.now() + letGoAfter };
  }

  letGo(): void {
    this.#led = null;
  }

  /** Resolves when the body leans as wanted, or nearly a second has passed. */
  async arrive(signal: AbortSignal): Promise<void> {
    const begin = performance.now();
    const isThere = () => Math.abs(this.body.x - this.place.x) <= 0.08;
    while (!signal.aborted && performance.now() - begin < 900 && !isThere()) {
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  }
}
