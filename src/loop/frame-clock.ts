import type { Frame } from '../capture/frame.js';

/** What a step of the clock is taken for that goes back, ms: about as a camera would. */
const usualStep = 33;
/** From here on a step is a leap: the machine slept, or the clock was set. */
const leap = 1000;

/** Sees to it that time never goes back from frame to frame, whatever the clock of the source does. */
export class FrameClock {
  #raw: number | null = null;
  #steady = 0;
  #hasLeapt = false;

  /** Whether so much time went by before the last frame, or its clock was set, that values before have nothing to do with it. */
  get hasLeapt(): boolean {
    return this.#hasLeapt;
  }

  /** The frame with a time above the one before; null where it is the same picture again, or has no time. */
  steady(frame: Frame): Frame | null {
    const { image, width, height, timestamp, mirrored } = frame;
    if (timestamp === this.#raw || !Number.isFinite(timestamp)) return null;
    const step = this.#raw === null ? 0 : timestamp - this.#raw;
    this.#hasLeapt = step < 0 || step > leap;
    // Once behind, it goes on from there; should the clock leap ahead of that, it is believed again.
    const isAhead = this.#raw === null || timestamp > this.#steady;
    this.#steady = isAhead ? timestamp : this.#steady + (this.#hasLeapt ? usualStep : step);
    this.#raw = timestamp;
    return isAhead ? frame : { image, width, height, timestamp: this.#steady, mirrored };
  }
}
