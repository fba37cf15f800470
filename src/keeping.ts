import { CamdialError } from './errors.js';
import type { Regressor } from './regressor/regressor.js';
import type { SampleStore } from './samples/sample-store.js';
import type { Json, ModelData, SavedDial } from './samples/saved-dial.js';

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
 * @throws CamdialError as {@link SampleStore.replaceWith}; `model-invalid` or `busy`: the samples are those from before then.
 */
export function takeIn(dial: SavedDial, samples: SampleStore, regressor: Regressor | undefined): boolean {
  samples.replaceWith(dial.samples, { isOwn: true });
  if (!dial.model || !regressor) return false;
  try {
    checkFits(dial.model, samples);
    return regressor.importModel(dial.model);
  } catch (error) {
    samples.undo();
    throw error;
  }
}

function checkFits({ numbers }: ModelData, samples: SampleStore): void {
  for (const name of ['featureLength', 'outputs'] as const) {
    const value = numbers[name];
    if (value === undefined || value === samples[name]) continue;
    throw new CamdialError(
      'model-invalid',
      `What this dial has learned is for ${name} ${value}, and its samples have ${samples[name]}. Nothing was changed; take another copy.`,
    );
  }
}
