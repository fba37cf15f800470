import { byTestId } from '../page/dom.js';
import type { Eye } from './eye.js';
import type { Place, SimulatedPerson } from './simulated-person.js';

/**
 * The square picture of what is seen. A simulated person can be moved by dragging on it or by the sliders under it, and
 * sent away, where the page has them.
 */
export class Preview {
  readonly #box = byTestId('preview');
  readonly #lean = byTestId('lean', HTMLInputElement);
  readonly #nod = document.querySelector<HTMLInputElement>('[data-testid="nod"]');
  readonly #away = document.querySelector<HTMLButtonElement>('[data-testid="away"]');
  #eye: Eye | null = null;
  #pointer: number | null = null;

  constructor() {
    for (const slider of [this.#lean, this.#nod]) slider?.addEventListener('input', () => this.#slide());
    this.#away?.addEventListener('click', () => this.#leave());
    this.#box.addEventListener('pointerdown', (event) => {
      // A pointer that is driven by the dial must not drive the dial.
      if (!this.#eye?.person || event.button !== 0 || !event.isTrusted) return;
      this.#pointer = event.pointerId;
      this.#box.setPointerCapture(event.pointerId);
      this.#drag(event);
    });
    this.#box.addEventListener('pointermove', (event) => {
      if (event.isTrusted && event.pointerId === this.#pointer) this.#drag(event);
    });
    for (const type of ['pointerup', 'pointercancel'] as const) {
      this.#box.addEventListener(type, () => {
        this.#pointer = null;
      });
    }
  }

  show(eye: Eye | null): void {
    this.#eye = eye;
    document.body.dataset['eye'] = eye?.kind ?? 'none';
    delete this.#box.dataset['body'];
    for (const element of this.#box.querySelectorAll('video, canvas')) element.remove();
    if (this.#away) this.#tellAway(false);
    if (!eye) return;
    this.#box.prepend(eye.preview);
    eye.preview.setAttribute('role', 'img');
    eye.preview.setAttribute(
      'aria-label',
      eye.kind === 'camera' ? 'What the camera sees' : 'The simulated person',
    );
  }

  /** Keeps the sliders where the figure is, and the figure where a finger holds it. */
  tick(): void {
    const person = this.#eye?.person;
    if (!person) return;
    if (this.#pointer !== null) person.lead(person.place);
    const { x, y } = person.place;
    for (const [slider, value] of [
      [this.#lean, x],
      [this.#nod, y],
    ] as const) {
      if (!slider) continue;
      const text = value.toFixed(2);
      if (slider.value !== text) slider.value = text;
      slider.closest('.lean')?.toggleAttribute('data-led', person.isLed);
    }
    this.#tellBody(person);
  }

  /** Where the body truly is, for who wants to compare. */
  #tellBody({ body: { x, y } }: SimulatedPerson): void {
    this.#box.dataset['body'] = `${x.toFixed(3)} ${y.toFixed(3)}`;
  }

  #slide(): void {
    const person = this.#eye?.person;
    if (!person) return;
    person.lead({ x: this.#lean.valueAsNumber, y: this.#nod?.valueAsNumber ?? person.place.y });
  }

  #drag({ clientX, clientY }: PointerEvent): void {
    const person = this.#eye?.person;
    if (!person) return;
    const { left, top, width, height } = this.#box.getBoundingClientRect();
    const held: Place = {
      x: ((clientX - left) / width - 0.5) * 2.6,
      y: this.#nod ? (0.5 - (clientY - top) / height) * 2.6 : person.place.y,
    };
    person.lead(held);
  }

  #leave(): void {
    const person = this.#eye?.person;
    if (!person) return;
    person.isAway = !person.isAway;
    this.#tellAway(person.isAway);
  }

  #tellAway(isAway: boolean): void {
    this.#away!.textContent = isAway ? 'Come back' : 'Step away';
    this.#away!.setAttribute('aria-pressed', String(isAway));
  }
}
