import type { Rig } from '../../shared/dial/rig.js';
import { announce, byTestId, find, onClick } from '../../shared/page/dom.js';
import { wait } from '../../shared/page/wait.js';
import type { DotView } from '../../shared/teach/dot-view.js';

/** The poses that bring gain and offset back: together they show both outputs at three values. */
const anchors = [
  [0, 0],
  [-0.7, 0.6],
  [0.7, -0.6],
] as const;
/** To get there, and to stay there, ms. */
const going = 1200;
const staying = 1400;

/** Brings the dial back on another day, or in another chair: the person points at three dots, less than ten seconds in all. */
export class Recalibrating {
  readonly #dot: DotView;
  readonly #panel = byTestId('follow');
  readonly #words = byTestId('so-far');
  readonly #progress = find('progress', HTMLProgressElement, this.#panel);
  #stopping: AbortController | null = null;

  constructor(dot: DotView) {
    this.#dot = dot;
    onClick('follow-stop', () => this.#stopping?.abort());
    addEventListener('keydown', ({ key }) => {
      if (key === 'Escape') this.#stopping?.abort();
    });
  }

  /**
   * @param ending - aborting it is the same as pressing Stop.
   * @returns whether it went on to the end; stopped before, the dial is as it was learned.
   * @throws CamdialError as {@link Pipeline.recalibrate}.
   */
  async run(rig: Rig, ending: AbortSignal): Promise<boolean> {
    const stopping = new AbortController();
    this.#stopping = stopping;
    const signal = AbortSignal.any([stopping.signal, ending]);
    const { person } = rig.eye;
    person?.letGo();
    rig.clearRecalibration();
    this.#panel.hidden = false;
    announce('Point your head at each dot, and hold it there.');
    try {
      for (const [number, anchor] of anchors.entries()) {
        const [x, y] = anchor;
        this.#dot.dot = anchor;
        if (person) person.will = () => ({ x, y });
        this.#say('Point your head at the dot', number, 0);
        await wait(going, signal);
        if (signal.aborted) break;
        this.#say('Hold it there', number, 0.5);
        await rig.recalibrate(anchor, { seconds: staying / 1000, signal });
        if (signal.aborted) break;
      }
      if (signal.aborted) rig.clearRecalibration();
      return !signal.aborted;
    } catch (error) {
      rig.clearRecalibration(); // rather as it was learned than half corrected
      throw error;
    } finally {
      this.#stopping = null;
      this.#panel.hidden = true;
      this.#dot.dot = null;
      this.#words.textContent = '';
      this.#progress.value = 0;
    }
  }

  #say(what: string, number: number, share: number): void {
    this.#words.textContent = `${what} (${number + 1} of ${anchors.length})`;
    this.#progress.value = (number + share) / anchors.length;
  }
}
