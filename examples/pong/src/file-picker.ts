import { dialIn } from '../../shared/dial/dial-fold.js';
import { button, byTestId, find } from '../../shared/page/dom.js';
import { count } from '../../shared/teach/report.js';
import { droppedFiles } from './dropped-files.js';
import { megabytes } from './network-words.js';

/** Files picked one by one, as a folder, or dropped. */
export class FilePicker {
  /** Told when others were picked, or none are any more. */
  onChange: () => void = () => {};
  readonly #box = byTestId('model-drop');
  readonly #picked = find('.picked', HTMLElement, this.#box);
  readonly #text = byTestId('model-picked');
  #files: readonly File[] = [];

  constructor() {
    for (const id of ['model-files', 'model-folder']) {
      const input = byTestId(id, HTMLInputElement);
      button(`${id}-button`).addEventListener('click', () => input.click());
      input.addEventListener('change', () => {
        const files = [...(input.files ?? [])];
        input.value = ''; // the same ones may be picked again, e.g. when they were mended
        if (files.length > 0) this.#take(files);
      });
    }
    button('model-unpick').addEventListener('click', () => {
      this.#take([]);
      button('model-files-button').focus();
    });
    this.#box.addEventListener('dragover', (event) => {
      event.preventDefault(); // says that things may be dropped here
      this.#box.dataset['over'] = '';
    });
    this.#box.addEventListener('dragleave', () => delete this.#box.dataset['over']);
    this.#box.addEventListener('drop', (event) => {
      delete this.#box.dataset['over'];
      if (event.dataTransfer && dialIn(event.dataTransfer)) return; // no network: the page takes it
      event.preventDefault(); // the page does not go to the file
      if (event.dataTransfer) void this.#drop(event.dataTransfer);
    });
  }

  get files(): readonly File[] {
    return this.#files;
  }

  set files(files: readonly File[]) {
    this.#files = files;
    this.#picked.hidden = files.length === 0;
    const bytes = files.reduce((sum, { size }) => sum + size, 0);
    this.#text.textContent = files.length === 0 ? '' : `${count(files.length, 'file')}, ${megabytes(bytes)}`;
  }

  async #drop(transfer: DataTransfer): Promise<void> {
    const files = await droppedFiles(transfer);
    if (files.length > 0) this.#take(files);
  }

  #take(files: readonly File[]): void {
    this.files = files;
    this.onChange();
  }
}
