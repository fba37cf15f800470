import { CamdialError } from '../../errors.js';
import { Pause } from '../../pause.js';
import { checkSamples } from '../data-checks.js';
import type { RoundData } from '../samples-data.js';
import type { Json, ModelData } from '../saved-dial.js';
import {
  type Change,
  change,
  type Database,
  type DialRecord,
  openDatabase,
  type RoundEntry,
  type RoundRecord,
  under,
} from './database.js';
import { homeError, notFound, storageFailed } from './home-errors.js';
import { countPieces, cutPiece, damaged, RoundAssembly, type Shape } from './pieces.js';

/** What is kept of a dial beside its samples. */
export interface DialExtras {
  /** Anything that the page wants to find again. */
  readonly settings?: { readonly [key: string]: Json } | undefined;
  /** What the regressor has learned, see {@link Regressor.exportModel}. */
  readonly model?: ModelData | null | undefined;
}

/** A round was swept away from under its writer that often: something is wrong. */
const mostTries = 3;

/** The database as dials and rounds. Opens it when it is needed, and again when it was closed from elsewhere. */
export class Rooms {
  #opening: Promise<Database> | null = null;
  #disposed = false;
  readonly #onErased: () => void;

  /** @param onErased - told when another page erases everything. */
  constructor(onErased: () => void) {
    this.#onErased = onErased;
  }

  /**
   * Does work with the database.
   *
   * @throws CamdialError whatever it fails with.
   */
  async use<T>(work: (database: Database) => Promise<T>): Promise<T> {
    if (this.#disposed) throw disposedError();
    try {
      const database = await this.#connect();
      if (this.#disposed) throw disposedError();
      return await work(database);
    } catch (cause) {
      throw this.#disposed ? disposedError() : await homeError(cause);
    }
  }

  /** Lets go of the database; what is used next opens it again. */
  close(): void {
    const opening = this.#opening;
    this.#opening = null;
    opening?.then(
      (database) => database.close(),
      () => {},
    );
  }

  dispose(): void {
    this.#disposed = true;
    this.close();
  }

  /** All dials, in the order of their names. */
  dials(): Promise<DialRecord[]> {
    return this.use((database) => database.getAllFromIndex('dials', 'name'));
  }

  /** @throws CamdialError `not-found` */
  async dial(name: string): Promise<DialRecord> {
    const dial = await this.use((database) => database.getFromIndex('dials', 'name', name));
    if (!dial) throw await this.#unknown(name);
    return dial;
  }

  /** @returns undefined when it was deleted. */
  dialOf(id: string): Promise<DialRecord | undefined> {
    return this.use((database) => database.get('dials', id));
  }

  /**
   * The dial of a name, made where there is none.
   *
   * @throws CamdialError `backbone-mismatch` when the one there holds samples of another kind.
   */
  async enter(name: string, { backboneId, featureShape, outputs, precision }: Shape): Promise<DialRecord> {
    const shape = { backboneId, featureShape: [...featureShape], outputs, precision };
    const dial = await this.#change(async (inside) => {
      const dials = inside.objectStore('dials');
      const known = await dials.index('name').get(name);
      if (known) return known;
      const fresh = { ...shape, id: freshId(), name, settings: {}, rounds: [], savedAt: Date.now() };
      await dials.put(fresh);
      return fresh;
    });
    checkDial(dial);
    if (describe(dial) === describe(shape)) return dial;
    throw new CamdialError(
      'backbone-mismatch',
      `"${name}" keeps samples of ${describe(dial)}, and these are of ${describe(shape)}. Nothing was changed: keep them under another name, or delete that dial.`,
    );
  }

  /**
   * Keeps a round: it counts when all of it is there.
   *
   * @param order - uids of the dial's rounds, as they are to be listed.
   * @throws CamdialError `not-found` when the dial was deleted, `samples-invalid` where the round is not whole.
   */
  async addRound(
    dial: DialRecord,
    round: RoundData,
    order: readonly string[],
    onSamples: (count: number) => void = () => {},
  ): Promise<void> {
    const { uid, label, lag, size } = round;
    const count = countPieces(size, dial);
    const record: RoundRecord = { dial: dial.id, uid, label, lag };
    const pause = new Pause();
    let bytes = 0;
    try {
      for (let tries = 1; tries <= mostTries; tries++) {
        bytes = 0;
        for (let number = 0; number < count; number++) {
          const piece = cutPiece(round, number, dial);
          // In transactions of their own: one that is kept waiting by a pause is over.
          await this.use((database) => database.put('pieces', { dial: dial.id, uid, number, ...piece }));
          const { features, targets, timestamps, thumbnails = [] } = piece;
          bytes += features.byteLength + targets.byteLength + timestamps.byteLength;
          for (const thumbnail of thumbnails) bytes += thumbnail?.size ?? 0;
          onSamples(timestamps.length);
          await pause.ifDue();
        }
        const entry = { uid, samples: size, bytes };
        if (await this.#change((inside) => commitRound(inside, record, entry, count, order))) return;
        await this.#drop(dial.id, uid); // another page was opened, and swept up pieces that did not count yet
        onSamples(-size);
      }
    } catch (cause) {
      // The room is wanted for what fits.
      await this.#drop(dial.id, uid).catch(() => {});
      throw cause;
    }
    throw storageFailed('pieces of a round were gone again and again while it was written');
  }

  /** Takes rounds out. Nothing happens for those that are not there, nor when the dial is gone. */
  removeRounds(id: string, uids: readonly string[]): Promise<void> {
    return this.#change(async (inside) => {
      const dial = await inside.objectStore('dials').get(id);
      if (!dial) return;
      const rounds = dial.rounds.filter(({ uid }) => !uids.includes(uid));
      await inside.objectStore('dials').put({ ...dial, rounds, savedAt: Date.now() });
      for (const uid of uids) {
        await inside.objectStore('rounds').delete([id, uid]);
        await inside.objectStore('pieces').delete(under(id, uid));
      }
    });
  }

  /** @throws CamdialError `not-found` when the dial was deleted. */
  describeDial(id: string, { settings, model }: DialExtras, order: readonly string[]): Promise<void> {
    return this.#change(async (inside) => {
      const dial = await inside.objectStore('dials').get(id);
      if (!dial) throw deletedError();
      const rounds = ordered(dial.rounds, order);
      await inside
        .objectStore('dials')
        .put({ ...dial, rounds, settings: settings ?? dial.settings, savedAt: Date.now() });
      if (model) await inside.objectStore('models').put({ dial: id, model });
      else if (model === null) await inside.objectStore('models').delete(id);
    });
  }

  /**
   * A round as it was kept; null when it was taken out meanwhile.
   *
   * @throws CamdialError `samples-invalid` where it is damaged.
   */
  async readRound(
    dial: DialRecord,
    entry: RoundEntry,
    { onSamples, signal }: { onSamples?: (count: number) => void; signal?: AbortSignal | undefined } = {},
  ): Promise<RoundData | null> {
    const { uid, samples: size } = entry;
    try {
      const record = await this.use((database) => database.get('rounds', [dial.id, uid]));
      const pieces = await this.use((database) => database.count('pieces', under(dial.id, uid)));
      if (!isCount(size) || !record || pieces !== countPieces(size, dial)) {
        throw damaged('a round is missing, or parts of it are');
      }
      const { label, lag } = record;
      const pause = new Pause();
      const round = new RoundAssembly({ uid, label, lag, size }, dial);
      for (let number = 0; number < pieces; number++) {
        const piece = await this.use((database) => database.get('pieces', [dial.id, uid, number]));
        signal?.throwIfAborted();
        round.put(piece, number);
        onSamples?.(piece!.timestamps.length);
        await pause.ifDue();
      }
      return round.data;
    } catch (cause) {
      if (signal?.aborted) throw cause;
      const now = await this.dialOf(dial.id);
      if (!now?.rounds.some((other) => other.uid === uid)) return null;
      throw cause;
    }
  }

  async model(id: string): Promise<ModelData | null> {
    const record = await this.use((database) => database.get('models', id));
    return record?.model ?? null;
  }

  /** @throws CamdialError `not-found`, `bad-argument` when the new name is taken. */
  async rename(from: string, to: string): Promise<void> {
    const { id } = await this.dial(from);
    const renamed = await this.#change(async (inside) => {
      const dials = inside.objectStore('dials');
      const [dial, other] = await Promise.all([dials.get(id), dials.index('name').get(to)]);
      if (!dial) throw deletedError();
      if (other && other.id !== id) return false;
      await dials.put({ ...dial, name: to });
      return true;
    });
    if (renamed) return;
    throw new CamdialError(
      'bad-argument',
      `There is a dial "${to}" already: delete it first, or take another name.`,
    );
  }

  /** @returns the dial that is gone, null where there was none. */
  delete(name: string): Promise<string | null> {
    return this.#change(async (inside) => {
      const id = await inside.objectStore('dials').index('name').getKey(name);
      if (id === undefined) return null;
      await Promise.all([
        inside.objectStore('dials').delete(id),
        inside.objectStore('models').delete(id),
        inside.objectStore('rounds').delete(under(id)),
        inside.objectStore('pieces').delete(under(id)),
      ]);
      return id;
    });
  }

  /** Empties the database: whoever holds on to it, nothing is left in it. */
  clear(): Promise<void> {
    return this.#change(async (inside) => {
      for (const name of inside.objectStoreNames) await inside.objectStore(name).clear();
    });
  }

  /** Takes out what does not count: pieces of rounds that were not written to the end. */
  sweep(): Promise<void> {
    return this.#change(async (inside) => {
      const dials = await inside.objectStore('dials').getAll();
      const listed = new Set(dials.flatMap(({ id, rounds }) => rounds.map(({ uid }) => keyOf(id, uid))));
      for (const name of ['rounds', 'pieces'] as const) {
        const store = inside.objectStore(name);
        for (const key of await store.getAllKeys()) {
          if (!listed.has(keyOf(key[0], key[1]))) await store.delete(IDBKeyRange.only(key));
        }
      }
    });
  }

  #connect(): Promise<Database> {
    if (this.#opening) return this.#opening;
    const forget = () => {
      if (this.#opening === opening) this.#opening = null;
    };
    const opening = openDatabase((erased) => {
      forget();
      if (erased && !this.#disposed) this.#onErased();
    });
    opening.catch(forget);
    this.#opening = opening;
    return opening;
  }

  #change<T>(work: (inside: Change) => Promise<T>): Promise<T> {
    return this.use((database) => change(database, work));
  }

  /** Takes out pieces of a round that is not listed. */
  #drop(id: string, uid: string): Promise<void> {
    return this.#change(async (inside) => {
      const dial = await inside.objectStore('dials').get(id);
      if (dial?.rounds.some((round) => round.uid === uid)) return;
      await inside.objectStore('pieces').delete(under(id, uid));
    });
  }

  async #unknown(name: string): Promise<CamdialError> {
    const names = (await this.dials()).map((dial) => `"${dial.name}"`);
    const there = names.length > 0 ? `Those here: ${names.join(', ')}.` : 'Nothing is kept here.';
    return notFound(`This browser keeps no dial "${name}". ${there}`);
  }
}

/** @returns false when not all pieces are there. */
async function commitRound(
  inside: Change,
  record: RoundRecord,
  entry: RoundEntry,
  pieces: number,
  order: readonly string[],
): Promise<boolean> {
  const dial = await inside.objectStore('dials').get(record.dial);
  if (!dial) throw deletedError();
  if ((await inside.objectStore('pieces').count(under(record.dial, record.uid))) !== pieces) return false;
  const others = dial.rounds.filter(({ uid }) => uid !== record.uid);
  await inside.objectStore('rounds').put(record);
  await inside
    .objectStore('dials')
    .put({ ...dial, rounds: ordered([...others, entry], order), savedAt: Date.now() });
  return true;
}

/** As `order` has them, those that it does not have behind. */
function ordered(rounds: readonly RoundEntry[], order: readonly string[]): RoundEntry[] {
  const places = new Map(order.map((uid, place) => [uid, place]));
  const placeOf = ({ uid }: RoundEntry) => places.get(uid) ?? order.length;
  return [...rounds].sort((one, other) => placeOf(one) - placeOf(other));
}

/** @throws CamdialError `samples-invalid` where the record of a dial is damaged. */
export function checkDial(dial: DialRecord): void {
  if (!Array.isArray(dial.featureShape) || !Array.isArray(dial.rounds)) {
    throw damaged(`the record of "${dial.name}"`);
  }
  checkSamples({ ...dial, rounds: [] });
}

/** The dial that is kept was deleted. */
export function deletedError(): CamdialError {
  return notFound(
    'The dial is not kept any more: it was deleted, here or in another tab. The samples in this page are untouched; keep them under a name again.',
  );
}

function disposedError(): CamdialError {
  return new CamdialError(
    'disposed',
    'This home of samples was disposed. Open it again with SampleHome.open().',
  );
}

function describe({ backboneId, featureShape, outputs, precision }: Shape): string {
  return `${backboneId} [${featureShape.join(', ')}] for ${outputs} outputs in ${precision}`;
}

function keyOf(dial: string, uid: string): string {
  return JSON.stringify([dial, uid]);
}

function freshId(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('-');
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) > 0;
}
