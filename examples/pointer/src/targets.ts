import { button, byTestId, onClick } from '../../shared/page/dom.js';

/** Target practice: one button after the other, each somewhere else. */
export class Targets {
  readonly target = button('target');
  readonly #hits = byTestId('score');
  readonly #pace = byTestId('score-pace');
  #score = 0;
  #since = 0;
  #place = { x: 0.5, y: 0.5 };

  constructor() {
    this.target.addEventListener('click', () => this.#hit());
    onClick('score-reset', () => this.#reset());
    this.#move();
  }

  #hit(): void {
    const now = performance.now();
    if (this.#score === 0) this.#since = now;
    this.#score++;
    this.#move();
    this.#tell(now);
  }

  #reset(): void {
    this.#score = 0;
    this.#tell(0);
  }

  /** So far from where it was that nobody hits it by staying. */
  #move(): void {
    const before = this.#place;
    do this.#place = { x: Math.random(), y: Math.random() };
    while (Math.hypot(this.#place.x - before.x, this.#place.y - before.y) < 0.45);
    this.target.style.setProperty('--x', this.#place.x.toFixed(3));
    this.target.style.setProperty('--y', this.#place.y.toFixed(3));
  }

  #tell(now: number): void {
    this.#hits.textContent = String(this.#score);
    const seconds = (now - this.#since) / 1000 / (this.#score - 1);
    this.#pace.textContent = this.#score > 1 ? `${seconds.toFixed(1)} s each` : '';
  }
}
