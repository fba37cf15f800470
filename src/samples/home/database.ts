import { type DBSchema, deleteDB, type IDBPDatabase, type IDBPTransaction, openDB } from 'idb';
import { CamdialError } from '../../errors.js';
import type { Lag } from '../round.js';
import type { Json, ModelData } from '../saved-dial.js';
import { storageFailed } from './home-errors.js';
import type { Piece, Shape } from './pieces.js';

/** A round of a dial. What is not listed does not count: a page may have been closed while it was written. */
export interface RoundEntry {
  readonly uid: string;
  readonly samples: number;
  readonly bytes: number;
}

/** A dial, without its samples. */
export interface DialRecord extends Shape {
  /** Stays the same when it is renamed. */
  readonly id: string;
  readonly name: string;
  readonly settings: { readonly [key: string]: Json };
  /** In the order of the dial. */
  readonly rounds: readonly RoundEntry[];
  /** ms since 1970. */
  readonly savedAt: number;
}

export interface RoundRecord {
  readonly dial: string;
  readonly uid: string;
  readonly label: string | undefined;
  readonly lag: Lag;
}

interface PieceRecord extends Piece {
  readonly dial: string;
  readonly uid: string;
  readonly number: number;
}

interface ModelRecord {
  readonly dial: string;
  readonly model: ModelData;
}

interface Schema extends DBSchema {
  dials: { key: string; value: DialRecord; indexes: { name: string } };
  models: { key: string; value: ModelRecord };
  rounds: { key: [dial: string, uid: string]; value: RoundRecord };
  pieces: { key: [dial: string, uid: string, number: number]; value: PieceRecord };
}

export type Database = IDBPDatabase<Schema>;
export type Change = IDBPTransaction<Schema, typeof storeNames, 'readwrite'>;

export const databaseName = 'camdial';
const storeNames = ['dials', 'models', 'rounds', 'pieces'] as const satisfies readonly (keyof Schema)[];

type Upgrade = (database: Database) => void;

/** What leads from each version to the next: a version that was published is never changed, another is added. */
export const upgrades: readonly Upgrade[] = [
  (database) => {
    database.createObjectStore('dials', { keyPath: 'id' }).createIndex('name', 'name', { unique: true });
    database.createObjectStore('models', { keyPath: 'dial' });
    database.createObjectStore('rounds', { keyPath: ['dial', 'uid'] });
    database.createObjectStore('pieces', { keyPath: ['dial', 'uid', 'number'] });
  },
];

/** How long other pages may take to let go of the database, ms. */
export const patience = 10_000;

/**
 * Opens the database, of an older version too.
 *
 * @param onClosed - told when the connection is closed from elsewhere; `erased` when the database is deleted.
 * @throws CamdialError `storage-failed`, or what IndexedDB throws.
 */
export async function openDatabase(
  onClosed: (erased: boolean) => void,
  steps: readonly Upgrade[] = upgrades,
): Promise<Database> {
  requireIndexedDb();
  const opening = openDB<Schema>(databaseName, steps.length, {
    upgrade: (database, from) => {
      for (const step of steps.slice(from)) step(database);
    },
    blocking: (_from, to, event) => {
      // Another page wants a newer version, or to erase it: it waits until this one lets go.
      (event.target as IDBDatabase).close();
      onClosed(to === null);
    },
    terminated: () => onClosed(false),
  });
  return inTime(
    opening,
    (late) => late.close(),
    () => storageFailed('another tab of this page holds on to them. Close the other tabs'),
  );
}

/**
 * Deletes the database, with all that is in it.
 *
 * @throws CamdialError `storage-failed` when another page does not let go of it, or what IndexedDB throws.
 */
export async function deleteDatabase(): Promise<void> {
  requireIndexedDb();
  await inTime(
    deleteDB(databaseName),
    () => {},
    () =>
      new CamdialError(
        'storage-failed',
        'What was kept is erased, but another tab of this page holds on to the empty database: close the other tabs, and it goes too.',
      ),
  );
}

/** One transaction: all of it happens, or nothing. */
export async function change<T>(database: Database, work: (change: Change) => Promise<T>): Promise<T> {
  // Strict: what was said to be kept survives a power cut.
  const transaction = database.transaction(storeNames, 'readwrite', { durability: 'strict' });
  const done = transaction.done.then(
    () => null,
    () => transaction.error,
  );
  let result: T;
  try {
    result = await work(transaction);
  } catch (cause) {
    try {
      transaction.abort();
    } catch {
      // it is over already
    }
    throw (await done) ?? cause;
  }
  await transaction.done;
  return result;
}

/** Everything under a key: of a dial, or of a round of it. */
export function under(...key: string[]): IDBKeyRange {
  return IDBKeyRange.bound(key, [...key, []]); // arrays sort behind numbers and strings
}

function requireIndexedDb(): void {
  if (!globalThis.indexedDB) throw storageFailed('it has no IndexedDB, or not in this mode');
}

/**
 * @param onLate - what to do with a result that comes when it is no longer waited for.
 * @param tooLate - what is thrown then.
 */
async function inTime<T>(
  work: Promise<T>,
  onLate: (result: T) => void,
  tooLate: () => CamdialError,
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      work.then(onLate, () => {});
      reject(tooLate());
    }, patience);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
