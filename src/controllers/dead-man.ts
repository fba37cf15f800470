import { elapsed } from './elapsed.js';
import { must } from './must.js';

/** Options of {@link neutralWhenUnsure}. */
export interface UnsureOptions {
  /** Below this confidence the dial is not trusted, 0..1. Default 0.3. */
  confidence?: number | undefined;
  /** How long the last trusted value is held, ms. Default 200. */
  hold?: number | undefined;
  /** How long the way to neutral takes then, and the way back, ms. Default 300. */
  fade?: number | undefined;
  /** Where it goes, in the units that the dial has at this place. Default 0. */
  neutral?: number | undefined;
}

/** How far above the threshold the confidence must rise to be trusted again, so that it does not flicker at it. */
const margin = 0.05;

/** The dead man's switch of one output: holds, fades to neutral, comes back. */
export class DeadMan {
  readonly #options: Required<{ [key in keyof UnsureOptions]: number }>;
  readonly #step = elapsed(Number.POSITIVE_INFINITY);
  /** Null before the first value. */
  #isSure: boolean | null = null;
  /** Since it became sure or unsure, ms; from the start there is no way to go. */
  #since = Number.POSITIVE_INFINITY;
  /** What came out when it did. */
  #from: number;
  #shown: number;

  /** @throws CamdialError `bad-argument` when an option is outside its range. */
  constructor({ confidence = 0.3, hold = 200, fade = 300, neutral = 0 }: UnsureOptions = {}) {
    must(
      confidence >= 0 && confidence <= 1 && hold >= 0 && fade >= 0 && Number.isFinite(neutral),
      `A dead man's switch needs a confidence in 0..1, hold and fade of at least 0 ms and a finite neutral, got ${confidence}, ${hold}, ${fade} and ${neutral}.`,
    );
    this.#options = { confidence, hold, fade, neutral };
    this.#from = this.#shown = neutral;
  }

  /** Whether nothing is left of the value: unsure for longer than `hold` and `fade`. */
  get isNeutral(): boolean {
    const { hold, fade } = this.#options;
    return this.#isSure === false && this.#since >= hold + fade;
  }

  next(value: number, timestamp: number, confidence: number): number {
    const { hold, fade, neutral } = this.#options;
    const step = this.#step(timestamp);
    // A leap of the clock takes it to neutral at once, but does not throw it back.
    this.#since += this.#isSure ? Math.min(100, step) : step;
    const isSure = this.#isEnough(confidence);
    if (this.#isSure !== null && isSure !== this.#isSure) {
      this.#since = 0;
      this.#from = this.#shown;
    }
    this.#isSure = isSure;
    const way = this.#since - (isSure ? 0 : hold);
    const share = way >= fade ? 1 : Math.max(0, way / fade);
    this.#shown = this.#from + ((isSure ? value : neutral) - this.#from) * share;
    return this.#shown;
  }

  #isEnough(confidence: number): boolean {
    const { confidence: least } = this.#options;
    return confidence >= (this.#isSure === false ? Math.min(1, least + margin) : least);
  }
}
