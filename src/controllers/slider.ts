import { CamdialError } from '../errors.js';
import type { Controller, Output } from './controller.js';
import { Safety, type SafetyOptions } from './safety.js';

/** Options of {@link SliderController}. */
export interface SliderOptions {
  /** Which of the dial's outputs to follow, counted from 0. Default 0. */
  output?: number | undefined;
  /** When it lets go by itself, because the dial is unsure or silent; `null` for not before `release`. */
  safety?: SafetyOptions | null | undefined;
}

/**
 * Moves an `<input type="range">` as a person would: -1..1 is mapped to the slider's own min..max and rounded to its
 * step, and `input` events fire so that frameworks notice.
 *
 * @example
 * ```ts
 * import { condition, SliderController } from 'camdial';
 *
 * const slider = document.querySelector<HTMLInputElement>('input[type=range]')!;
 * const controller = condition(new SliderController(slider)); // steadied, and kept within -1..1
 * ```
 */
export class SliderController implements Controller {
  readonly #slider: HTMLInputElement;
  readonly #output: number;
  readonly #neutral: string;
  readonly #safety: Safety;

  /**
   * @param slider - its min, max and step are read at every update; where it stands now is where `release` puts it back.
   * @throws CamdialError `bad-argument` when it is not a range input or `output` is not a whole number from 0.
   */
  constructor(slider: HTMLInputElement, { output = 0, safety }: SliderOptions = {}) {
    if (slider?.type !== 'range') {
      throw new CamdialError(
        'bad-argument',
        `SliderController needs an <input type="range">, got ${slider ? `type="${slider.type}"` : String(slider)}.`,
      );
    }
    if (!Number.isInteger(output) || output < 0) {
      throw new CamdialError('bad-argument', `SliderController counts outputs from 0, got output ${output}.`);
    }
    this.#slider = slider;
    this.#output = output;
    this.#neutral = slider.value;
    this.#safety = new Safety('SliderController', () => this.release(), safety);
  }

  update(reading: Output): void {
    const { values } = reading;
    const value = values[this.#output];
    if (value === undefined) {
      throw new CamdialError(
        'bad-argument',
        `SliderController follows output ${this.#output}, but the dial has ${values.length}, counted from 0.`,
      );
    }
    if (!this.#safety.follows(reading)) return;
    // A range input without min and max goes from 0 to 100 (HTML, section 4.10.5.1.13).
    const min = Number(this.#slider.min || 0);
    const max = Number(this.#slider.max || 100);
    this.#show(String(min + ((value + 1) / 2) * (max - min)));
  }

  /** Back to where the slider stood: a dial that is not sure moves nothing. */
  release(): void {
    this.#safety.rest();
    this.#show(this.#neutral);
  }

  /** The same. May be called more than once. */
  dispose(): void {
    this.release();
  }

  #show(value: string): void {
    const before = this.#slider.value;
    this.#slider.value = value; // the browser clamps and rounds to the step
    if (this.#slider.value !== before) this.#slider.dispatchEvent(new Event('input', { bubbles: true }));
  }
}
