import { CamdialError } from '../../errors.js';
import type { NetworkBackend } from '../executors/choose-executor.js';
import type { Pooling } from '../graph/pooling.js';
import type { Preprocessing } from '../graph/preprocessing.js';
import { locate } from '../model/locate.js';
import type { ModelSource } from '../model/open-model.js';
import type { NetworkRecipe } from './recipe.js';

/** What every network can be loaded with. */
export interface BackboneOptions {
  /**
   * The address of a model.json in the TF.js Layers format: your own server's (relative to the page), any other that
   * allows it (CORS), or `indexeddb://name` for one that TensorFlow.js has saved.
   */
  url?: string | undefined;
  /** In place of an address: the files themselves, as a file picker gives them; model.json and all its weights. */
  files?: readonly Blob[] | undefined;
  /** The layer whose result is the features; `info.layers` and `listLayers` have them all. */
  layer?: string | undefined;
  /** How they are averaged. Default: 5 x 5 overlapping windows (`tent`), where the layer gives more places than that. */
  pool?: Pooling | undefined;
  /**
   * Where it computes: on camdial's own engine (`engine`, wasm SIMD), or on a backend of TensorFlow.js. Default `auto`: the
   * engine; for a large network where there is a graphics processor, the fastest by a short measurement.
   */
  backend?: NetworkBackend | undefined;
  /**
   * Whether it runs in a worker, so that the page stays smooth. Default: where it can, and `info.workerReason` says why not
   * otherwise; true makes that an error. A function that makes a worker takes yours, which imports `camdial/network-worker`.
   */
  worker?: boolean | (() => Worker) | undefined;
  /**
   * Whether the browser keeps the model, so that the next start needs no network. Default true. What is kept is never asked
   * for anew, so a new version belongs at a new address; `'reload'` fetches it all the same. See {@link ModelCache}.
   */
  cache?: boolean | 'reload' | undefined;
  /**
   * Where the page serves the .wasm files of `@tensorflow/tfjs-backend-wasm`: a folder, or an address for each file name.
   * Default in a worker: where the bundler has put them; for `worker: false` import them from `camdial/wasm-files`.
   */
  wasmPaths?: string | Readonly<Record<string, string>> | undefined;
  /** Whether the wasm backend may use several threads. Default false: it is slower where anything else runs. */
  threads?: boolean | undefined;
  /** Digests that the files must have, as in `integrity` attributes (`sha256-...`), by file name. */
  integrity?: Readonly<Record<string, string>> | undefined;
  /** Longest wait for the next byte of a file, ms. Default 20 000. */
  timeout?: number | undefined;
  /** Told how much of the model is here, 0..1, by bytes. */
  onProgress?: ((fraction: number) => void) | undefined;
  /** Aborting it rejects with the signal's reason and leaves nothing behind. */
  signal?: AbortSignal | undefined;
}

/** What a network is, where the options do not say. */
export interface NetworkDefaults {
  readonly name: string;
  readonly url?: string;
  readonly layer?: string | undefined;
  readonly pool?: Pooling | undefined;
  readonly preprocessing: Preprocessing;
  readonly inputSize?: number | undefined;
}

/** @throws CamdialError `bad-argument` unless there is an address or there are files, and not both. */
export function recipeOf(options: BackboneOptions, defaults: NetworkDefaults): NetworkRecipe {
  const { files, layer = defaults.layer, pool = defaults.pool, backend = 'auto', threads } = options;
  const { cache, integrity, timeout } = options;
  const { wasmPaths } = options;
  return {
    name: defaults.name,
    source: sourceOf(files, options.url, defaults.url),
    settings: { layer, pool, preprocessing: defaults.preprocessing, inputSize: defaults.inputSize },
    files: { cache, integrity, timeout },
    backend,
    threads,
    // In a worker an address would be relative to the worker.
    wasmPaths:
      typeof wasmPaths === 'object'
        ? Object.fromEntries(Object.entries(wasmPaths).map(([name, path]) => [name, locate(path)]))
        : wasmPaths && locate(wasmPaths),
  };
}

export function sourceOf(
  files: readonly Blob[] | undefined,
  url: string | undefined,
  defaultUrl?: string,
): ModelSource {
  if (files && url !== undefined) {
    throw new CamdialError('bad-argument', 'A network is loaded from a url or from files, not from both.');
  }
  if (files) return { files };
  const address = url ?? defaultUrl;
  if (address === undefined) {
    throw new CamdialError(
      'bad-argument',
      "A network needs url: '.../model.json', the address of a TF.js Layers model, or its files.",
    );
  }
  return { url: locate(address) };
}
