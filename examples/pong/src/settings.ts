import { Camera, type CameraInfo } from 'camdial';
import type { Drive } from './autopilot.js';
import { byTestId, fill, find } from './dom.js';
import type { Eye } from './eye.js';
import {
  type MlpSettings,
  mlpChoices,
  type RegressorChoice,
  regressors,
  tutorialLearning,
  tutorialSettings,
} from './parts.js';

/** Where the picture comes from: `keyboard` for none, `simulated`, or `camera:` and its device id. */
export type SourceChoice = string;

const fields: Record<keyof MlpSettings, string> = {
  learningRate: 'learning-rate',
  batchFraction: 'batch-fraction',
  epochs: 'epochs',
  hiddenUnits: 'hidden-units',
};

/** The folded settings. They hold what was chosen, and tell of changes. */
export class Settings {
  onSource: (choice: SourceChoice) => void = () => {};
  onRegressor: () => void = () => {};
  onDrive: (drive: Drive) => void = () => {};
  readonly #source = byTestId('source-select', HTMLSelectElement);
  readonly #regressor = byTestId('regressor-select', HTMLSelectElement);
  readonly #drive = byTestId('drive-select', HTMLSelectElement);
  #cameras: CameraInfo[] = [];
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
    this.#source.addEventListener('change', () => this.onSource(this.#source.value));
    this.#regressor.addEventListener('change', () => {
      this.#showMlp();
      this.onRegressor();
    });
    this.#drive.addEventListener('change', () => this.onDrive(this.drive));
    this.#listSources(null);
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

  /** Lists the cameras there are, and shows which source is in use. */
  async refresh(eye: Eye | null): Promise<void> {
    try {
      this.#cameras = await Camera.list();
    } catch {
      this.#cameras = []; // a browser that has none to list says so when one is opened
    }
    this.#listSources(eye);
  }

  #setMlp(settings: MlpSettings): void {
    for (const [name, testId] of Object.entries(fields) as [keyof MlpSettings, string][])
      byTestId(testId, HTMLSelectElement).value = String(settings[name]);
  }

  #showMlp(): void {
    find('.mlp', HTMLElement).hidden = !this.regressor.hasBatches;
  }

  #listSources(eye: Eye | null): void {
    const cameras = this.#cameras.length > 0 ? this.#cameras : [{ deviceId: '', label: '' }];
    const many = cameras.length > 1;
    fill(this.#source, [
      ['keyboard', 'None: keys or touch'],
      ['simulated', 'Simulated person'],
      ...cameras.map(({ deviceId, label }, i): [string, string] => [
        `camera:${deviceId}`,
        label || (many ? `Camera ${i + 1}` : 'Camera'),
      ]),
    ]);
    const value =
      eye === null
        ? 'keyboard'
        : eye.kind === 'simulated'
          ? 'simulated'
          : `camera:${eye.camera?.info.deviceId ?? ''}`;
    this.#source.value = value;
  }
}
