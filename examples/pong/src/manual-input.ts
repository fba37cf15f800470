import { clampUnit } from '../../shared/page/unit.js';
import type { Pong } from './game.js';
import { court, positionAt } from './geometry.js';

/** After a key or finger the dial waits so long before it takes over again, ms. */
const handOver = 1500;

/** Keys that the focused element makes use of itself are not for the paddle. */
const busy = 'input, select, textarea, summary, [role="tab"]';

/** Plays by keys and by dragging on the court, with a dial or without. */
export class ManualInput {
  /** Whether keys and fingers play now. */
  isOn: () => boolean = () => false;
  /** Told when P or Escape asks for a pause. */
  onPause: () => void = () => {};
  readonly #pong: Pong;
  readonly #held = new Set<'up' | 'down'>();
  #pointer: number | null = null;
  #lastAt = Number.NEGATIVE_INFINITY;

  constructor(pong: Pong, surface: HTMLElement) {
    this.#pong = pong;
    addEventListener('keydown', (event) => this.#onKey(event, true));
    addEventListener('keyup', (event) => this.#onKey(event, false));
    addEventListener('blur', () => this.#letGo());
    surface.addEventListener('pointerdown', (event) => {
      if (!this.isOn() || event.button !== 0) return;
      this.#pointer = event.pointerId;
      surface.setPointerCapture(event.pointerId);
      this.#drag(event, surface);
    });
    surface.addEventListener('pointermove', (event) => {
      if (event.pointerId === this.#pointer && this.isOn()) this.#drag(event, surface);
    });
    for (const type of ['pointerup', 'pointercancel'] as const) {
      surface.addEventListener(type, (event) => {
        if (event.pointerId !== this.#pointer) return;
        this.#pointer = null;
        this.#lastAt = performance.now();
      });
    }
  }

  /** Whether a hand plays, so that the dial is not to. */
  get isActive(): boolean {
    return this.#held.size > 0 || this.#pointer !== null || performance.now() - this.#lastAt < handOver;
  }

  #drag(event: PointerEvent, surface: HTMLElement): void {
    const { top, height } = surface.getBoundingClientRect();
    const y = court.halfHeight * (1 - (2 * (event.clientY - top)) / height);
    this.#pong.updatePlayerPosition(positionAt(y));
  }

  #onKey(event: KeyboardEvent, isDown: boolean): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    const way = key === 'arrowup' || key === 'w' ? 'up' : key === 'arrowdown' || key === 's' ? 'down' : null;
    const isFree = !(event.target instanceof Element && event.target.matches(busy));
    if (!isDown) {
      if (way && this.#held.delete(way)) this.#steer();
      return;
    }
    if (!this.isOn() || !isFree) return;
    if (way) {
      event.preventDefault(); // the page does not scroll
      this.#held.add(way);
      this.#steer();
    } else if (key === 'p' || key === 'escape') {
      event.preventDefault();
      this.onPause();
    }
  }

  #steer(): void {
    const speed = Number(this.#held.has('up')) - Number(this.#held.has('down'));
    this.#pong.updatePlayerSpeed(clampUnit(speed));
    this.#lastAt = performance.now();
  }

  #letGo(): void {
    if (this.#held.size === 0) return;
    this.#held.clear();
    this.#steer();
  }
}
