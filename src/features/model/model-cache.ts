import type { GroupFiles } from './fetch-weights.js';
import { locate } from './locate.js';
import type { WeightGroup } from './model-json.js';

/**
 * What came of keeping a network: `off` (not wanted, or nothing to fetch), `unavailable` (no Cache Storage here, or
 * not for this page), `hit` (all was there), `stored` (it is there now), `full` (no room; nothing is left behind).
 */
export type CacheState = 'off' | 'unavailable' | 'hit' | 'stored' | 'full';

/** A network that is kept. */
export interface CachedModel {
  /** Address of its model.json. */
  readonly url: string;
  /** What it takes, bytes. */
  readonly bytes: number;
}

const cacheName = 'camdial-models';
/** What stands behind a model's address in the keys of its weights: which groups of the manifest they are. */
const weightsParameter = 'camdial-weights=';
/** Header of kept weights: the lengths of the files that were joined. */
const lengthsHeader = 'camdial-lengths';

/**
 * The networks that are kept in the browser's Cache Storage, so that the next visit needs no network. They are never
 * asked for anew: a new version belongs at a new address (or is loaded with `cache: 'reload'`). Where there is no
 * Cache Storage (Node, pages without https), nothing is kept and nothing is found.
 *
 * @example
 * ```ts
 * import { ModelCache } from 'camdial';
 *
 * for (const { url, bytes } of await ModelCache.list()) console.log(url, `${(bytes / 1e6).toFixed(1)} MB`);
 * await ModelCache.clear();
 * ```
 */
export const ModelCache = {
  /** What all of them take, bytes. */
  async size(): Promise<number> {
    return (await ModelCache.list()).reduce((sum, { bytes }) => sum + bytes, 0);
  },

  /** Which they are, and what each takes. */
  async list(): Promise<CachedModel[]> {
    const cache = await openCache();
    const sizes = new Map<string, number>();
    for (const request of (await cache?.keys()) ?? []) {
      const response = await cache!.match(request);
      const url = modelUrl(request.url);
      sizes.set(url, (sizes.get(url) ?? 0) + ((await response?.blob())?.size ?? 0));
    }
    return [...sizes].map(([url, bytes]) => ({ url, bytes }));
  },

  /**
   * Forgets one.
   *
   * @param url - address of its model.json, as it was loaded.
   * @returns whether it was there.
   */
  async delete(url: string): Promise<boolean> {
    const cache = await openCache();
    return cache ? deleteModel(cache, locate(url)) : false;
  },

  /** Forgets all of them. */
  async clear(): Promise<void> {
    if (await openCache()) await caches.delete(cacheName);
  },
};

/** The kept model.json; undefined where there is none. */
export async function cachedJson(url: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const response = await look(url);
  return response && new Uint8Array(await response.arrayBuffer());
}

/** The kept files of exactly these groups; undefined where they are not there. They may be damaged. */
export async function cachedFiles(
  url: string,
  groups: readonly WeightGroup[],
): Promise<GroupFiles[] | undefined> {
  const response = await look(weightsKey(url, groups));
  if (!response) return undefined;
  const bytes = new Uint8Array(await response.arrayBuffer());
  const lengths = response.headers.get(lengthsHeader)?.split(',').map(Number) ?? [];
  let offset = 0;
  return groups.map(({ paths }) =>
    paths.map(() => {
      const start = offset;
      offset += lengths.shift() ?? 0;
      return bytes.subarray(start, offset);
    }),
  );
}

/**
 * Keeps the files of groups, and the model.json where it is given: then everything kept of an earlier version goes.
 * The model.json comes last, so that where it is there, what is beside it is whole.
 *
 * @throws the reason of the signal when it was aborted; nothing is left behind then.
 */
export async function storeFiles(
  url: string,
  json: Uint8Array<ArrayBuffer> | undefined,
  groups: readonly WeightGroup[],
  files: readonly GroupFiles[],
  signal: AbortSignal | undefined,
): Promise<CacheState> {
  const cache = await openCache();
  if (!cache) return 'unavailable';
  const key = weightsKey(url, groups);
  const parts = files.flat();
  try {
    if (json) await deleteModel(cache, url);
    signal?.throwIfAborted();
    const headers = { [lengthsHeader]: parts.map((part) => part.length).join() };
    await cache.put(key, new Response(new Blob(parts), { headers }));
    signal?.throwIfAborted();
    if (json) await cache.put(url, new Response(json));
    signal?.throwIfAborted();
    return 'stored';
  } catch (error) {
    await (json ? deleteModel(cache, url) : cache.delete(key)).catch(() => {});
    signal?.throwIfAborted();
    return error instanceof Error && error.name === 'QuotaExceededError' ? 'full' : 'unavailable';
  }
}

/** Forgets what is kept of a model, or only these groups of it. */
export async function forget(url: string, groups?: readonly WeightGroup[]): Promise<void> {
  const cache = await openCache();
  await (groups ? cache?.delete(weightsKey(url, groups)) : cache && deleteModel(cache, url))?.catch(() => {});
}

/** Undefined where there is no Cache Storage, or where the browser does not let this page have it. */
async function openCache(): Promise<Cache | undefined> {
  try {
    return await globalThis.caches?.open(cacheName);
  } catch {
    return undefined;
  }
}

async function look(key: string): Promise<Response | undefined> {
  const cache = await openCache();
  return cache?.match(key).catch(() => undefined);
}

async function deleteModel(cache: Cache, url: string): Promise<boolean> {
  const keys = (await cache.keys()).filter((request) => modelUrl(request.url) === url);
  const deleted = await Promise.all(keys.map((key) => cache.delete(key)));
  return deleted.includes(true);
}

/** Groups as ranges, e.g. `0-12,14`: there may be hundreds. */
function weightsKey(url: string, groups: readonly WeightGroup[]): string {
  const ranges: { first: number; last: number }[] = [];
  for (const { index } of groups) {
    const range = ranges.at(-1);
    if (range?.last === index - 1) range.last = index;
    else ranges.push({ first: index, last: index });
  }
  const list = ranges.map(({ first, last }) => (first === last ? first : `${first}-${last}`)).join();
  return `${url}${url.includes('?') ? '&' : '?'}${weightsParameter}${list}`;
}

function modelUrl(key: string): string {
  const end = key.lastIndexOf(weightsParameter);
  return end < 0 ? key : key.slice(0, end - 1);
}
