import { byTestId, find } from '../page/dom.js';
import { clampUnit } from '../page/unit.js';

/** The dot to follow where the dial has two outputs: x to the right, y up. Beside it a ring shows what is read. */
export class DotView {
  readonly #panel = byTestId('follow');
  readonly #dot = find('.dot', HTMLElement, this.#panel);
  readonly #ring = find('.ring', HTMLElement, this.#panel);

  /** One value an output; null: there is none. */
  set dot(dot: readonly number[] | null) {
    if (!dot) delete this.#panel.dataset['dot'];
    else {
      this.#panel.dataset['dot'] = dot.map((value) => value.toFixed(3)).join(' ');
      place(this.#dot, dot);
    }
  }

  /** What the dial reads; null: nothing. */
  set reading(values: ArrayLike<number> | null) {
    this.#ring.hidden = values === null;
    if (values) place(this.#ring, values);
  }
}

function place(element: HTMLElement, { 0: x = 0, 1: y = 0 }: ArrayLike<number>): void {
  element.style.left = `${(50 + 50 * clampUnit(x)).toFixed(2)}%`;
  element.style.top = `${(50 - 50 * clampUnit(y)).toFixed(2)}%`;
}
