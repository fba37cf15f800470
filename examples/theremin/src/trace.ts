import type { Tone } from './instrument.js';

/** What was played at a time, ms on the clock of `performance.now()`. */
export interface Moment extends Tone {
  readonly at: number;
}

/** How far back is remembered, ms. */
export const memory = 6000;

/** What was played in the last moments, the oldest first. */
export class Trace {
  #moments: Moment[] = [];

  get moments(): readonly Moment[] {
    return this.#moments;
  }

  /** @param tone - null: nothing, which is a gap. */
  add(tone: Tone | null, at: number): void {
    const last = this.#moments.at(-1);
    this.#moments.push(tone ? { ...tone, at } : { note: last?.note ?? 60, loudness: 0, at });
    const firstKept = this.#moments.findIndex((moment) => moment.at >= at - memory);
    if (firstKept > 0) this.#moments.splice(0, firstKept);
  }

  clear(): void {
    this.#moments = [];
  }
}
