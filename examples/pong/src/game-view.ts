import { byTestId, find, motionIsReduced } from '../../shared/page/dom.js';
import { Autopilot } from './autopilot.js';
import { Court } from './court.js';
import { Pong } from './game.js';

/** Lets time pass in the game and shows it, as often as the display draws. */
export class GameView {
  /** Called before every drawing. */
  onFrame: () => void = () => {};
  /** Where the dot to follow is, -1..1. Null: there is none. */
  dot: number | null = null;
  /** What the dial reads, -1..1; shown beside the dot, so that one sees it learn. Null: it reads nothing. */
  reading: number | null = null;
  /** Whether two computers play, for show. */
  isDemo = true;
  readonly #pong: Pong;
  readonly #demo = new Pong({ seed: 11, level: 'sharp', goal: Number.POSITIVE_INFINITY });
  readonly #autopilot = new Autopilot(this.#demo, 4);
  readonly #element = byTestId('court');
  readonly #follow = byTestId('follow');
  readonly #scores = { player: byTestId('score-player'), opponent: byTestId('score-opponent') };
  readonly #court: Court;
  #last = performance.now();

  constructor(pong: Pong) {
    this.#pong = pong;
    this.#court = new Court(find('canvas', HTMLCanvasElement, this.#element));
    this.#demo.start();
    requestAnimationFrame((now) => this.#draw(now));
  }

  /** Shows a hit for a moment. */
  ripple(isPlayer: boolean, at: number): void {
    this.#court.ripple(isPlayer, at);
  }

  #draw(now: number): void {
    requestAnimationFrame((next) => this.#draw(next));
    const seconds = (now - this.#last) / 1000;
    this.#last = now;
    this.onFrame();
    if (this.dot !== null) this.#pong.updatePlayerPosition(this.reading ?? this.dot);
    this.#pong.advance(seconds);
    if (this.isDemo && !motionIsReduced()) {
      this.#demo.updatePlayerPosition(this.#autopilot.lean(now, 'position'));
      this.#demo.advance(seconds);
    }
    const shown = this.isDemo ? this.#demo : this.#pong;
    const { dot, reading } = this;
    this.#court.draw({ ...shown.view(), dot, reading, hasBall: shown.state !== 'idle' });
    this.#tell();
  }

  /** What the game is at, for style sheets, readers and tests; written only where it changed. */
  #tell(): void {
    const { state, paddle, score } = this.#pong;
    set(this.#element, 'state', state);
    set(this.#element, 'paddle', paddle.toFixed(3));
    if (this.dot === null) delete this.#follow.dataset['dot'];
    else set(this.#follow, 'dot', this.dot.toFixed(3));
    for (const side of ['player', 'opponent'] as const) {
      const text = String(score[side]);
      if (this.#scores[side].textContent !== text) this.#scores[side].textContent = text;
    }
  }
}

function set(element: HTMLElement, name: string, value: string): void {
  if (element.dataset[name] !== value) element.dataset[name] = value;
}
