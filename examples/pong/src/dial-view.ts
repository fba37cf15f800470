import type { Controller, Output } from 'camdial';
import { Pace } from '../../shared/dial/pace.js';
import { byTestId, find } from '../../shared/page/dom.js';
import { clampUnit } from '../../shared/page/unit.js';

/** The needle goes so far to either side, degrees. */
const swing = 70;

/** Shows the dial: value, pace, delay and how sure it is. */
export class DialView implements Controller {
  readonly #needle = find('.dial-needle', SVGElement);
  readonly #value = byTestId('dial-value');
  readonly #dial = find('.dial', HTMLElement);
  readonly #pace = new Pace();

  constructor() {
    find('.dial-ticks', SVGElement).innerHTML = [-1, -0.5, 0, 0.5, 1]
      .map(
        (value) => `<path d="M100 ${value % 1 ? 20 : 24}V16" transform="rotate(${value * swing} 100 100)"/>`,
      )
      .join('');
    this.release();
  }

  update(output: Output): void {
    const value = output.values[0]!;
    this.#dial.dataset['live'] = '';
    this.#needle.setAttribute('transform', `rotate(${(clampUnit(value) * swing).toFixed(1)} 100 100)`);
    this.#value.textContent = value.toFixed(3);
    this.#pace.update(output);
  }

  release(): void {
    delete this.#dial.dataset['live'];
    this.#needle.setAttribute('transform', 'rotate(0 100 100)');
    this.#value.textContent = '–';
    this.#pace.release();
  }
}
