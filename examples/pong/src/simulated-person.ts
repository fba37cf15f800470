import type { SimulatedSource } from 'camdial/testing';
import { clampUnit } from './geometry.js';

/** Left alone for so long, the figure goes its own way again, ms. */
const letGoAfter = 4000;

/** The figure of the simulated source, who leans by its own will or is moved by the person at the page. */
export class SimulatedPerson {
  /** How it leans by itself, -1 (left) to +1 (right), at a time of `performance.now()`. */
  will: (now: number) => number = () => 0;
  readonly #source: SimulatedSource;
  #led: { lean: number; until: number } | null = null;

  constructor(source: SimulatedSource) {
    this.#source = source;
    source.motion = (ms) => ({
      x: clampUnit(this.lean),
      // Nobody sits quite still.
      y: 0.05 * Math.sin(ms / 900),
      z: 0.04 * Math.sin(ms / 1300),
    });
  }

  /** How it wants to lean now; the body takes a moment to get there. */
  get lean(): number {
    const now = performance.now();
    if (this.#led && now > this.#led.until) this.#led = null;
    return this.#led?.lean ?? this.will(now);
  }

  /** Where the body is. */
  get bodyLean(): number {
    return this.#source.pose.x;
  }

  /** Whether somebody moves it. */
  get isLed(): boolean {
    return this.#led !== null && performance.now() <= this.#led.until;
  }

  /** Moves it, for as long as this is repeated and a little longer. */
  lead(lean: number): void {
    this.#led = { lean: clampUnit(lean), until: performance.now() + letGoAfter };
  }

  letGo(): void {
    this.#led = null;
  }

  /** Resolves when the body leans as wanted, or nearly a second has passed. */
  async arrive(signal: AbortSignal): Promise<void> {
    const begin = performance.now();
    while (!signal.aborted && performance.now() - begin < 900 && Math.abs(this.bodyLean - this.lean) > 0.08) {
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  }
}
