import type { Controller, Output } from 'camdial';
import { byTestId, find } from '../page/dom.js';
import { clampUnit } from '../page/unit.js';
import { Pace } from './pace.js';

/** The dot goes so far from the middle of the pad, in its own units. */
const reach = 42;

/** Shows a dial of two outputs as a dot in a square: what it reads, how often, how late and how surely. */
export class DialPad implements Controller {
  readonly #dial = find('.dial', HTMLElement);
  readonly #dot = find('.pad-dot', SVGElement);
  readonly #values = [byTestId('dial-x'), byTestId('dial-y')];
  readonly #pace = new Pace();

  constructor() {
    this.release();
  }

  update(output: Output): void {
    const [x, y] = output.values as unknown as [number, number];
    this.#dial.dataset['live'] = '';
    const at = (value: number) => (reach * clampUnit(value)).toFixed(1);
    this.#dot.setAttribute('transform', `translate(${at(x)} ${at(-y)})`);
    for (const [i, element] of this.#values.entries()) element.textContent = output.values[i]!.toFixed(2);
    this.#pace.update(output);
  }

  release(): void {
    delete this.#dial.dataset['live'];
    this.#dot.setAttribute('transform', 'translate(0 0)');
    for (const element of this.#values) element.textContent = '–';
    this.#pace.release();
  }
}
