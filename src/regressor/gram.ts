import type { Pause } from '../pause.js';
import { gramRow } from './dot.js';

/** Dot products of all rows with one another; those below the diagonal and on it, row by row. */
export interface Gram {
  readonly size: number;
  /** Row i begins at i (i + 1) / 2. */
  readonly packed: Float64Array;
}

/**
 * Keeps the dot products of samples from one fit to the next, so that each pair is multiplied once: a sample that
 * arrives costs a row, a round that is removed costs nothing.
 */
export class GramCache {
  #source: WeakRef<object> | null = null;
  #keys: string[] = [];
  #packed = new Float64Array(0);

  /** Rows that need not be computed again if the samples stay as they are. */
  get size(): number {
    return this.#keys.length;
  }

  /**
   * Brings the products up to date.
   *
   * @param source - the store that the rows are from: keys mean something only within it.
   * @param progress - told 0..1; what it throws ends the work, and what was computed stays.
   */
  async sync(
    source: object,
    { keys, vectors }: { keys: readonly string[]; vectors: readonly Float32Array[] },
    pause: Pause,
    progress: (fraction: number) => void = () => {},
  ): Promise<Gram> {
    this.#adopt(source, keys, vectors);
    const total = vectors.length ** 2;
    while (this.#keys.length < vectors.length) {
      this.#append(keys, vectors);
      await pause.ifDue();
      progress(this.#keys.length ** 2 / total);
    }
    // The kept array grows at the next sample; a fit goes on with what it began with.
    return { size: vectors.length, packed: this.#packed };
  }

  /** Adds at most `most` rows to those that are kept, without waiting. */
  advance(
    source: object,
    { keys, vectors }: { keys: readonly string[]; vectors: readonly Float32Array[] },
    most: number,
  ): void {
    this.#adopt(source, keys, vectors);
    for (let i = 0; i < most && this.#keys.length < vectors.length; i++) this.#append(keys, vectors);
  }

  clear(): void {
    this.#source = null;
    this.#keys = [];
    this.#packed = new Float64Array(0);
  }

  #append(keys: readonly string[], vectors: readonly Float32Array[]): void {
    const i = this.#keys.length;
    const at = (i * (i + 1)) / 2;
    if (at + i + 1 > this.#packed.length) {
      const grown = new Float64Array(Math.max(64, 2 * (at + i + 1)));
      grown.set(this.#packed.subarray(0, at));
      this.#packed = grown;
    }
    gramRow(vectors, i + 1, vectors[i]!, this.#packed, at);
    this.#keys.push(keys[i]!);
  }

  /** Keeps what is known of the rows that are wanted, in their order. */
  #adopt(source: object, keys: readonly string[], vectors: readonly Float32Array[]): void {
    if (this.#source?.deref() !== source) {
      this.clear();
      this.#source = new WeakRef(source);
    }
    if (this.#keys.every((key, i) => key === keys[i])) return;
    const before = new Map(this.#keys.map((key, i) => [key, i]));
    const old = this.#packed;
    let kept = 0; // rows at the beginning that were known before
    while (kept < keys.length && before.has(keys[kept]!)) kept++;
    const indices = keys.slice(0, kept).map((key) => before.get(key)!);
    this.#packed = new Float64Array(Math.max(64, packedLength(Math.min(vectors.length, kept + 64))));
    for (let i = 0; i < kept; i++) {
      for (let j = 0; j <= i; j++) {
        const row = Math.max(indices[i]!, indices[j]!);
        const column = Math.min(indices[i]!, indices[j]!);
        this.#packed[(i * (i + 1)) / 2 + j] = old[(row * (row + 1)) / 2 + column]!;
      }
    }
    this.#keys = keys.slice(0, kept);
  }
}

function packedLength(rows: number): number {
  return (rows * (rows + 1)) / 2;
}
