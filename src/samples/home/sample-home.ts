import { type CamdialError, isCamdialError } from '../../errors.js';
import { checkSamples } from '../data-checks.js';
import type { SampleStore } from '../sample-store.js';
import type { RoundData } from '../samples-data.js';
import type { ModelData, SavedDial } from '../saved-dial.js';
import { databaseName, deleteDatabase } from './database.js';
import { homeError } from './home-errors.js';
import { type KeepOptions, KeptStore } from './kept-store.js';
import { damaged } from './pieces.js';
import { checkDial, deletedError, Rooms } from './rooms.js';

/** A dial that is kept in this browser, see {@link SampleHome.list}. */
export interface KeptDial {
  /** What it was saved as. */
  readonly name: string;
  /** Samples in all rounds. */
  readonly samples: number;
  /** Rounds in it. */
  readonly rounds: number;
  /** What its samples take, in bytes. */
  readonly bytes: number;
  /** {@link FeatureBackbone.id} of the backbone that made the features. */
  readonly backboneId: string;
  /** When it was changed last, ms since 1970. */
  readonly savedAt: number;
}

/** What {@link SampleHome.read} found. */
export interface ReadDial {
  /** The dial, without what is damaged of it. */
  readonly dial: SavedDial;
  /** What is damaged; empty where nothing is. */
  readonly troubles: readonly CamdialError[];
}

/** Options of {@link SampleHome.write}. */
export interface WriteDialOptions {
  /** Told how much is done, 0..1. */
  onProgress?: ((fraction: number) => void) | undefined;
}

/** Options of {@link SampleHome.read}. */
export interface ReadDialOptions extends WriteDialOptions {
  /** Aborting it rejects with its reason. */
  signal?: AbortSignal | undefined;
}

/**
 * Where dials survive in this browser: the page may be closed at any moment, rounds that were finished are there the
 * next time. Everything stays on this device. Kept in IndexedDB; several tabs may use it at once.
 *
 * @example
 * ```ts
 * import { SampleStore } from 'camdial';
 * import { SampleHome } from 'camdial/storage';
 *
 * const home = await SampleHome.open();
 * const samples = new SampleStore({ backboneId: 'mine', featureShape: [2], outputs: 1 });
 * const kept = home.keep('my dial', samples, { onTrouble: ({ message }) => console.warn(message) });
 * samples.add(new Float32Array([0.1, 0.2]), [-1]);
 * samples.endRound();
 * await kept.saved();
 * console.log(await home.list());
 * ```
 */
export class SampleHome {
  readonly #kept = new Set<KeptStore>();
  readonly #rooms = new Rooms(() => this.#endAll());
  readonly #channel: BroadcastChannel | null;
  #persisted = false;
  #isAsked = false;

  private constructor() {
    this.#channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(databaseName);
    if (this.#channel) this.#channel.onmessage = ({ data }) => this.#hear(data);
  }

  /**
   * Opens what this browser keeps for this page's origin.
   *
   * @throws CamdialError `storage-failed` where the browser lets nothing be kept, or a newer version of the page did.
   */
  static async open(): Promise<SampleHome> {
    const home = new SampleHome();
    try {
      await home.#rooms.use(async () => {});
    } catch (error) {
      home.dispose();
      throw error;
    }
    await home.#rooms.sweep().catch(() => {}); // another time
    home.#persisted = (await persistence('persisted')) ?? false;
    return home;
  }

  /** Whether the browser has promised to keep everything until people erase it; otherwise it may, short of room. */
  get persisted(): boolean {
    return this.#persisted;
  }

  /**
   * What is kept, by name.
   *
   * @throws CamdialError `storage-failed`
   */
  async list(): Promise<KeptDial[]> {
    const dials = await this.#rooms.dials();
    return dials.map(({ name, rounds: listed, backboneId, savedAt }) => {
      const rounds = Array.isArray(listed) ? listed : []; // a damaged one is listed too: it can be deleted
      return {
        name,
        samples: rounds.reduce((sum, { samples }) => sum + samples, 0),
        rounds: rounds.length,
        bytes: rounds.reduce((sum, { bytes }) => sum + bytes, 0),
        backboneId,
        savedAt,
      };
    });
  }

  /**
   * Reads a dial. What is damaged is told in `troubles`, the rest is in `dial`.
   *
   * @throws CamdialError `not-found`; `samples-invalid` when nothing of it can be read; `out-of-memory`,
   * `storage-failed`.
   */
  async read(name: string, { onProgress, signal }: ReadDialOptions = {}): Promise<ReadDial> {
    signal?.throwIfAborted();
    const record = await this.#rooms.dial(name);
    checkDial(record);
    const { id, backboneId, featureShape, outputs, precision, settings } = record;
    const rounds: RoundData[] = [];
    const troubles: CamdialError[] = [];
    const onSamples = counter(
      record.rounds.reduce((sum, { samples }) => sum + samples, 0),
      onProgress,
    );
    for (const entry of record.rounds) {
      try {
        const round = await this.#rooms.readRound(record, entry, { onSamples, signal });
        if (round) rounds.push(round);
      } catch (error) {
        if (!isCamdialError(error) || error.code !== 'samples-invalid') throw error;
        troubles.push(error);
      }
    }
    let model = await this.#rooms.model(id);
    if (model && !isModel(model)) {
      troubles.push(damaged('what the dial has learned; train it again'));
      model = null;
    }
    signal?.throwIfAborted();
    onProgress?.(1);
    const samples = { backboneId, featureShape, outputs, precision, rounds };
    return { dial: { samples, settings, model }, troubles };
  }

  /**
   * Keeps a dial under a name as it is: rounds that are not there yet are written, each whole or not at all, and rounds
   * that the dial does not have are taken out. A page where samples come and go uses {@link keep}.
   *
   * @throws CamdialError `samples-invalid` where rounds are not whole; `backbone-mismatch` when the name has samples of
   * another kind; `storage-full`, `storage-failed`. Rounds that were written stay.
   */
  async write(name: string, dial: SavedDial, { onProgress }: WriteDialOptions = {}): Promise<void> {
    const { samples, settings, model } = dial;
    checkSamples({ ...samples, rounds: [] }); // each round when it is written
    this.#askToPersist();
    const record = await this.#rooms.enter(name, samples);
    const order = samples.rounds.map(({ uid }) => uid);
    const there = new Set(record.rounds.map(({ uid }) => uid));
    const gone = [...there].filter((uid) => !order.includes(uid));
    const fresh = samples.rounds.filter(({ uid }) => !there.has(uid));
    const onSamples = counter(
      fresh.reduce((sum, { size }) => sum + size, 0),
      onProgress,
    );
    try {
      if (gone.length > 0) await this.#rooms.removeRounds(record.id, gone);
      for (const round of fresh) await this.#rooms.addRound(record, round, order, onSamples);
      await this.#rooms.describeDial(record.id, { settings, model }, order);
    } finally {
      this.#announce(record.id);
    }
    onProgress?.(1);
  }

  /**
   * Keeps a store under a name from now on: each round when it is finished, and what is removed, undone and redone. What
   * the name has already, and what other tabs keep under it, comes into the store, and goes when it goes there; such
   * changes wait while a round is recorded.
   */
  keep(name: string, store: SampleStore, options: KeepOptions): KeptStore {
    this.#askToPersist();
    const kept: KeptStore = new KeptStore(name, store, this.#rooms, options, {
      onChange: (id) => this.#announce(id, kept),
      onEnd: () => this.#kept.delete(kept),
    });
    this.#kept.add(kept);
    return kept;
  }

  /**
   * Gives a dial another name; stores that are kept under the old one are kept under the new one.
   *
   * @throws CamdialError `not-found`; `bad-argument` when the new name is taken; `storage-failed`
   */
  rename(from: string, to: string): Promise<void> {
    return this.#rooms.rename(from, to);
  }

  /**
   * Deletes a dial with its samples. Stores that are kept under its name are kept no more, and told `not-found`.
   *
   * @returns whether there was one.
   * @throws CamdialError `storage-failed`
   */
  async delete(name: string): Promise<boolean> {
    const id = await this.#rooms.delete(name);
    if (id !== null) this.#announce(id);
    return id !== null;
  }

  /**
   * Erases everything that this browser keeps of camdial's samples, the database itself included, in all tabs.
   *
   * @throws CamdialError `storage-failed` when another tab holds on to the database, which is empty by then.
   */
  async eraseAll(): Promise<void> {
    this.#endAll();
    await this.#rooms.clear().catch(() => {}); // it may be damaged
    this.#rooms.close();
    try {
      await deleteDatabase();
    } catch (cause) {
      throw await homeError(cause);
    }
  }

  /** Lets go of the database; what was kept stays there. May be called again. */
  dispose(): void {
    for (const kept of [...this.#kept]) kept.dispose();
    this.#channel?.close();
    this.#rooms.dispose();
  }

  #askToPersist(): void {
    if (this.#isAsked || this.#persisted) return;
    this.#isAsked = true; // some browsers ask people each time
    persistence('persist').then((granted) => {
      if (granted) this.#persisted = true;
    });
  }

  #announce(id: string, by?: KeptStore): void {
    for (const kept of this.#kept) if (kept !== by) kept.hear(id);
    try {
      this.#channel?.postMessage(id);
    } catch {
      // disposed meanwhile; other tabs see it at their next change
    }
  }

  #hear(id: unknown): void {
    for (const kept of this.#kept) kept.hear(id);
  }

  #endAll(): void {
    for (const kept of [...this.#kept]) kept.end(deletedError());
  }
}

async function persistence(question: 'persist' | 'persisted'): Promise<boolean | undefined> {
  try {
    return await navigator.storage[question]();
  } catch {
    return undefined; // not in this browser, or not on http pages
  }
}

/** Sums up samples, and tells the part of them. */
function counter(total: number, onProgress: ((fraction: number) => void) | undefined) {
  let done = 0;
  return (count: number) => {
    done += count;
    if (done < total) onProgress?.(done / total);
  };
}

function isModel({ kind, numbers, arrays }: ModelData): boolean {
  return (
    typeof kind === 'string' &&
    typeof numbers === 'object' &&
    typeof arrays === 'object' &&
    arrays !== null &&
    Object.values(arrays).every(ArrayBuffer.isView)
  );
}
