import { announce, byTestId, find, onClick } from './dom.js';
import { dotDuration, dotPath } from './dot-path.js';
import type { GameView } from './game-view.js';
import type { Rig } from './rig.js';

const beat = 800; // ms from 3 to 2
/** How far behind the dot the simulated person wants to lean, ms; with its body's inertia that makes about 150. */
const personLag = 40;

/** Teaching by leaning along with a dot that moves by itself. */
export class TeachFollow {
  readonly #view: GameView;
  readonly #panel = byTestId('follow');
  readonly #countdown = find('.countdown', HTMLElement);
  readonly #progress = find('progress', HTMLProgressElement, this.#panel);
  readonly #previewDot = find('.preview-dot', HTMLElement);
  #begin: number | null = null;
  #stopping: AbortController | null = null;

  constructor(view: GameView) {
    this.#view = view;
    onClick('follow-stop', () => this.#stopping?.abort());
    addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.#stopping?.abort();
    });
  }

  /**
   * Counts down, then records while the dot moves.
   *
   * @param ending - aborting it is the same as pressing Stop.
   * @returns whether it went on to the end. Stopped before, nothing is kept.
   */
  async run(rig: Rig, ending: AbortSignal): Promise<boolean> {
    const stopping = new AbortController();
    this.#stopping = stopping;
    const signal = AbortSignal.any([stopping.signal, ending]);
    const { person, source } = rig.eye;
    if (person) {
      person.letGo();
      person.will = (now) => this.#dotAt(now - personLag);
    }
    this.#show(true);
    try {
      for (const number of [3, 2, 1]) {
        this.#countdown.textContent = String(number);
        announce(`Starting in ${number}. The dot begins in the middle.`);
        await wait(beat, signal);
        if (signal.aborted) return false;
      }
      this.#countdown.textContent = '';
      announce('Recording. Lean along with the dot.');
      const round = await rig.record(
        (elapsed) => {
          // The frames' own clock, so that what is shown and what is learned are the same.
          this.#begin ??= source.lastTimestamp;
          return dotPath(elapsed);
        },
        { seconds: dotDuration / 1000, signal, label: 'follow the dot' },
      );
      if (signal.aborted && round.size > 0) rig.samples.undo();
      return !signal.aborted;
    } finally {
      this.#stopping = null;
      this.#begin = null;
      this.#show(false);
      if (person) person.will = () => 0;
    }
  }

  /** Moves the dot; called before every drawing. */
  tick(): void {
    if (this.#panel.hidden) return;
    const now = performance.now();
    const dot = this.#dotAt(now);
    this.#view.dot = dot;
    this.#progress.value = this.#begin === null ? 0 : Math.min(1, (now - this.#begin) / dotDuration);
    this.#previewDot.style.left = `${50 + 42 * dot}%`;
  }

  #dotAt(now: number): number {
    return this.#begin === null ? 0 : dotPath(now - this.#begin);
  }

  #show(isShown: boolean): void {
    this.#panel.hidden = !isShown;
    this.#previewDot.hidden = !isShown;
    this.#countdown.textContent = '';
    this.#progress.value = 0;
    this.#view.dot = isShown ? 0 : null;
  }
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
