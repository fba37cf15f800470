import type { FitReport, SmoothPath } from 'camdial';
import type { Rig } from '../dial/rig.js';
import { announce, byTestId, find, onClick } from '../page/dom.js';
import { wait } from '../page/wait.js';
import { middle } from '../person/simulated-person.js';
import { describe } from './report.js';

const beat = 800; // ms from 3 to 2
/** How far behind the dot the simulated person wants to lean, ms; with its body's inertia that makes about 150. */
const personLag = 40;
/** Before the dot was at both ends, an error says little; share of the time. */
const sayFrom = 1 / 3;
/** And it changes at a pace that can be read, ms. */
const sayEvery = 1000;

/** The dot to follow. */
export interface FollowPlan {
  readonly path: SmoothPath;
  /** What to do, e.g. "Lean along with the dot". */
  readonly deed: string;
  /** What the outputs are called, where there are several. */
  readonly names: readonly string[];
  /** Shows the dot, one value an output; null: there is none. */
  show(dot: readonly number[] | null): void;
}

/** Teaching by moving along with a dot that moves by itself. */
export class Follow {
  readonly #plan: FollowPlan;
  readonly #middle: readonly number[];
  readonly #panel = byTestId('follow');
  readonly #countdown = find('.countdown', HTMLElement);
  readonly #soFar = byTestId('so-far');
  readonly #progress = find('progress', HTMLProgressElement, this.#panel);
  readonly #previewDot = find('.preview-dot', HTMLElement);
  #isOn = false;
  #begin: number | null = null;
  #saidAt = Number.NEGATIVE_INFINITY;
  #report: FitReport | null = null;
  #stopping: AbortController | null = null;

  constructor(plan: FollowPlan) {
    this.#plan = plan;
    this.#middle = plan.path(0);
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
      person.will = (now) => {
        const [x = 0, y = 0] = this.#dotAt(now - personLag);
        return { x, y };
      };
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
      announce(`Recording. ${this.#plan.deed}${isLive ? '; the ring is what it reads' : ''}.`);
      return await this.#record(rig, isLive, signal);
    } finally {
      this.#stopping = null;
      this.#begin = null;
      this.#show(false);
      if (person) person.will = () => middle;
    }
  }

  /** Moves the dot; called before every drawing. */
  tick(): void {
    if (!this.#isOn) return;
    const now = performance.now();
    const dot = this.#dotAt(now);
    this.#plan.show(dot);
    const { seconds } = this.#plan.path;
    this.#progress.value = this.#begin === null ? 0 : Math.min(1, (now - this.#begin) / (1000 * seconds));
    const [x = 0, y] = dot;
    this.#previewDot.style.left = `${50 + 42 * x}%`;
    if (y !== undefined) this.#previewDot.style.top = `${50 - 42 * y}%`;
  }

  async #record(rig: Rig, isLive: boolean, signal: AbortSignal): Promise<boolean> {
    const { samples } = rig;
    const { path } = this.#plan;
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
    const early = 1000 * this.#plan.path.seconds * sayFrom;
    if (now - (this.#begin ?? now) < early || now - this.#saidAt < sayEvery) return;
    this.#saidAt = now;
    this.#soFar.textContent = describe(report, this.#plan.names).soFar;
  }

  #dotAt(now: number): readonly number[] {
    return this.#begin === null ? this.#middle : this.#plan.path(now - this.#begin);
  }

  #show(isShown: boolean): void {
    this.#isOn = isShown;
    this.#panel.hidden = !isShown;
    this.#previewDot.hidden = !isShown;
    this.#countdown.textContent = '';
    this.#soFar.textContent = '';
    this.#progress.value = 0;
    this.#plan.show(isShown ? this.#middle : null);
  }
}
