import { button, byTestId, fill } from '../../shared/page/dom.js';
import { Remembered } from '../../shared/page/remembered.js';
import type { Instrument } from './instrument.js';
import { scales } from './scales.js';
import { type Wave, waves } from './sound.js';

const octaves = [1, 2, 3, 4] as const;

/** The choices of how it sounds, remembered for the next time, and mute. */
export class ToneSettings {
  readonly #instrument: Instrument;
  readonly #remembered = new Remembered('theremin');
  readonly #selects = {
    scale: byTestId('scale-select', HTMLSelectElement),
    octaves: byTestId('range-select', HTMLSelectElement),
    wave: byTestId('wave-select', HTMLSelectElement),
  };
  readonly #mute = button('mute');
  #isMuted = false;

  constructor(instrument: Instrument) {
    this.#instrument = instrument;
    const { scale, octaves: range, wave } = this.#selects;
    fill(
      scale,
      scales.map(({ id, label }) => [id, label]),
    );
    fill(
      range,
      octaves.map((many) => [String(many), String(many)]),
    );
    fill(
      wave,
      waves.map((each) => [each, each.charAt(0).toUpperCase() + each.slice(1)]),
    );
    range.value = '2';
    for (const [name, select] of Object.entries(this.#selects)) {
      const remembered = this.#remembered.get(name);
      if ([...select.options].some(({ value }) => value === remembered)) select.value = remembered!;
      select.addEventListener('change', () => {
        this.#remembered.set(name, select.value);
        this.#apply();
      });
    }
    this.#mute.addEventListener('click', () => this.toggleMute());
    this.#apply();
  }

  toggleMute(): void {
    this.#isMuted = !this.#isMuted;
    this.#instrument.isMuted = this.#isMuted;
    this.#mute.setAttribute('aria-pressed', String(this.#isMuted));
    this.#mute.textContent = this.#isMuted ? 'Muted' : 'Mute';
  }

  #apply(): void {
    const { scale, octaves: range, wave } = this.#selects;
    this.#instrument.tune(scales.find(({ id }) => id === scale.value)!, Number(range.value));
    this.#instrument.wave = wave.value as Wave;
  }
}
