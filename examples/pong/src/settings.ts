import { byTestId, fill, find } from '../../shared/page/dom.js';
import type { Drive } from './autopilot.js';
import {
  type MlpSettings,
  mlpChoices,
  type RegressorChoice,
  regressors,
  tutorialLearning,
  tutorialSettings,
} from './parts.js';

const fields: Record<keyof MlpSettings, string> = {
  learningRate: 'learning-rate',
  batchFraction: 'batch-fraction',
  epochs: 'epochs',
  hiddenUnits: 'hidden-units',
};

/** The folded settings. They hold what was chosen, and tell of changes. */
export class Settings {
  onRegressor: () => void = () => {};
  onDrive: (drive: Drive) => void = () => {};
  readonly #regressor = byTestId('regressor-select', HTMLSelectElement);
  readonly #drive = byTestId('drive-select', HTMLSelectElement);
  #beforeTutorial: { readonly regressor: string; readonly mlp: MlpSettings; readonly drive: Drive } | null =
    null;

  constructor() {
    fill(
      this.#regressor,
      regressors.map(({ id, label }) => [id, label]),
    );
    for (const [name, testId] of Object.entries(fields) as [keyof MlpSettings, string][]) {
      const select = byTestId(testId, HTMLSelectElement);
      fill(
        select,
        mlpChoices[name].map((value) => [String(value), String(value)]),
      );
      select.addEventListener('change', () => this.onRegressor());
    }
    this.#setMlp(tutorialSettings);
    this.#regressor.addEventListener('change', () => {
      this.#showMlp();
      this.onRegressor();
    });
    this.#drive.addEventListener('change', () => this.onDrive(this.drive));
  }

  get regressor(): RegressorChoice {
    return regressors.find(({ id }) => id === this.#regressor.value)!;
  }

  get mlp(): MlpSettings {
    const value = (name: keyof MlpSettings) => Number(byTestId(fields[name], HTMLSelectElement).value);
    return {
      learningRate: value('learningRate'),
      batchFraction: value('batchFraction'),
      epochs: value('epochs'),
      hiddenUnits: value('hiddenUnits'),
    };
  }

  get drive(): Drive {
    return this.#drive.value === 'speed' ? 'speed' : 'position';
  }

  /**
   * Sets learning and paddle as they were in the tutorial of 2018, or back to what they were before. Only what is taught
   * from now on is learned that way.
   */
  set isTutorial(isOn: boolean) {
    const before = this.#beforeTutorial;
    if (isOn === (before !== null)) return;
    this.#beforeTutorial = isOn
      ? { regressor: this.#regressor.value, mlp: this.mlp, drive: this.drive }
      : null;
    // Who has chosen another way of learning since then keeps it.
    if (before && this.regressor.id !== tutorialLearning) return;
    this.#regressor.value = before?.regressor ?? tutorialLearning;
    this.#drive.value = before?.drive ?? 'speed';
    this.#setMlp(before?.mlp ?? tutorialSettings);
    this.#showMlp();
    this.onDrive(this.drive);
  }

  #setMlp(settings: MlpSettings): void {
    for (const [name, testId] of Object.entries(fields) as [keyof MlpSettings, string][])
      byTestId(testId, HTMLSelectElement).value = String(settings[name]);
  }

  #showMlp(): void {
    find('.mlp', HTMLElement).hidden = !this.regressor.hasBatches;
  }
}
