import { byTestId, find } from './dom.js';
import { explain, type Way } from './messages.js';

/** Tells what went wrong, and what can be done. */
export class ErrorCard {
  readonly #card = byTestId('error');
  readonly #title = find('#error-title', HTMLElement);
  readonly #text = find('.error-text', HTMLElement);
  #ways: Partial<Record<Way, () => unknown>> = {};

  constructor() {
    for (const button of this.#buttons) {
      button.addEventListener('click', () => void this.#ways[button.dataset['way'] as Way]?.());
    }
  }

  show(error: unknown, ways: Record<Way, () => unknown>): void {
    const message = explain(error);
    this.#card.dataset['code'] = message.code;
    this.#title.textContent = message.title;
    this.#text.textContent = message.text;
    this.#ways = ways;
    for (const button of this.#buttons) {
      const way = button.dataset['way'] as Way;
      button.hidden = !message.ways.includes(way);
      button.classList.toggle('primary', way === message.ways[0]);
    }
  }

  get #buttons(): readonly HTMLButtonElement[] {
    return [...this.#card.querySelectorAll('button')];
  }
}
