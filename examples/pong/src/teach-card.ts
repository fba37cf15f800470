import type { Rig } from '../../shared/dial/rig.js';
import { button, byTestId, find } from '../../shared/page/dom.js';
import { TaughtBox } from '../../shared/teach/taught-box.js';
import { TeachPoses } from './teach-poses.js';

const ways = ['follow', 'poses'] as const;

type Way = (typeof ways)[number];

/** The card with the two ways to teach in tabs, and what has been taught so far. */
export class TeachCard {
  /** Whether the card is what is shown. */
  isOn: () => boolean = () => false;
  readonly #rig: () => Rig | null;
  readonly #poses: TeachPoses;
  readonly #taught: TaughtBox;
  readonly #note = byTestId('teach-note');
  #way: Way = 'follow';

  constructor(rig: () => Rig | null) {
    this.#rig = rig;
    this.#poses = new TeachPoses(rig);
    this.#taught = new TaughtBox(rig);
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
    const isEmpty = (this.#rig()?.samples.size ?? 0) === 0;
    this.#taught.refresh();
    this.#note.hidden = !isEmpty || this.#note.textContent === '';
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
