import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  floats,
  jsonBytes,
  plain,
  type SampleModel,
  smallModel,
  smallModelWeights,
} from '../../../test/support/sample-model.js';
import { joined } from './fetch-file.js';
import { ModelCache } from './model-cache.js';
import { type OpenModelOptions, openModel, type ReadWeightsOptions } from './open-model.js';

const failure = (code: string, message: RegExp) =>
  expect.objectContaining({ name: 'CamdialError', code, message: expect.stringMatching(message) });

/** Served by the tests' own server: {@link smallModel} in files. */
const servedUrl = new URL('../../../test/support/small-model/model.json', import.meta.url).href;
const folder = new URL('/models/', location.href).href;
const url = `${folder}model.json`;
const reason = new Error('enough');

let asked: string[] = [];
/** What was wished of the browser's HTTP cache. */
let wished: string[] = [];

/** Answers in place of a server, and notes what is asked. */
function answerWith(
  model: SampleModel,
  answer?: (name: string, signal: AbortSignal) => Response | undefined,
) {
  vi.stubGlobal(
    'fetch',
    async (address: string, { signal, cache }: { signal: AbortSignal; cache: string }) => {
      signal.throwIfAborted();
      wished.push(cache);
      const name = address.replace(folder, '').replace(/\?.*/, '');
      asked.push(name);
      const body = name === 'model.json' ? jsonBytes(model.json) : model.files.get(name);
      return answer?.(name, signal) ?? new Response(body ?? null, { status: body ? 200 : 404 });
    },
  );
}

const noNetwork = () =>
  vi.stubGlobal('fetch', () => {
    throw new TypeError('there is no network');
  });

async function read(
  { names = null, ...options }: OpenModelOptions & ReadWeightsOptions & { names?: Set<string> | null } = {},
  address = url,
) {
  const opened = await openModel({ url: address }, options);
  const weights = plain(await opened.readWeights(names, options));
  return { weights, state: opened.cacheState };
}

const keys = async () => {
  const cache = await caches.open('camdial-models');
  return (await cache.keys()).map((request) => request.url);
};

beforeEach(async () => {
  asked = [];
  wished = [];
  await ModelCache.clear();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const all = 1 + smallModel().files.size;
const totalBytes =
  jsonBytes(smallModel().json).length +
  [...smallModel().files.values()].reduce((sum, { length }) => sum + length, 0);

test('the second visit needs no network', async () => {
  const path = new URL(servedUrl).pathname;
  expect(await read({}, path)).toEqual({ weights: smallModelWeights, state: 'stored' });
  noNetwork();
  const fractions: number[] = [];
  const onProgress = (fraction: number) => fractions.push(fraction);
  expect(await read({ onProgress }, `${servedUrl}#part`)).toEqual({
    weights: smallModelWeights,
    state: 'hit',
  });
  expect(fractions).toEqual([1]);
  await expect(read({ cache: 'reload' }, servedUrl)).rejects.toEqual(
    failure('model-unreachable', /there is no network/),
  );
  await expect(read({ cache: false }, servedUrl)).rejects.toEqual(failure('model-unreachable', /no network/));
  expect((await read({}, servedUrl)).state).toBe('hit');
});

test('a worker keeps it for the page', async () => {
  const worker = new Worker(new URL('../../../test/support/model-worker.ts', import.meta.url), {
    type: 'module',
  });
  const answer = new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
  });
  worker.postMessage(new URL(servedUrl).pathname);
  expect(await answer).toEqual({ weights: smallModelWeights, cacheState: 'stored' });
  worker.terminate();
  noNetwork();
  expect(await read({}, servedUrl)).toEqual({ weights: smallModelWeights, state: 'hit' });
});

test('other groups are fetched, and kept beside', async () => {
  answerWith(smallModel());
  const first = new Set(['first/kernel']);
  const others = new Set(['second/bias', 'third/kernel']);
  expect(await read({ names: first })).toMatchObject({ state: 'stored' });
  asked = [];
  expect(await read({ names: others })).toEqual({ weights: smallModelWeights.slice(2), state: 'stored' });
  expect(asked).toHaveLength(4); // without the model.json
  noNetwork();
  expect(await read({ names: first })).toEqual({ weights: smallModelWeights.slice(0, 1), state: 'hit' });
  expect(await read({ names: new Set(['second/kernel', 'third/kernel']) })).toMatchObject({ state: 'hit' });
  expect(await keys()).toEqual(
    ['?camdial-weights=0', '', '?camdial-weights=1-2'].map((query) => url + query),
  );
  expect(await ModelCache.list()).toEqual([{ url, bytes: totalBytes }]);
});

test('one model opened, read twice, keeps both', async () => {
  answerWith(smallModel());
  const opened = await openModel({ url });
  await opened.readWeights(new Set(['first/kernel']));
  await opened.readWeights(new Set(['third/kernel']));
  await opened.readWeights(new Set(['first/kernel']));
  expect(opened.cacheState).toBe('hit');
  expect(asked).toHaveLength(3);
  expect(await keys()).toHaveLength(3);
});

test('reloaded, nothing of the version before is left', async () => {
  answerWith(smallModel());
  await read();
  const names = new Set(['first/kernel']);
  await read({ names });
  const changed = smallModel();
  changed.files.set('group1-shard1of1.bin', floats(-1, -2, -3, -4));
  answerWith(changed);
  expect((await read()).weights).toEqual(smallModelWeights); // cache first
  expect(new Set(wished)).toEqual(new Set(['default']));
  asked = [];
  wished = [];
  const weights = [['first/kernel', [-1, -2, -3, -4]]];
  expect(await read({ names, cache: 'reload' })).toEqual({ weights, state: 'stored' });
  expect(await keys()).toEqual([`${url}?camdial-weights=0`, url]);
  expect(asked).toEqual(['model.json', 'group1-shard1of1.bin']);
  expect(wished).toEqual(['reload', 'reload']);
  expect((await read()).weights[0]).toEqual(weights[0]);
});

test('off is off', async () => {
  answerWith(smallModel());
  expect(await read({ cache: false })).toEqual({ weights: smallModelWeights, state: 'off' });
  expect(await keys()).toEqual([]);
  await read();
  asked = [];
  await read({ cache: false });
  expect(asked).toHaveLength(all);
});

describe('a damaged', () => {
  const weightsUrl = `${url}?camdial-weights=0-2`;
  const put = async (key: string, bytes: Uint8Array<ArrayBuffer>, lengths = '16,7,7,10,4') =>
    (await caches.open('camdial-models')).put(
      key,
      new Response(bytes, { headers: { 'camdial-lengths': lengths } }),
    );
  const good = joined([...smallModel().files.values()]);
  const notFinite = good.slice();
  notFinite.fill(255, 0, 4);

  test.each([
    ['model.json', url, new TextEncoder().encode('{"modelTop'), undefined, all],
    ['model.json that is another', url, jsonBytes({ format: 'graph-model' }), undefined, all],
    ['file that is short', weightsUrl, good.slice(0, -1), undefined, all - 1],
    ['file that is long', weightsUrl, new Uint8Array(45), '16,7,7,11,4', all - 1],
    ['file that lacks its lengths', weightsUrl, good, '', all - 1],
    ['file of nonsense', weightsUrl, notFinite, undefined, all - 1],
  ])('%s is fetched anew', async (_name, key, bytes, lengths, requests) => {
    answerWith(smallModel());
    await read();
    await put(key, bytes, lengths);
    asked = [];
    expect(await read()).toEqual({ weights: smallModelWeights, state: 'stored' });
    expect(asked).toHaveLength(requests);
    expect((await read()).state).toBe('hit');
  });

  test('file is gone, even when it cannot be had anew', async () => {
    answerWith(smallModel());
    await read();
    await put(weightsUrl, notFinite);
    noNetwork();
    await expect(read()).rejects.toEqual(failure('model-unreachable', /no network/));
    expect(await keys()).toEqual([url]);
  });

  test('file shows by its digest', async () => {
    const changed = good.slice();
    changed[20] = 99;
    const hash = await crypto.subtle.digest('SHA-256', smallModel().files.get('group2-shard1of3.bin')!);
    const digest = `sha256-${btoa(String.fromCharCode(...new Uint8Array(hash)))}`;
    const integrity = { 'group2-shard1of3.bin': digest };
    answerWith(smallModel());
    await read();
    await put(weightsUrl, changed);
    expect((await read()).weights).not.toEqual(smallModelWeights); // the test's own check: without digests it passes
    expect(await read({ integrity })).toEqual({ weights: smallModelWeights, state: 'stored' });
    expect((await read({ integrity })).state).toBe('hit');
    const other = { 'group2-shard1of3.bin': `sha256-${btoa('x'.repeat(32))}` };
    await expect(read({ integrity: other })).rejects.toEqual(failure('model-invalid', /is another/));
    expect(await keys()).toEqual([]);
  });
});

test('a server that has another version by now is asked for all of it the next time', async () => {
  answerWith(smallModel());
  await read({ names: new Set(['first/kernel']) });
  const renamed = smallModel();
  renamed.files.set('new.bin', renamed.files.get('group3-shard1of1.bin')!);
  renamed.files.delete('group3-shard1of1.bin');
  renamed.json.weightsManifest[2]!.paths[0] = 'new.bin';
  answerWith(renamed);
  const names = new Set(['third/kernel']);
  await expect(read({ names })).rejects.toEqual(failure('model-unreachable', /answered 404/));
  expect(await read({ names })).toEqual({ weights: smallModelWeights.slice(3), state: 'stored' });
});

test('without a network, what is kept stays', async () => {
  answerWith(smallModel());
  const names = new Set(['first/kernel']);
  await read({ names });
  noNetwork();
  await expect(read()).rejects.toEqual(failure('model-unreachable', /no network/));
  expect((await read({ names })).state).toBe('hit');
});

test('another try passes over the HTTP cache', async () => {
  let times = 0;
  answerWith(smallModel(), (name) => {
    if (name !== 'group3-shard1of1.bin' || ++times > 2) return undefined;
    return times === 1 ? new Response(null, { status: 503 }) : new Response('cut');
  });
  expect(await read({ names: new Set(['third/kernel']) })).toMatchObject({
    weights: smallModelWeights.slice(3),
  });
  expect(wished).toEqual(['default', 'default', 'reload', 'reload']);
});

describe('nothing is left behind', () => {
  test('of files that are not right', async () => {
    const model = smallModel();
    model.files.set('group3-shard1of1.bin', floats(NaN));
    answerWith(model);
    await expect(read()).rejects.toEqual(failure('model-invalid', /third\/kernel/));
    expect(await keys()).toEqual([]);
  });

  test('after an abort half-way', async () => {
    const abort = new AbortController();
    answerWith(smallModel(), (name, signal) => {
      if (name !== 'group2-shard2of3.bin') return undefined;
      const body = new ReadableStream({
        start(stream) {
          stream.enqueue(Uint8Array.of(1, 2));
          signal.addEventListener('abort', () => stream.error(signal.reason));
        },
      });
      return new Response(body);
    });
    let fraction = 0;
    const onProgress = (now: number) => {
      fraction = now;
      if (now > 0.75) abort.abort(reason);
    };
    await expect(read({ signal: abort.signal, onProgress })).rejects.toBe(reason);
    expect(fraction).toBeLessThan(1);
    expect(await keys()).toEqual([]);
  });

  test.each([1, 2])('after an abort while entry %i is written', async (entry) => {
    answerWith(smallModel());
    const abort = new AbortController();
    const { put } = Cache.prototype;
    let count = 0;
    vi.spyOn(Cache.prototype, 'put').mockImplementation(async function (this: Cache, key, response) {
      await put.call(this, key, response);
      if (++count === entry) abort.abort(reason);
    });
    await expect(read({ signal: abort.signal })).rejects.toBe(reason);
    expect(count).toBe(entry);
    expect(await keys()).toEqual([]);
  });

  test.each([1, 2])('when there is no room for entry %i', async (entry) => {
    answerWith(smallModel());
    const { put } = Cache.prototype;
    let count = 0;
    vi.spyOn(Cache.prototype, 'put').mockImplementation(async function (this: Cache, key, response) {
      if (++count === entry) throw new DOMException('no room', 'QuotaExceededError');
      await put.call(this, key, response);
    });
    expect(await read()).toEqual({ weights: smallModelWeights, state: 'full' });
    expect(count).toBe(entry);
    expect(await keys()).toEqual([]);
  });
});

test.each([
  ['there is none', undefined],
  ['it is forbidden', { open: () => Promise.reject(new DOMException('no', 'SecurityError')) }],
])('goes on without Cache Storage where %s', async (_name, storage) => {
  answerWith(smallModel());
  vi.stubGlobal('caches', storage);
  expect(await read()).toEqual({ weights: smallModelWeights, state: 'unavailable' });
  expect(await ModelCache.list()).toEqual([]);
  expect(await ModelCache.size()).toBe(0);
  expect(await ModelCache.delete(url)).toBe(false);
  await ModelCache.clear();
});

test('the same network twice at once', async () => {
  answerWith(smallModel());
  const names = new Set(['first/kernel']);
  const both = await Promise.all([read(), read({ names }), read({ names, cache: 'reload' }), read()]);
  expect(both.map(({ weights }) => weights)).toEqual(
    [4, 1, 1, 4].map((count) => smallModelWeights.slice(0, count)),
  );
  expect(await read()).toMatchObject({ weights: smallModelWeights });
  expect((await read()).state).toBe('hit');
});

test('lists what is kept, with its size, and forgets', async () => {
  answerWith(smallModel());
  const other = `${folder}model.json?version=2&x=a%20b`;
  await read();
  await read({ names: new Set(['third/kernel']) });
  await read({ names: new Set() }, other);
  const jsonLength = jsonBytes(smallModel().json).length;
  const list = [
    { url, bytes: totalBytes + 4 },
    { url: other, bytes: jsonLength },
  ];
  expect(await ModelCache.list()).toEqual(list);
  expect(await ModelCache.size()).toBe(totalBytes + 4 + jsonLength);
  expect(await ModelCache.delete(`${folder}other.json`)).toBe(false);
  expect(await ModelCache.delete('/models/model.json#part')).toBe(true); // relative to the page, as when loading
  expect(await ModelCache.delete(url)).toBe(false);
  expect(await ModelCache.list()).toEqual(list.slice(1));
  await ModelCache.clear();
  expect(await caches.has('camdial-models')).toBe(false);
  expect(await ModelCache.size()).toBe(0);
});
