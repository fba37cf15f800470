import { isCamdialError } from 'camdial';
import { announce, button, byTestId, find, onClick } from '../page/dom.js';
import { count } from '../teach/report.js';
import type { Rig } from './rig.js';

/** The fold where a dial goes to a file and comes from one, and where all of them are forgotten. */
export class DialFold {
  /** Told of a file that a dial is to come from. */
  onImport: (file: File) => void = () => {};
  /** Told when all is to be forgotten. */
  onForget: () => void = () => {};
  /** Where files go that are no dials, after a space; empty where the page takes no others. */
  elsewhere = '';
  readonly #rig: () => Rig | null;
  readonly #fileName: string;
  readonly #fold = byTestId('your-dial', HTMLDetailsElement);
  readonly #kept = byTestId('dial-kept');
  readonly #holds = byTestId('dial-holds');
  readonly #note = byTestId('dial-note');
  readonly #trouble = byTestId('dial-trouble');
  readonly #question = find('.question', HTMLElement, this.#fold);
  readonly #told = new Set<string>();
  #isInTrouble = false;
  #isWriting = false;

  /** @param fileName - what an exported dial is called. */
  constructor(rig: () => Rig | null, fileName: string) {
    this.#rig = rig;
    this.#fileName = fileName;
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

  /** Says why not all samples are kept in the browser, once aloud; null: they are. All goes on. */
  showTrouble(trouble: Error | null): void {
    this.#isInTrouble = trouble !== null;
    this.refresh();
    this.#kept.textContent = trouble ? 'not all of it is kept' : '';
    this.#trouble.hidden = trouble === null;
    const text = trouble ? wordsFor(trouble) : '';
    this.#trouble.textContent = text;
    if (!trouble || this.#told.has(text)) return;
    this.#told.add(text);
    announce('Not all that you teach is kept in this browser; all goes on. “Your dial” says why.');
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
      Object.assign(document.createElement('a'), { href: url, download: this.#fileName }).click();
      setTimeout(() => URL.revokeObjectURL(url), 60_000); // the browser is still reading it
      this.tell(`Exported as ${this.#fileName}.`);
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
      else this.tell(`That is no dial: its file ends in .npz.${this.elsewhere}`, true);
    });
  }
}

/** The dial in a drop: a file that ends in .npz. */
export function dialIn({ files }: DataTransfer): File | null {
  return [...files].find(({ name }) => /\.npz$/i.test(name)) ?? null;
}

/** Where the library speaks of a dial that is kept, the page has words of its own. */
function wordsFor(trouble: Error): string {
  const isGone = isCamdialError(trouble) && trouble.code === 'not-found';
  return isGone
    ? 'Everything was forgotten in another tab. What is taught in this one is still here, and not kept: export it, or reload the page to begin anew.'
    : trouble.message;
}
