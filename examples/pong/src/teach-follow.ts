import { type FitReport, smoothPath } from 'camdial';
import { announce, byTestId, find, onClick } from './dom.js';
import type { GameView } from './game-view.js';
import { describe } from './report.js';
import type { Rig } from './rig.js';

const path = smoothPath();
const beat = 800; // ms from 3 to 2
/** How far behind the dot the simulated person wants to lean, ms; with its body's inertia that makes about 150. */
const personLag = 40;
/** Before the dot was at both ends, an error says little, ms. */
const sayFrom = (1000 * path.seconds) / 3;
/** And it changes at a pace that can be read, ms. */
const sayEvery = 1000;

/** Teaching by leaning along with a dot that moves by itself. */
export class TeachFollow {
  readonly #view: GameView;
  readonly #panel = byTestId('follow');
  readonly #countdown = find('.countdown', HTMLElement);
  readonly #soFar = byTestId('so-far');
  readonly #progress = find('progress', HTMLProgressElement, this.#panel);
  readonly #previewDot = find('.preview-dot', HTMLElement);
  #begin: number | null = null;
  #saidAt = Number.NEGATIVE_INFINITY;
  #report: FitReport | null = null;
  #stopping: AbortController | null = null;

  constructor(view: GameView) {
    this.#view = view;
    onClick('follow-stop', () => this.#stopping?.abort());
    addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.#stopping?.abort();
    });
  }

  /** What was learned on the way; null where nothing was. */
  get report(): FitReport | null {
    return this.#report;
  }

  /**
   * Counts down, then records while the dot moves.
   *
   * @param isLive - whether it is learned at once, and the dial read.
   * @param ending - aborting it is the same as pressing Stop.
   * @returns whether it went on to the end. Stopped before, nothing is kept.
   */
  async run(rig: Rig, isLive: boolean, ending: AbortSignal): Promise<boolean> {
    const stopping = new AbortController();
    this.#stopping = stopping;
    this.#report = null;
    const signal = AbortSignal.any([stopping.signal, ending]);
    const { person } = rig.eye;
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
      announce(`Recording. Lean along with the dot${isLive ? '; the ring is what it reads' : ''}.`);
      return await this.#record(rig, isLive, signal);
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
    this.#progress.value =
      this.#begin === null ? 0 : Math.min(1, (now - this.#begin) / (1000 * path.seconds));
    this.#previewDot.style.left = `${50 + 42 * dot}%`;
  }

  async #record(rig: Rig, isLive: boolean, signal: AbortSignal): Promise<boolean> {
    const { samples } = rig;
    const [sizeBefore, wasTrained] = [samples.size, rig.isTrained];
    let isUndone = false;
    let relearned: Promise<unknown> | null = null;
    const undo = () => {
      if (!rig.isRecording) return; // it has come to its end, or failed
      isUndone = true;
      this.#show(false);
      rig.stop();
      if (samples.size > sizeBefore) samples.undo();
      if (!isLive) return;
      rig.forget(); // at once: what comes next may look at it
      // Where too little is left to learn from, there is no dial until more is taught.
      if (wasTrained && samples.size > 0) relearned = rig.train().catch(() => {});
    };
    signal.addEventListener('abort', undo);
    try {
      const { source } = rig.eye;
      const recording = rig.record(
        (elapsed) => {
          // The frames' own clock, so that what is shown and what is learned are the same.
          this.#begin ??= source.lastTimestamp;
          return path(elapsed);
        },
        {
          seconds: path.seconds,
          label: 'follow the dot',
          live: isLive,
          onFit: (report) => this.#say(report),
        },
      );
      if (isLive) rig.run().catch(() => {}); // the recording fails of the same
      await recording;
      await relearned;
      return !isUndone;
    } finally {
      signal.removeEventListener('abort', undo);
    }
  }

  #say(report: FitReport): void {
    this.#report = report;
    const now = performance.now();
    if (now - (this.#begin ?? now) < sayFrom || now - this.#saidAt < sayEvery) return;
    this.#saidAt = now;
    this.#soFar.textContent = describe(report).soFar;
  }

  #dotAt(now: number): number {
    return this.#begin === null ? 0 : path(now - this.#begin)[0]!;
  }

  #show(isShown: boolean): void {
    this.#panel.hidden = !isShown;
    this.#previewDot.hidden = !isShown;
    this.#countdown.textContent = '';
    this.#soFar.textContent = '';
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
