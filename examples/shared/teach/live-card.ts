import type { FitReport } from 'camdial';
import { announce, button, byTestId, find } from '../page/dom.js';
import { describe } from './report.js';
import { showReport } from './report-view.js';

/** The card while the dial is live and nothing is done with it yet: how good it is, and how to go on. */
export class LiveCard {
  readonly #title = find('#live-title', HTMLElement);
  readonly #note = byTestId('live-note');
  readonly #report = byTestId('train-report');
  readonly #names: readonly string[];

  /** @param names - of the outputs. */
  constructor(names: readonly string[]) {
    this.#names = names;
  }

  /** @param note - what to do with a good dial; another one is better taught more. */
  showReport(report: FitReport, note: string): void {
    const words = describe(report, this.#names);
    this.#show(words.headline, words.isGood ? note : 'That is little to go by: better add a round.', true);
    button('play').classList.toggle('primary', words.isGood);
    button('add-round').classList.toggle('primary', !words.isGood);
    showReport(this.#report, words);
    announce(`${words.headline}. ${words.details.join(' ')}`);
  }

  /** Nothing new was learned. */
  show(title: string, note: string): void {
    this.#show(title, note, false);
    button('play').classList.add('primary');
    this.#report.hidden = true;
  }

  /** Says something more on the card that is shown. */
  tell(note: string): void {
    this.#note.textContent = note;
    announce(note);
  }

  #show(title: string, note: string, isNew: boolean): void {
    this.#title.textContent = title;
    this.#note.textContent = note;
    button('add-round').hidden = !isNew;
  }
}
