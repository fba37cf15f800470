import type { SamplesData } from './samples-data.js';

/** What JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Arrays that a model is made of. */
export type ModelArray = Float32Array | Float64Array | Int32Array;

/** What a regressor has learned, as plain data. */
export interface ModelData {
  /** Which regressor it is of, and how it is laid out. */
  readonly kind: string;
  /**
   * What of it is no array; `featureLength` and `outputs`, where they are among it, are those of the samples that it goes
   * with.
   */
  readonly numbers: { readonly [key: string]: Json };
  /** By name; not to be written to. */
  readonly arrays: { readonly [name: string]: ModelArray };
}

/** A whole dial as plain data: what it was taught, how it is set, and what it has learned. */
export interface SavedDial {
  /** What it was taught. */
  readonly samples: SamplesData;
  /** Anything that the page wants to find again. */
  readonly settings: { readonly [key: string]: Json };
  /** What it has learned; null where it has not. */
  readonly model: ModelData | null;
}
