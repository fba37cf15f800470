import type { FitReport } from 'camdial';
import { announce, button, byTestId, find, onClick } from '../../shared/page/dom.js';
import { describe } from '../../shared/teach/report.js';
import { showReport } from '../../shared/teach/report-view.js';
import type { Pong } from './game.js';

/** A good dial is played with at once, unless its maker wants to look at the report first. */
const startsAfter = 5; // s

/** The card over the court while nothing is played: the report of the training, a pause, the end. */
export class GameCard {
  readonly #title = find('#game-title', HTMLElement);
  readonly #note = find('.game-note', HTMLElement);
  readonly #report = byTestId('train-report');
  readonly #play = button('play');
  readonly #goOn = button('back-to-game');
  readonly #addRound = button('add-round');
  readonly #anew = button('teach-anew');
  readonly #wait = button('wait');
  #countdown: ReturnType<typeof setInterval> | undefined;

  constructor() {
    onClick('wait', () => this.stay());
    onClick('teach-anew', () => announce('')); // that it is back is old news
    // Whoever does something else has not finished looking.
    for (const type of ['pointerdown', 'keydown'] as const) {
      addEventListener(type, (event) => {
        if (this.#countdown !== undefined && event.target !== this.#play) this.stay();
      });
    }
  }

  /** @param start - called after a few seconds, where the dial is good; undefined: it waits to be asked. */
  showReport(report: FitReport, start: (() => void) | undefined): void {
    const words = describe(report);
    const { headline, details, isGood } = words;
    this.#show(headline, 'Play', '');
    showReport(this.#report, words);
    this.#addRound.hidden = false;
    announce(`${headline}. ${details.join(' ')}`);
    if (start && isGood) this.#startSoon(start);
  }

  showPause(): void {
    this.#show('Paused', '', '');
    announce('Paused.');
  }

  showReady(): void {
    this.#show('New game', 'Play', 'First to seven.');
  }

  /** Says that a dial is here which was not taught just now. */
  showBack(text: string): void {
    this.tell(`${text} Try it: the paddle follows.`);
    this.#anew.hidden = false;
    announce(text);
  }

  /** Says something on the card that is shown. */
  tell(text: string): void {
    this.#note.textContent = text;
  }

  showEnd({ score: { player, opponent } }: Pong): void {
    const text = player > opponent ? 'You win' : 'The computer wins';
    this.#show(`${text}, ${Math.max(player, opponent)} to ${Math.min(player, opponent)}`, 'Play again', '');
    announce(`${text}, ${player} to ${opponent}.`);
  }

  /** Does not start by itself any more. */
  stay(): void {
    clearInterval(this.#countdown);
    this.#countdown = undefined;
    this.#wait.hidden = true;
    this.#play.classList.remove('filling');
    if (!this.#report.hidden) this.#note.textContent = 'The dial is live: try it, the paddle follows.';
  }

  #startSoon(start: () => void): void {
    let left = startsAfter;
    const tell = () => {
      this.#note.textContent = `The game starts in ${left} s. The paddle follows you already.`;
    };
    tell();
    this.#wait.hidden = false;
    this.#play.classList.add('filling');
    this.#countdown = setInterval(() => {
      left--;
      if (left > 0) return tell();
      this.stay();
      start();
    }, 1000);
  }

  /** @param play - what the button to play says; empty: the game goes on with a button of its own. */
  #show(title: string, play: string, note: string): void {
    this.stay();
    this.#title.textContent = title;
    this.#note.textContent = note;
    this.#play.textContent = play;
    this.#play.hidden = play === '';
    this.#goOn.hidden = play !== '';
    this.#report.hidden = true;
    this.#addRound.hidden = true;
    this.#anew.hidden = true;
  }
}
