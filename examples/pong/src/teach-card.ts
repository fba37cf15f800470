import { button, byTestId, find } from './dom.js';
import { count } from './report.js';
import type { Rig } from './rig.js';
import { TeachPoses } from './teach-poses.js';

const ways = ['follow', 'poses'] as const;

type Way = (typeof ways)[number];

/** The card with the two ways to teach in tabs, and what has been taught so far. */
export class TeachCard {
  /** Whether the card is what is shown. */
  isOn: () => boolean = () => false;
  readonly #rig: () => Rig | null;
  readonly #poses: TeachPoses;
  readonly #note = byTestId('teach-note');
  #way: Way = 'follow';

  constructor(rig: () => Rig | null) {
    this.#rig = rig;
    this.#poses = new TeachPoses(rig);
    this.#poses.isOn = () => this.isOn() && this.#way === 'poses';
    for (const way of ways) {
      const tab = button(`tab-${way}`);
      tab.addEventListener('click', () => this.open(way));
      tab.addEventListener('keydown', ({ key }) => {
        if (key !== 'ArrowLeft' && key !== 'ArrowRight' && key !== 'Home' && key !== 'End') return;
        const other =
          key === 'Home' ? 'follow' : key === 'End' ? 'poses' : way === 'follow' ? 'poses' : 'follow';
        this.open(other);
        button(`tab-${other}`).focus();
      });
    }
    button('undo').addEventListener('click', () => this.#rig()?.samples.undo());
    button('clear').addEventListener('click', () => this.#rig()?.samples.clear());
  }

  set onFailure(listener: (error: unknown) => void) {
    this.#poses.onFailure = listener;
  }

  /** Says something until something is taught. */
  tell(text: string): void {
    this.#note.textContent = text;
    this.refresh();
  }

  /** Ends the pose that is being held. */
  release(): void {
    this.#poses.release();
  }

  /** Nothing was ever taught. */
  forget(): void {
    this.#poses.forget();
    this.tell('');
  }

  /** Shows what has been taught. */
  refresh(): void {
    const rig = this.#rig();
    const samples = rig?.samples;
    const isEmpty = !samples || samples.size === 0;
    find('.taught', HTMLElement).hidden = isEmpty && !samples?.canUndo;
    byTestId('sample-count').textContent = isEmpty
      ? 'Nothing taught any more.'
      : `${count(samples.size, 'sample')} in ${count(samples.rounds.length, 'round')}.`;
    this.#note.hidden = !isEmpty || this.#note.textContent === '';
    button('undo').disabled = !samples?.canUndo;
    button('clear').disabled = isEmpty;
    button('train').disabled = isEmpty;
    button('train').classList.toggle('primary', !rig?.isTrained && !isEmpty);
    button('teach-done').hidden = !rig?.isTrained;
    this.#poses.refresh();
  }

  /** Opens one of the tabs. */
  open(way: Way): void {
    this.#way = way;
    this.release();
    for (const each of ways) {
      const tab = button(`tab-${each}`);
      tab.setAttribute('aria-selected', String(each === way));
      tab.tabIndex = each === way ? 0 : -1;
      find(`#panel-${each}`, HTMLElement).hidden = each !== way;
    }
  }
}
