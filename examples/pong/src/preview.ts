import { byTestId, find } from './dom.js';
import type { Eye } from './eye.js';
import { clampUnit } from './geometry.js';

const thumbnailSize = 96; // px

/** Draws the square that is seen, mirrored as the preview is. */
export function snapshot({ preview, isMirrored }: Eye): HTMLCanvasElement {
  const picture = document.createElement('canvas');
  picture.width = picture.height = thumbnailSize;
  const [width, height] =
    preview instanceof HTMLVideoElement
      ? [preview.videoWidth, preview.videoHeight]
      : [preview.width, preview.height];
  const side = Math.min(width, height);
  const context = picture.getContext('2d');
  if (!context || side === 0) return picture;
  if (isMirrored) {
    context.translate(thumbnailSize, 0);
    context.scale(-1, 1);
  }
  const left = (width - side) / 2;
  const top = (height - side) / 2;
  context.drawImage(preview, left, top, side, side, 0, 0, thumbnailSize, thumbnailSize);
  return picture;
}

/** The square picture of what is seen; a simulated person can be moved by dragging on it or by the slider under it. */
export class Preview {
  readonly #box = byTestId('preview');
  readonly #slider = byTestId('lean', HTMLInputElement);
  readonly #label = find('.lean', HTMLElement);
  #eye: Eye | null = null;
  #pointer: number | null = null;

  constructor() {
    this.#slider.addEventListener('input', () => this.#eye?.person?.lead(this.#slider.valueAsNumber));
    this.#box.addEventListener('pointerdown', (event) => {
      if (!this.#eye?.person || event.button !== 0) return;
      this.#pointer = event.pointerId;
      this.#box.setPointerCapture(event.pointerId);
      this.#drag(event);
    });
    this.#box.addEventListener('pointermove', (event) => {
      if (event.pointerId === this.#pointer) this.#drag(event);
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
    for (const element of this.#box.querySelectorAll('video, canvas')) element.remove();
    if (!eye) return;
    this.#box.prepend(eye.preview);
    eye.preview.setAttribute('role', 'img');
    eye.preview.setAttribute(
      'aria-label',
      eye.kind === 'camera' ? 'What the camera sees' : 'The simulated person',
    );
  }

  /** Keeps the slider where the figure leans, and the figure where a finger holds it. */
  tick(): void {
    const person = this.#eye?.person;
    if (!person) return;
    if (this.#pointer !== null) person.lead(person.lean);
    const value = person.lean.toFixed(2);
    if (this.#slider.value !== value) this.#slider.value = value;
    this.#label.toggleAttribute('data-led', person.isLed);
  }

  #drag({ clientX }: PointerEvent): void {
    const { left, width } = this.#box.getBoundingClientRect();
    this.#eye?.person?.lead(clampUnit(((clientX - left) / width - 0.5) * 2.6));
  }
}
