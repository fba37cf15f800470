import { Remembered } from '../../shared/page/remembered.js';
import type { PointerSettings } from './head-pointer.js';

/** The radio buttons for dwell and steadiness, which a head can press too; remembered for the next time. */
export class PointerSettingsForm {
  /** Told of a change. */
  onChange: (settings: PointerSettings) => void = () => {};
  readonly #remembered = new Remembered('pointer');
  readonly #radios = [...document.querySelectorAll<HTMLInputElement>('[data-setting] input')];

  constructor() {
    for (const radio of this.#radios) {
      if (this.#remembered.get(radio.name) === radio.value) radio.checked = true;
      radio.addEventListener('change', () => {
        this.#remembered.set(radio.name, radio.value);
        this.onChange(this.settings);
      });
    }
  }

  get settings(): PointerSettings {
    return { dwell: this.#valueOf('dwell'), cutoff: this.#valueOf('cutoff') };
  }

  #valueOf(name: string): number {
    return Number(this.#radios.find((radio) => radio.name === name && radio.checked)!.value);
  }
}
