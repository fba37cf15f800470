import { expect, vi } from 'vitest';
import { SampleStore } from '../sample-store.js';
import type { RoundData } from '../samples-data.js';
import type { SavedDial } from '../saved-dial.js';
import { SampleHome } from './sample-home.js';

const featureLength = 6;

export function newStore(precision: 'float32' | 'float16' = 'float32'): SampleStore {
  return new SampleStore({ backboneId: 'test', featureShape: [2, 3], outputs: 2, precision });
}

/** Records a round of a few samples that are all `value`; finished unless it is told otherwise. */
export function record(store: SampleStore, value: number, { size = 3, isFinished = true } = {}): string {
  const round = store.beginRound({ label: `round ${value}`, lag: 'auto' });
  for (let i = 0; i < size; i++) {
    const thumbnail = i === 1 ? new Blob([`picture ${value}`], { type: 'image/webp' }) : undefined;
    const target = [value / 100, i % 2 ? null : -1];
    store.add(new Float32Array(featureLength).fill(value), target, { timestamp: 40 * i, thumbnail });
  }
  if (isFinished) store.endRound();
  return round.uid;
}

/** A dial of rounds of those values. */
export function dialOf(...values: number[]): SavedDial {
  const store = newStore();
  for (const value of values) record(store, value);
  const model = {
    kind: 'ridge-1',
    numbers: { bias: 0.5 },
    arrays: { weights: Float64Array.of(1, 2), order: Int32Array.of(3) },
  };
  return { samples: store.data, settings: { name: 'Ä', speed: [1, null] }, model };
}

/** First feature of each round: tells which rounds are in, and in what order. */
export function contentOf({ rounds }: { rounds: readonly RoundData[] }): number[] {
  return rounds.map(({ features }) => features[0]!);
}

/** What a page would find that is opened now. */
export async function found(name: string): Promise<number[]> {
  const home = await SampleHome.open();
  try {
    return contentOf((await home.read(name)).dial.samples);
  } finally {
    home.dispose();
  }
}

/** The database, as it is. */
export function rawDatabase(
  version?: number,
  upgrade?: (database: IDBDatabase) => void,
): Promise<IDBDatabase> {
  const opening = indexedDB.open('camdial', version);
  opening.onupgradeneeded = () => upgrade?.(opening.result);
  return result(opening);
}

/** As in a browser that was never here. */
export async function removeDatabase(): Promise<void> {
  await result(indexedDB.deleteDatabase('camdial'));
}

/** Counts the pieces that are written from now on. */
export function pieceCounter(): () => number {
  const put = vi.spyOn(IDBObjectStore.prototype, 'put');
  return () => put.mock.contexts.filter((store) => (store as IDBObjectStore).name === 'pieces').length;
}

/** Changes what is kept behind the home's back. */
export async function meddle(
  work: (store: (name: string) => IDBObjectStore) => Promise<unknown>,
): Promise<void> {
  const database = await rawDatabase();
  const transaction = database.transaction(['dials', 'models', 'rounds', 'pieces'], 'readwrite');
  await work((name) => transaction.objectStore(name));
  await new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
  database.close();
}

export function result<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

export function failure(code: string, message = ''): unknown {
  return expect.objectContaining({
    name: 'CamdialError',
    code,
    message: expect.stringMatching(message),
  });
}
