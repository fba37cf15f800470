import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CamdialError } from '../../errors.js';
import { SampleStore } from '../sample-store.js';
import {
  contentOf,
  dialOf,
  failure,
  found,
  meddle,
  newStore,
  pieceCounter,
  rawDatabase,
  record,
  removeDatabase,
  result,
} from './home.fixture.js';
import type { KeepOptions } from './kept-store.js';
import { SampleHome } from './sample-home.js';

let homes: SampleHome[] = [];

/** A tab: a home with a store that is kept in it. */
async function openTab(store = newStore(), options: Partial<KeepOptions> = {}) {
  const home = await SampleHome.open();
  homes.push(home);
  const troubles: CamdialError[] = [];
  const onTrouble = (trouble: CamdialError) => troubles.push(trouble);
  const kept = home.keep('mine', store, { onTrouble, ...options });
  await kept.saved();
  return { home, store, kept, troubles };
}

const inStore = ({ store }: { store: SampleStore }) => contentOf(store.data);
const sorted = (values: readonly number[]) => [...values].sort((one, other) => one - other);

/** Until it is so: other tabs hear of it sooner or later. */
const soon = (check: () => unknown) => vi.waitFor(check, { timeout: 5000, interval: 10 });

beforeEach(removeDatabase);
afterEach(async () => {
  vi.restoreAllMocks();
  for (const home of homes) home.dispose();
  homes = [];
  await removeDatabase();
});

test('every round is kept when it is finished; the one that is being recorded is not', async () => {
  const { store, kept, home, troubles } = await openTab();
  record(store, 1);
  await kept.saved();
  expect(await found('mine')).toEqual([1]);
  record(store, 2);
  record(store, 3, { isFinished: false });
  await kept.saved();
  home.dispose(); // the page is closed
  expect(await found('mine')).toEqual([1, 2]);
  store.endRound();
  expect(await found('mine')).toEqual([1, 2]);
  expect(troubles).toEqual([]);
});

test('removing, undoing, redoing and clearing are followed', async () => {
  const { store, kept } = await openTab();
  for (const value of [1, 2, 3]) record(store, value);
  await kept.saved();
  store.removeRound(store.rounds[1]!.id);
  await kept.saved();
  expect(await found('mine')).toEqual([1, 3]);
  store.undo();
  await kept.saved();
  expect(await found('mine')).toEqual([1, 2, 3]);
  store.redo();
  store.clear();
  await kept.saved();
  expect(await found('mine')).toEqual([]);
  store.undo();
  await kept.saved();
  expect(await found('mine')).toEqual([1, 3]);
});

test('without being asked, it is kept soon', async () => {
  const { store, home } = await openTab();
  record(store, 1);
  await soon(async () => expect(await home.list()).toMatchObject([{ rounds: 1, samples: 3 }]));
});

test('a store that was opened goes on where it was', async () => {
  const first = await openTab();
  for (const value of [1, 2]) record(first.store, value);
  await first.kept.saved();
  first.home.dispose();
  const home = await SampleHome.open();
  homes.push(home);
  const store = SampleStore.from((await home.read('mine')).dial.samples);
  const pieces = pieceCounter();
  const kept = home.keep('mine', store, { onTrouble: () => {} });
  store.removeRound(store.rounds[0]!.id); // before it has looked what is there
  record(store, 3);
  await kept.saved();
  expect(pieces()).toBe(1);
  expect(await found('mine')).toEqual([2, 3]);
});

test('settings and what was learned are kept beside', async () => {
  const { home, kept } = await openTab(newStore(), { settings: { speed: 1 } });
  const { model } = dialOf();
  expect((await home.read('mine')).dial).toMatchObject({ settings: { speed: 1 }, model: null });
  kept.update({ model });
  kept.update({ settings: { speed: 2 } });
  await kept.saved();
  expect((await home.read('mine')).dial).toMatchObject({ settings: { speed: 2 }, model });
  kept.update({ model: null });
  await kept.saved();
  expect((await home.read('mine')).dial).toMatchObject({ settings: { speed: 2 }, model: null });
});

test('disposed, it is kept no longer; what was kept stays', async () => {
  const { store, kept, troubles } = await openTab();
  record(store, 1);
  await kept.saved();
  kept.dispose();
  kept.dispose();
  record(store, 2);
  await expect(kept.saved()).rejects.toEqual(failure('disposed', 'keep\\(\\) it again'));
  expect(await found('mine')).toEqual([1]);
  expect(troubles).toEqual([]);
});

test('another kind of samples is refused', async () => {
  await openTab();
  const store = newStore('float16');
  await expect(openTab(store)).rejects.toEqual(failure('backbone-mismatch'));
});

describe('two tabs', () => {
  test('that record at once have everything, and so has the home', async () => {
    const [one, other] = [await openTab(), await openTab()];
    for (let i = 0; i < 8; i++) {
      record(one.store, 10 + i);
      record(other.store, 20 + i);
      if (i % 3 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const all = [10, 20].flatMap((from) => Array.from({ length: 8 }, (_, i) => from + i));
    await soon(() => {
      expect(sorted(inStore(one))).toEqual(all);
      expect(sorted(inStore(other))).toEqual(all);
    });
    await Promise.all([one.kept.saved(), other.kept.saved()]);
    expect(sorted(await found('mine'))).toEqual(all);
    expect([...one.troubles, ...other.troubles]).toEqual([]);
    expect(one.store.rounds.map(({ uid }) => uid).sort()).toEqual(
      other.store.rounds.map(({ uid }) => uid).sort(),
    );
  });

  test('see what goes in one of them, and what comes back', async () => {
    const [one, other] = [await openTab(), await openTab()];
    for (const value of [1, 2, 3]) record(one.store, value);
    await soon(() => expect(inStore(other)).toEqual([1, 2, 3]));
    other.store.removeRound(other.store.rounds[1]!.id);
    await soon(() => expect(inStore(one)).toEqual([1, 3]));
    other.store.undo();
    await soon(() => expect(sorted(inStore(one))).toEqual([1, 2, 3]));
    one.store.clear();
    await soon(() => expect(inStore(other)).toEqual([]));
    expect(await found('mine')).toEqual([]);
    one.store.undo();
    await soon(() => expect(sorted(inStore(other))).toEqual([1, 2, 3]));
  });

  test('that remove while the other records lose nothing else', async () => {
    const [one, other] = [await openTab(), await openTab()];
    record(one.store, 1);
    record(one.store, 2);
    await soon(() => expect(inStore(other)).toEqual([1, 2]));
    other.store.removeRound(other.store.rounds[0]!.id);
    record(one.store, 3);
    record(other.store, 4);
    one.store.removeRound(one.store.rounds[1]!.id);
    await soon(() => {
      expect(sorted(inStore(one))).toEqual([3, 4]);
      expect(sorted(inStore(other))).toEqual([3, 4]);
    });
    expect(sorted(await found('mine'))).toEqual([3, 4]);
  });

  test('do not cut into what the other records', async () => {
    let isBusy = true;
    const [one, other] = [await openTab(newStore(), { isBusy: () => isBusy }), await openTab()];
    const round = one.store.beginRound();
    record(other.store, 1);
    await other.kept.saved();
    await one.kept.saved();
    one.store.add(new Float32Array(6).fill(5), [0, 0]); // into the round that was begun
    isBusy = false;
    await one.kept.saved();
    expect(inStore(one)).toEqual([5]);
    expect(round.finished).toBe(false);
    one.store.endRound();
    await soon(() => expect(inStore(one)).toEqual([5, 1]));
    await soon(() => expect(inStore(other)).toEqual([1, 5]));
  });

  test('that start with stores of their own have both', async () => {
    const stores = [newStore(), newStore()] as const;
    record(stores[0], 1);
    record(stores[1], 2);
    const one = await openTab(stores[0]);
    const other = await openTab(stores[1]);
    expect(inStore(other)).toEqual([2, 1]);
    await soon(() => expect(inStore(one)).toEqual([1, 2]));
  });

  test('work without messages too, at the next change', async () => {
    vi.spyOn(BroadcastChannel.prototype, 'postMessage').mockImplementation(() => {});
    const [one, other] = [await openTab(), await openTab()];
    record(one.store, 1);
    await one.kept.saved();
    record(other.store, 2);
    await other.kept.saved();
    expect(inStore(other)).toEqual([2, 1]);
  });

  test('one renames, the other goes on', async () => {
    const [one, other] = [await openTab(), await openTab()];
    await one.home.rename('mine', 'yours');
    record(other.store, 1);
    await other.kept.saved();
    expect(await found('yours')).toEqual([1]);
    expect(other.troubles).toEqual([]);
  });

  test.each<[string, (home: SampleHome) => Promise<unknown>]>([
    ['deletes', (home) => home.delete('mine')],
    ['erases all', (home) => home.eraseAll()],
  ])('one %s, the other is told, has its samples, and can keep them anew', async (_name, work) => {
    const [one, other] = [await openTab(), await openTab()];
    record(other.store, 1);
    await other.kept.saved();
    await work(one.home);
    await soon(() => expect(other.troubles).toEqual([failure('not-found', 'deleted')]));
    await soon(() => expect(one.troubles).toEqual([failure('not-found', 'deleted')]));
    record(other.store, 2);
    await expect(other.kept.saved()).rejects.toEqual(failure('not-found'));
    expect(inStore(other)).toEqual([1, 2]);
    expect(await one.home.list()).toEqual([]);
    await other.home.keep('mine', other.store, { onTrouble: () => {} }).saved();
    expect(await found('mine')).toEqual([1, 2]);
  });

  test('a store that takes no more says so once', async () => {
    const one = await openTab();
    const small = new SampleStore({ backboneId: 'test', featureShape: [2, 3], outputs: 2, maxBytes: 150 });
    const other = await openTab(small);
    record(one.store, 1);
    await soon(() => expect(inStore(other)).toEqual([1]));
    record(one.store, 2);
    await soon(() => expect(other.troubles).toEqual([failure('out-of-memory')]));
    await other.kept.saved();
    expect(other.troubles).toHaveLength(1);
    expect(inStore(other)).toEqual([1]);
    expect(await found('mine')).toEqual([1, 2]);
  });

  test('what is damaged is told once, and the rest comes in', async () => {
    const one = await openTab();
    for (const value of [1, 2]) record(one.store, value);
    await one.kept.saved();
    await meddle(async (store) => {
      const [round] = await result(store('rounds').getAll());
      await result(store('rounds').put({ ...round, lag: 'never' }));
    });
    const other = await openTab();
    await other.kept.saved();
    expect(other.store.size).toBe(3);
    expect(other.troubles).toEqual([failure('samples-invalid')]);
  });
});

describe('when it cannot be kept, the store is untouched, and it is tried again:', () => {
  test('no room', async () => {
    const { store, kept, troubles } = await openTab();
    const { put } = IDBObjectStore.prototype;
    const full = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    record(store, 1);
    await expect(kept.saved()).rejects.toEqual(failure('storage-full', 'export them'));
    expect(troubles.at(-1)).toEqual(failure('storage-full'));
    expect(contentOf(store.data)).toEqual([1]);
    full.mockImplementation(function (this: IDBObjectStore, value) {
      return put.call(this, value);
    });
    record(store, 2); // the next change
    await soon(async () => expect(await found('mine')).toEqual([1, 2]));
  });

  test('a sample more is no change', async () => {
    const { store, kept, troubles } = await openTab();
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    record(store, 1);
    await kept.saved().catch(() => {});
    const before = troubles.length;
    record(store, 2, { size: 50, isFinished: false });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(troubles.length - before).toBeLessThanOrEqual(1);
  });

  test('IndexedDB is gone', async () => {
    const { store, kept, troubles } = await openTab();
    const { transaction } = IDBDatabase.prototype;
    const gone = vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(() => {
      throw new DOMException('The database connection is closing.', 'InvalidStateError');
    });
    record(store, 1);
    await expect(kept.saved()).rejects.toEqual(failure('storage-failed', 'connection is closing'));
    expect(troubles.at(-1)).toEqual(failure('storage-failed'));
    gone.mockImplementation(function (this: IDBDatabase, ...parts) {
      return transaction.apply(this, parts);
    });
    record(store, 2);
    await kept.saved();
    expect(await found('mine')).toEqual([1, 2]);
  });

  test('a newer page has taken over', async () => {
    const { store, kept, troubles } = await openTab();
    const newer = await rawDatabase(99);
    record(store, 1);
    await expect(kept.saved()).rejects.toEqual(failure('storage-failed', 'Reload'));
    expect(troubles.at(-1)).toEqual(failure('storage-failed', 'Reload'));
    expect(contentOf(store.data)).toEqual([1]);
    newer.close();
  });
});
