/** What the loop may be waiting for. */
export type Awaited = 'frame' | 'features' | 'value';

/** How often it looks, ms. */
const beat = 40;
/** How long a value holds that is not followed by another one, ms: with the beat, and a late timer, less than 300. */
const hold = 210;
/** How much longer than usual the next value may be, and the longest that is waited for it, ms. */
const slack = 1.5;
const longestHold = 1000;
/** How long a part may not answer before that is told, ms. */
const patience = 1000;

/** Told what it sees. */
export interface WatchdogEvents {
  /** The values have stopped. */
  onValuesStopped(): void;
  /** What is awaited does not come. */
  onSilence(awaited: Awaited): void;
}

/**
 * Watches over a loop: one timer, whatever it waits for. Values are timed by the clock. Silence is counted in looks, so
 * that a page that was busy, or a machine that slept, is not taken for a part that hangs.
 */
export class Watchdog {
  readonly #events: WatchdogEvents;
  readonly #timer: ReturnType<typeof setInterval>;
  #awaited: Awaited | null = null;
  #since = 0;
  #looks = 0;
  /** When the last value came; null once they have stopped. */
  #valueAt: number | null = null;
  #lastValueAt = 0;
  /** The time between the last values, ms. */
  #steps: number[] = [];

  constructor(events: WatchdogEvents) {
    this.#events = events;
    this.#timer = setInterval(() => this.#look(), beat);
  }

  /** Something is awaited from now on, or nothing; asked for once more, it goes on being awaited. */
  await(awaited: Awaited | null): void {
    if (awaited === this.#awaited) return;
    this.#awaited = awaited;
    this.#since = performance.now();
    this.forgive();
  }

  /** Gives what is awaited its full time again. */
  forgive(): void {
    this.#looks = 0;
  }

  /** Whether what is awaited has taken too long. */
  get isLate(): boolean {
    return performance.now() - this.#since > patience;
  }

  /** A value came. */
  gotValue(): void {
    const now = performance.now();
    this.#steps = [...this.#steps.slice(-2), now - this.#lastValueAt];
    this.#lastValueAt = this.#valueAt = now;
  }

  /** The values have stopped, as is known already. */
  valuesStopped(): void {
    this.#valueAt = null;
  }

  end(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    if (this.#valueAt !== null && performance.now() - this.#valueAt >= this.#hold) {
      this.#valueAt = null;
      this.#events.onValuesStopped();
    }
    if (this.#awaited && ++this.#looks === patience / beat) this.#events.onSilence(this.#awaited);
  }

  /** A dial that is slow all along is not released between any two values. A single stop must not make it slow. */
  get #hold(): number {
    const usual = this.#steps.length < 3 ? 0 : slack * Math.min(...this.#steps);
    return Math.max(hold, Math.min(longestHold, usual));
  }
}
