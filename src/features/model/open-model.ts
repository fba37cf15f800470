import { abortable } from '../../abort.js';
import { CamdialError, isCamdialError } from '../../errors.js';
import { type FetchFileOptions, fetchFile, joined, Refusal } from './fetch-file.js';
import { fetchGroups, fileUrl, type GroupFiles, wrongLength } from './fetch-weights.js';
import { allDigests, checkDigest, type Digests, givenDigests } from './integrity.js';
import { indexedDbScheme, locate } from './locate.js';
import { type CacheState, cachedFiles, cachedJson, forget, storeFiles } from './model-cache.js';
import {
  checkJsonLength,
  groupsOf,
  invalidModel,
  type ModelJson,
  readModelJson,
  type WeightGroup,
} from './model-json.js';
import { openPickedFiles, readPickedFiles } from './picked-files.js';
import { openSavedModel } from './tfjs-indexeddb.js';
import { allFinite, decodeWeight, storedBytes, type WeightSpec } from './weight-bytes.js';

/**
 * Where a model comes from: the address of its model.json (http or https, relative to the page, or `indexeddb://name`
 * as TF.js saves them), or its files. A blob without a name is taken where it can only be one thing.
 */
export type ModelSource = { readonly url: string } | { readonly files: readonly Blob[] };

/** How a model is opened. */
export interface OpenModelOptions {
  /** Aborting it rejects with the signal's reason. For the weights, give it to `readWeights` too. */
  signal?: AbortSignal | undefined;
  /**
   * Whether Cache Storage is asked first, and filled after. Default true; what is there is never asked for anew, so a
   * new version belongs at a new address. `'reload'`: fetched anew, and kept; false: neither read nor written.
   */
  cache?: boolean | 'reload' | undefined;
  /** Longest wait for the next byte of any file, ms. Default 20 000. */
  timeout?: number | undefined;
  /**
   * Digests as in `integrity` attributes (`sha256-<base64>`, sha384, sha512) by file name as in the manifest, or
   * `model.json`. They go before those that the model brings in its `userDefinedMetadata.camdial.integrity`.
   */
  integrity?: Digests | undefined;
  /** Largest total of weights, as they are stored, bytes. Default 1 GiB. */
  maxBytes?: number | undefined;
}

/** How weights are read. */
export interface ReadWeightsOptions {
  /** Aborting it rejects with the signal's reason and leaves nothing in the cache. */
  signal?: AbortSignal | undefined;
  /** Told how much is here, 0..1, by bytes; never less than before, and exactly 1 once, at the end. */
  onProgress?: ((fraction: number) => void) | undefined;
}

/** A model that was opened: what it is made of. Its weights are still where they are. */
export interface ModelFiles {
  /** The modelTopology, parsed. */
  readonly topology: Readonly<Record<string, unknown>>;
  /** The userDefinedMetadata, or `{}`. */
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly weightSpecs: readonly WeightSpec[];
  /** Complete address, or a file name, for messages. */
  readonly location: string;
  /** What came of keeping it; `off` until `readWeights` is done. */
  readonly cacheState: CacheState;
  /**
   * Weights as float32, by name, in memory of their own. Only the groups of the manifest that hold them are fetched.
   *
   * @param names - which; null for all.
   * @throws CamdialError `model-unreachable`; `model-invalid` when files are damaged, a weight is not there, not finite
   * or of an unusual type; `model-too-large` when there is no memory; the reason of the signal when it was aborted.
   */
  readWeights(
    names: ReadonlySet<string> | null,
    options?: ReadWeightsOptions,
  ): Promise<ReadonlyMap<string, Float32Array>>;
}

type Weights = ReadonlyMap<string, Float32Array>;

/**
 * Reads the files of groups and gives them to `use`, which throws when they are not what they should be; what it makes
 * of them is the result.
 */
type ReadGroups = (
  groups: readonly WeightGroup[],
  use: (files: readonly GroupFiles[]) => Promise<Weights>,
  reading: { readonly signal: AbortSignal | undefined; readonly onBytes: (bytes: number) => void },
) => Promise<Weights>;

/**
 * Opens a model in the TF.js Layers format, without TF.js: in pages, workers and Node.
 *
 * @throws CamdialError `model-unreachable`, `model-invalid`, `model-too-large`; `bad-argument` for options that are
 * none; `unsupported` where digests or IndexedDB are asked for and there are none; the reason of the signal when it
 * was aborted.
 */
export async function openModel(source: ModelSource, options: OpenModelOptions = {}): Promise<ModelFiles> {
  const { signal, cache = true, timeout = 20_000, maxBytes = 2 ** 30 } = options;
  for (const [name, value] of Object.entries({ timeout, maxBytes }))
    if (!(value > 0)) throw new CamdialError('bad-argument', `${name} must be more than 0, got ${value}.`);
  const digests = givenDigests(options.integrity);
  signal?.throwIfAborted();
  if ('files' in source) {
    const picked = await abortable(openPickedFiles(source.files), signal);
    await checkDigest(picked.json, 'model.json', digests, picked.model.location);
    return modelFiles(picked.model, digests, maxBytes, async (groups, use) =>
      use(await readPickedFiles(picked, groups)),
    );
  }
  if (source.url.startsWith(indexedDbScheme)) {
    if (Object.keys(digests).length > 0)
      throw new CamdialError(
        'bad-argument',
        `integrity is of files, and ${source.url} has none. Leave it out.`,
      );
    const { model, weights } = await abortable(openSavedModel(source.url), signal);
    return modelFiles(model, digests, maxBytes, (groups, use) => use(groups.map(() => [weights])));
  }
  return openUrl(locate(source.url), digests, maxBytes, cache, {
    signal,
    timeout,
    reload: cache === 'reload',
  });
}

async function openUrl(
  url: string,
  digests: Digests,
  maxBytes: number,
  cache: boolean | 'reload',
  fetching: Omit<FetchFileOptions, 'onPiece'>,
): Promise<ModelFiles> {
  const verified = async (json: Uint8Array<ArrayBuffer>) => {
    await checkDigest(json, 'model.json', digests, url);
    const model = readModelJson(json, url);
    for (const { paths } of model.groups) for (const path of paths) fileUrl(path, url);
    return model;
  };
  let json: Uint8Array<ArrayBuffer> | undefined;
  let model: ModelJson | undefined;
  /** Whether the cache has this model.json: only then are the weights beside it of the same version. */
  let isKept = false;
  if (cache === true) {
    json = await abortable(cachedJson(url), fetching.signal);
    model = json && (await verified(json).catch(() => undefined));
    isKept = model !== undefined;
    if (json && !model) await forget(url); // damaged
  }
  if (!model) {
    json = await fetchJson(url, fetching);
    model = await verified(json);
  }
  const opened = model;
  let state: CacheState = 'off';
  const read: ReadGroups = async (groups, use, { signal, onBytes }) => {
    const kept = isKept && (await abortable(cachedFiles(url, groups), signal));
    if (kept) {
      try {
        const weights = await use(kept);
        state = 'hit';
        return weights;
      } catch {
        signal?.throwIfAborted();
        await forget(url, groups); // damaged
      }
    }
    let files: readonly GroupFiles[];
    let weights: Weights;
    try {
      files = await fetchGroups(opened, groups, { ...fetching, signal }, onBytes);
      weights = await use(files);
    } catch (error) {
      // Perhaps the server has another version by now: then the next try must ask for the model.json as well.
      if (isKept && (error instanceof Refusal || (isCamdialError(error) && error.code === 'model-invalid')))
        await forget(url);
      throw error;
    }
    signal?.throwIfAborted();
    if (cache) {
      state = await storeFiles(url, isKept ? undefined : json, groups, files, signal);
      isKept ||= state === 'stored';
    }
    return weights;
  };
  return modelFiles(opened, digests, maxBytes, read, () => state);
}

async function fetchJson(
  url: string,
  fetching: Omit<FetchFileOptions, 'onPiece'>,
): Promise<Uint8Array<ArrayBuffer>> {
  let received = 0;
  return fetchFile(url, {
    ...fetching,
    onPiece(piece) {
      received += piece.length;
      checkJsonLength(received, url);
    },
    onRestart: () => {
      received = 0;
    },
  });
}

function modelFiles(
  model: ModelJson,
  given: Digests,
  maxBytes: number,
  read: ReadGroups,
  cacheState: () => CacheState = () => 'off',
): ModelFiles {
  const { topology, metadata, groups, location } = model;
  const total = groups.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total > maxBytes)
    throw new CamdialError(
      'model-too-large',
      `The model ${location} has ${total} bytes of weights, more than the ${maxBytes} that it may have. Raise maxBytes, or use a smaller one.`,
    );
  const digests = allDigests(model, given);
  return {
    topology,
    metadata,
    weightSpecs: groups.flatMap(({ weights }) => weights),
    location,
    get cacheState() {
      return cacheState();
    },
    async readWeights(names, { signal, onProgress } = {}) {
      signal?.throwIfAborted();
      const wanted = groupsOf(model, names);
      const bytes = wanted.reduce((sum, group) => sum + group.bytes, 0);
      let most = 0;
      const onBytes = (received: number) => {
        if (received <= most || received >= bytes) return; // what comes anew was counted; the end comes when all is well
        most = received;
        onProgress?.(received / bytes);
      };
      const use = async (files: readonly GroupFiles[]) => {
        const weights = await decodeFiles(model, wanted, files, names, digests);
        signal?.throwIfAborted();
        return weights;
      };
      try {
        const weights = await read(wanted, use, { signal, onBytes });
        onProgress?.(1);
        return weights;
      } catch (cause) {
        signal?.throwIfAborted();
        if (!(cause instanceof RangeError)) throw cause;
        throw new CamdialError(
          'model-too-large',
          `There is no memory for the ${bytes} bytes of weights of ${location}. Close other pages, or use a smaller model.`,
          { cause },
        );
      }
    },
  };
}

/** The wanted weights out of the files of their groups, when these are all right. */
async function decodeFiles(
  model: ModelJson,
  groups: readonly WeightGroup[],
  files: readonly GroupFiles[],
  names: ReadonlySet<string> | null,
  digests: Digests,
): Promise<Weights> {
  const weights = new Map<string, Float32Array>();
  for (const [i, group] of groups.entries()) {
    const parts = files[i]!;
    const bytes = parts.length === 1 ? parts[0]! : joined(parts);
    if (bytes.length !== group.bytes) throw wrongLength(model, { group }, String(bytes.length));
    await Promise.all(
      group.paths.map((path, place) => checkDigest(parts[place]!, path, digests, model.location)),
    );
    let offset = 0;
    for (const spec of group.weights) {
      const end = offset + storedBytes(spec)!;
      if (names?.has(spec.name) ?? true) {
        const values = decodeWeight(spec, bytes.subarray(offset, end));
        if (!allFinite(values))
          throw invalidModel(
            model.location,
            `its weight ${spec.name} has values that are no numbers (NaN or infinite). Export it anew.`,
          );
        weights.set(spec.name, values);
      }
      offset = end;
    }
  }
  return weights;
}
