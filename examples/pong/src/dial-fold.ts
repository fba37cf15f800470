import { isCamdialError } from 'camdial';
import { announce, button, byTestId, find, onClick } from './dom.js';
import { dialIn } from './dropped-files.js';
import { count } from './report.js';
import type { Rig } from './rig.js';

/** The fold where a dial goes to a file and comes from one, and where all of them are forgotten. */
export class DialFold {
  /** Told of a file that a dial is to come from. */
  onImport: (file: File) => void = () => {};
  /** Told when all is to be forgotten. */
  onForget: () => void = () => {};
  readonly #rig: () => Rig | null;
  readonly #fold = byTestId('your-dial', HTMLDetailsElement);
  readonly #kept = byTestId('dial-kept');
  readonly #holds = byTestId('dial-holds');
  readonly #note = byTestId('dial-note');
  readonly #trouble = byTestId('dial-trouble');
  readonly #question = find('.question', HTMLElement, this.#fold);
  readonly #told = new Set<string>();
  #isInTrouble = false;
  #isWriting = false;

  constructor(rig: () => Rig | null) {
    this.#rig = rig;
    const picker = byTestId('dial-file', HTMLInputElement);
    onClick('dial-export', () => void this.#export());
    onClick('dial-import', () => picker.click());
    picker.addEventListener('change', () => {
      const file = picker.files?.[0];
      if (file) this.onImport(file);
      picker.value = ''; // the same one may be picked again
    });
    onClick('dial-forget', () => this.#ask());
    onClick('forget-no', () => this.#answer());
    onClick('forget-yes', () => {
      this.#answer();
      this.onForget();
    });
    this.#question.addEventListener('keydown', ({ key }) => {
      if (key === 'Escape') this.#answer();
    });
    this.#listenForDrops();
  }

  /** Says how it went, where it is seen: in here. */
  tell(text: string, isTrouble = false): void {
    this.#note.textContent = text;
    this.#note.classList.toggle('trouble', isTrouble);
    if (text === '') return;
    this.#fold.open = true;
    if (isTrouble) this.#note.scrollIntoView({ block: 'nearest' });
  }

  /** Says whether something is still being written: it would be lost if the page were closed now. */
  showWriting(isWriting: boolean): void {
    this.#isWriting = isWriting;
    this.#fold.toggleAttribute('data-writing', isWriting);
    this.refresh();
  }

  /** Says why not all samples are kept in the browser, once aloud; null: they are. The game goes on. */
  showTrouble(trouble: Error | null): void {
    this.#isInTrouble = trouble !== null;
    this.refresh();
    this.#kept.textContent = trouble ? 'not all of it is kept' : '';
    this.#trouble.hidden = trouble === null;
    const text = trouble ? wordsFor(trouble) : '';
    this.#trouble.textContent = text;
    if (!trouble || this.#told.has(text)) return;
    this.#told.add(text);
    announce('Not all that you teach is kept in this browser; the game goes on. “Your dial” says why.');
  }

  /** Shows what there is of the dial. */
  refresh(): void {
    const samples = this.#rig()?.samples;
    const isEmpty = !samples || samples.size === 0;
    const taught = isEmpty
      ? 'Nothing is taught yet.'
      : `${count(samples.size, 'sample')} in ${count(samples.rounds.length, 'round')}.`;
    const place = this.#isWriting
      ? 'Being kept in this browser…'
      : 'What you teach is kept in this browser, on this device only.';
    this.#holds.textContent = this.#isInTrouble ? taught : `${taught} ${place}`;
    button('dial-export').disabled = isEmpty;
  }

  async #export(): Promise<void> {
    try {
      const blob = await this.#rig()?.toBlob();
      if (!blob) return;
      const url = URL.createObjectURL(blob);
      Object.assign(document.createElement('a'), { href: url, download: 'lean-pong-dial.npz' }).click();
      setTimeout(() => URL.revokeObjectURL(url), 60_000); // the browser is still reading it
      this.tell('Exported as lean-pong-dial.npz.');
    } catch (error) {
      this.tell(error instanceof Error ? error.message : String(error), true);
    }
  }

  #ask(): void {
    this.tell('');
    this.#question.hidden = false;
    button('dial-forget').hidden = true;
    button('forget-no').focus(); // pressed in haste, nothing is lost
  }

  #answer(): void {
    this.#question.hidden = true;
    button('dial-forget').hidden = false;
    button('dial-forget').focus();
  }

  /** A dial may be dropped anywhere on the page; other files do not lead away from it. */
  #listenForDrops(): void {
    addEventListener('dragover', (event) => {
      if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
    });
    addEventListener('drop', (event) => {
      if (event.defaultPrevented || !event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      const dial = dialIn(event.dataTransfer);
      if (dial) this.onImport(dial);
      else
        this.tell(
          'That is no dial: its file ends in .npz. Files of a network go to their place in the settings.',
          true,
        );
    });
  }
}

/** Where the library speaks of a dial that is kept, the page has words of its own. */
function wordsFor(trouble: Error): string {
  const isGone = isCamdialError(trouble) && trouble.code === 'not-found';
  return isGone
    ? 'Everything was forgotten in another tab. What is taught in this one is still here, and not kept: export it, or reload the page to begin anew.'
    : trouble.message;
}
