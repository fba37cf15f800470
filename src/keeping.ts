import type { Regressor } from './regressor/regressor.js';
import type { SampleStore } from './samples/sample-store.js';
import type { Json, SavedDial } from './samples/saved-dial.js';

/** Anything that a page wants to find again with a dial. */
export type DialSettings = { readonly [key: string]: Json };

/** A dial as plain data. */
export function dialOf(
  samples: SampleStore,
  regressor: Regressor | undefined,
  settings: DialSettings,
): SavedDial {
  return { samples: samples.data, settings, model: regressor?.exportModel() ?? null };
}

/**
 * Takes in the samples of a dial that was just read, and what it has learned.
 *
 * @returns whether there is a model; else it is to be learned from the samples.
 * @throws CamdialError as {@link SampleStore.replaceWith}; `model-invalid`: the samples are those from before then.
 */
export function takeIn(dial: SavedDial, samples: SampleStore, regressor: Regressor | undefined): boolean {
  samples.replaceWith(dial.samples, { isOwn: true });
  if (!dial.model || !regressor) return false;
  try {
    return regressor.importModel(dial.model);
  } catch (error) {
    samples.undo();
    throw error;
  }
}
