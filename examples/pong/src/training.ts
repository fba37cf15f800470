import type { FitReport } from 'camdial';
import type { Rig } from '../../shared/dial/rig.js';
import { announce, byTestId, find, onClick } from '../../shared/page/dom.js';
import { count } from '../../shared/teach/report.js';
import { LossChart } from './loss-chart.js';

/** Trains, and shows how far it has come. */
export class Training {
  readonly #progress = find('[data-card="training"] progress', HTMLProgressElement);
  readonly #note = byTestId('training-note');
  readonly #chart = new LossChart();
  #cancelling: AbortController | null = null;

  constructor() {
    onClick('training-cancel', () => this.#cancelling?.abort());
  }

  /**
   * @param hasBatches - whether there is a loss to draw.
   * @param ending - aborting it is the same as pressing Cancel.
   * @returns the report, or null when it was cancelled: the model before stays.
   * @throws what the fit failed with.
   */
  async run(rig: Rig, hasBatches: boolean, ending: AbortSignal): Promise<FitReport | null> {
    const cancelling = new AbortController();
    this.#cancelling = cancelling;
    const signal = AbortSignal.any([cancelling.signal, ending]);
    const what = count(rig.samples.size, 'sample');
    this.#progress.value = 0;
    this.#note.textContent = `From ${what}.`;
    announce(`Learning from ${what}.`);
    if (hasBatches) await this.#chart.open();
    try {
      return await rig.train({
        signal,
        onProgress: ({ fraction, loss, batch, epoch }) => {
          this.#progress.value = fraction;
          if (loss === undefined || batch === undefined) return;
          this.#chart.add(loss);
          this.#note.textContent = `From ${what}. Pass ${epoch}, batch ${batch}: loss ${loss.toPrecision(3)}.`;
        },
      });
    } catch (error) {
      if (signal.aborted) return null;
      throw error;
    } finally {
      this.#cancelling = null;
      this.#chart.close();
    }
  }
}
