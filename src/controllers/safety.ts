import type { Output } from './controller.js';
import { must } from './must.js';

/** When a controller lets go by itself. */
export interface SafetyOptions {
  /** Below this confidence a reading is not followed, 0..1. Default 0.3. */
  confidence?: number | undefined;
  /** How long it may be below that before the controller lets go, ms. Default 200. */
  hold?: number | undefined;
  /** How long no reading may come before it lets go, ms. Default 500. */
  silence?: number | undefined;
}

/** How far above the threshold the confidence must rise to be trusted again, so that it does not flicker at it. */
const margin = 0.05;

/** The dead man's switch that every controller has within: no effect outlasts the readings that it comes from. */
export class Safety {
  readonly #letGo: () => void;
  readonly #options: Required<{ [key in keyof SafetyOptions]: number }> | null;
  #isSure = true;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param letGo - goes neutral, and calls {@link Safety.rest}.
   * @param options - `null`: always follow, until it is released.
   * @throws CamdialError `bad-argument` when an option is outside its range.
   */
  constructor(who: string, letGo: () => void, options: SafetyOptions | null = {}) {
    const { confidence = 0.3, hold = 200, silence = 500 } = options ?? {};
    must(
      confidence >= 0 && confidence <= 1 && hold >= 0 && silence > 0 && Number.isFinite(hold + silence),
      `${who} needs a safety with a confidence in 0..1, a hold of at least 0 ms and a silence above 0 ms, got ${confidence}, ${hold} and ${silence}.`,
    );
    this.#letGo = letGo;
    this.#options = options && { confidence, hold, silence };
  }

  /** Whether to follow this reading. From now on silence counts. */
  follows({ confidence: given }: Output): boolean {
    if (!this.#options) return true;
    const { confidence, hold, silence } = this.#options;
    const wasSure = this.#isSure;
    this.#isSure = given >= (wasSure ? confidence : Math.min(1, confidence + margin));
    if (this.#isSure) this.#letGoIn(silence);
    else if (wasSure) this.#letGoIn(hold);
    return this.#isSure;
  }

  /** There is nothing to let go of. */
  rest(): void {
    clearTimeout(this.#timer);
  }

  #letGoIn(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#letGo, milliseconds);
  }
}
