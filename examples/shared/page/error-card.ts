import { button, byTestId, find } from './dom.js';
import type { Message, Way } from './messages.js';

/** What a way does when it is taken. */
export type Ways = Readonly<Record<Way, () => unknown>>;

/** Tells what went wrong, and what can be done. */
export class ErrorCard {
  readonly #card = byTestId('error');
  readonly #title = find('#error-title', HTMLElement);
  readonly #text = find('.error-text', HTMLElement);
  readonly #more = button('error-more');
  readonly #exactly = find('.exactly', HTMLElement);
  #ways: Ways = {};

  constructor() {
    this.#more.addEventListener('click', () => this.#unfold(this.#exactly.hidden === true));
    for (const button of this.#buttons) {
      button.addEventListener('click', () => void this.#ways[button.dataset['way']!]?.());
    }
  }

  /** Of the ways that help, those are offered that are there; `previous` is what the way back is called. */
  show({ code, title, text, exactly, ways: helpful }: Message, ways: Ways, previous = ''): void {
    this.#card.dataset['code'] = code;
    this.#title.textContent = title;
    this.#text.textContent = text;
    this.#exactly.textContent = exactly;
    this.#more.hidden = exactly === '';
    this.#unfold(false);
    this.#ways = ways;
    const offered = helpful.filter((way) => ways[way]);
    for (const button of this.#buttons) {
      const way = button.dataset['way']!;
      button.hidden = !offered.includes(way);
      button.classList.toggle('primary', way === offered[0]);
      if (way === 'previous') button.textContent = previous;
    }
  }

  #unfold(isOpen: boolean): void {
    this.#exactly.hidden = !isOpen;
    this.#more.setAttribute('aria-expanded', String(isOpen));
  }

  get #buttons(): readonly HTMLButtonElement[] {
    return [...this.#card.querySelectorAll<HTMLButtonElement>('[data-way]')];
  }
}
