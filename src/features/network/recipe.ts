import type { NetworkBackend } from '../executors/choose-executor.js';
import type { LayerInfo, NetworkSettings } from '../graph/compile.js';
import type { Pooling } from '../graph/pooling.js';
import type { CacheState } from '../model/model-cache.js';
import type { ModelSource, OpenModelOptions } from '../model/open-model.js';

/** Everything that makes a network what it is; it can be sent to a worker. */
export interface NetworkRecipe {
  /** Begins the backbone's id. */
  readonly name: string;
  readonly source: ModelSource;
  readonly settings: NetworkSettings;
  readonly files: Omit<OpenModelOptions, 'signal'>;
  readonly backend: NetworkBackend;
  readonly wasmPaths?: string | Readonly<Record<string, string>> | undefined;
  readonly threads?: boolean | undefined;
}

/** How a network is run, and why so: for a page that shows it, and for finding out why it is slow. */
export interface NetworkInfo {
  /** The layer whose result is the features. */
  readonly layer: string;
  /** How they are averaged. */
  readonly pool: Pooling;
  /** All layers, for choosing another one. */
  readonly layers: readonly LayerInfo[];
  /** What it computes on, e.g. `engine`. */
  readonly backend: string;
  /** Why this one: what was tried, what it took, what did not run. */
  readonly backendReason: string;
  /** Why the network runs as a LayersModel, several times slower; null when it was compiled. */
  readonly uncompiled: string | null;
  /** Operations for a frame; 0 when it was not compiled. */
  readonly operations: number;
  /** Multiplications for a frame; 0 when it was not compiled. */
  readonly multiplications: number;
  /** What came of keeping the model: found there, stored now, no room, no Cache Storage here, or not asked for. */
  readonly cache: CacheState;
}

/** What may happen while a network loads. */
export interface LoadControls {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((fraction: number) => void) | undefined;
}
