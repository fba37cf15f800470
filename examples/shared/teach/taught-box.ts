import type { Rig } from '../dial/rig.js';
import { button, byTestId, find } from '../page/dom.js';
import { count } from './report.js';

/** What has been taught so far, and what can be done with it. */
export class TaughtBox {
  readonly #rig: () => Rig | null;

  constructor(rig: () => Rig | null) {
    this.#rig = rig;
    button('undo').addEventListener('click', () => this.#rig()?.samples.undo());
    button('clear').addEventListener('click', () => this.#rig()?.samples.clear());
  }

  refresh(): void {
    const rig = this.#rig();
    const samples = rig?.samples;
    const isEmpty = !samples || samples.size === 0;
    find('.taught', HTMLElement).hidden = isEmpty && !samples?.canUndo;
    byTestId('sample-count').textContent = isEmpty
      ? 'Nothing taught any more.'
      : `${count(samples.size, 'sample')} in ${count(samples.rounds.length, 'round')}.`;
    button('undo').disabled = !samples?.canUndo;
    button('clear').disabled = isEmpty;
    button('train').disabled = isEmpty;
    button('train').classList.toggle('primary', !rig?.isTrained && !isEmpty);
    button('teach-done').hidden = !rig?.isTrained;
  }
}
