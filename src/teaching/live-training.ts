import { isCamdialError } from '../errors.js';
import type { FitReport, Regressor } from '../regressor/regressor.js';
import type { SampleStore } from '../samples/sample-store.js';

/** A fit follows the one before after so many times the time that took: learning leaves the page most of its time. */
const rest = 3;
/** And after so large a share of new samples. */
const growth = 0.1;
const fewest = 5;

/** Keeps a model current while samples come in. */
export class LiveTraining {
  readonly #regressor: Regressor;
  readonly #samples: SampleStore;
  readonly #onReport: (report: FitReport) => void;
  #fit: Promise<void> | null = null;
  #learned = 0;
  #notBefore = 0;

  constructor(regressor: Regressor, samples: SampleStore, onReport: (report: FitReport) => void) {
    this.#regressor = regressor;
    this.#samples = samples;
    this.#onReport = onReport;
  }

  /** A sample came in. */
  notice(): void {
    this.#regressor.prepare(this.#samples);
    const { size } = this.#samples;
    const isDue = Math.abs(size - this.#learned) >= Math.max(fewest, growth * this.#learned);
    if (this.#fit || !isDue || performance.now() < this.#notBefore) return;
    const begin = performance.now();
    this.#learned = size;
    this.#fit = this.#learn()
      .catch(() => {}) // what is in the way is told at the end, when all samples are there
      .finally(() => {
        this.#fit = null;
        this.#notBefore = performance.now() + rest * (performance.now() - begin);
      });
  }

  /** Resolves when no fit is going on. */
  async settled(): Promise<void> {
    await this.#fit;
  }

  /**
   * Learns from everything that came.
   *
   * @throws what the fit fails with; not where there is too little to learn yet.
   */
  async finish(): Promise<void> {
    await this.#fit;
    try {
      await this.#learn();
    } catch (error) {
      if (!isTooEarly(error)) throw error;
    }
  }

  async #learn(): Promise<void> {
    this.#onReport(await this.#regressor.fit(this.#samples));
  }
}

/** Whether there is too little to learn from yet. */
export function isTooEarly(error: unknown): boolean {
  return isCamdialError(error) && (error.code === 'too-few-samples' || error.code === 'one-label');
}
