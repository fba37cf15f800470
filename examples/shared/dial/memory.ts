import { type FeatureBackbone, type KeptStore, type Regressor, SampleStore } from 'camdial';
import type { KeptDials } from './kept-dials.js';

/** The page does not wait longer for the browser to bring what it has kept, ms. What comes later is there all the same. */
const patience = 5000;

/** What was taught, and what learned it. Outlives the camera: an unplugged one takes nothing along. */
export class Memory {
  readonly samples: SampleStore;
  #makeRegressor: () => Regressor;
  #regressor: Regressor;
  #dials: KeptDials | null = null;
  #kept: Promise<KeptStore | null> = Promise.resolve(null);
  #isNew = true;

  /** @param outputs - values of the dial. */
  constructor({ id, featureShape }: FeatureBackbone, outputs: number, makeRegressor: () => Regressor) {
    this.samples = new SampleStore({ backboneId: id, featureShape, outputs });
    this.#makeRegressor = makeRegressor;
    this.#regressor = makeRegressor();
  }

  get regressor(): Regressor {
    return this.#regressor;
  }

  /** Whether nobody has looked yet at what was kept of it. */
  get isNew(): boolean {
    return this.#isNew;
  }

  /** Learns with another regressor from now on. */
  replaceRegressor(makeRegressor: () => Regressor): void {
    this.#makeRegressor = makeRegressor;
    this.forget();
  }

  /** What was learned is gone; the samples stay. */
  forget(): void {
    this.#regressor.dispose();
    this.#regressor = this.#makeRegressor();
  }

  /** Is kept in the browser from now on, with what is there already. */
  keep(dials: KeptDials, name: string, isBusy: () => boolean): void {
    this.#dials = dials;
    this.#kept = dials.keep(name, this.samples, isBusy);
  }

  /** Keeps what was learned, for who has not the time to learn it again. */
  keepModel(): void {
    const model = this.#regressor.exportModel();
    if (model) void this.#kept.then((kept) => kept && this.#dials?.keepModel(kept, model));
  }

  /** Waits for the samples that the browser has kept. */
  async arrive(): Promise<void> {
    await Promise.race([this.#kept, new Promise((resolve) => setTimeout(resolve, patience))]);
  }

  /** It was looked at what was kept of it. */
  settle(): void {
    this.#isNew = false;
  }

  dispose(): void {
    this.#regressor.dispose();
  }
}
