import { invalid } from './archive-errors.js';

type Bytes = Uint8Array<ArrayBuffer>;

/** Bytes that are read at a time: many small entries cost no more reads than one large one. */
const windowSize = 2 ** 20;

/**
 * Bytes of a blob, of which only a window is in memory.
 *
 * @internal
 */
export class BlobWindow {
  readonly #blob: Blob;
  #bytes: Bytes = new Uint8Array(0);
  #at = 0;

  constructor(blob: Blob) {
    this.#blob = blob;
  }

  /** At least one byte and at most those of `from..to`, where there are any. */
  async some(from: number, to: number): Promise<Bytes> {
    if (from < this.#at || from >= this.#at + this.#bytes.length) await this.#load(from, windowSize);
    return this.#bytes.subarray(from - this.#at, Math.min(to - this.#at, this.#bytes.length));
  }

  /** @throws CamdialError `samples-invalid` where the blob ends before. */
  async exactly(from: number, length: number): Promise<Bytes> {
    if (from < this.#at || from + length > this.#at + this.#bytes.length) {
      await this.#load(from, Math.max(length, windowSize));
    }
    if (from + length > this.#at + this.#bytes.length) throw invalid('it is cut off');
    return this.#bytes.subarray(from - this.#at, from - this.#at + length);
  }

  async #load(from: number, length: number): Promise<void> {
    try {
      this.#bytes = new Uint8Array(await this.#blob.slice(from, from + length).arrayBuffer());
    } catch (cause) {
      // A file that was changed or taken away after it was chosen.
      throw invalid('the file cannot be read any more', 'Choose it anew.', cause);
    }
    this.#at = from;
    if (this.#bytes.length === 0 && length > 0 && from < this.#blob.size) throw invalid('it is cut off');
  }
}
