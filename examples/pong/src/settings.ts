import { Camera, type CameraInfo } from 'camdial';
import type { Drive } from './autopilot.js';
import { byTestId, find } from './dom.js';
import type { Eye } from './eye.js';
import {
  type BackboneChoice,
  backbones,
  type MlpSettings,
  mlpChoices,
  type RegressorChoice,
  regressors,
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
  onBackbone: () => void = () => {};
  onRegressor: () => void = () => {};
  onDrive: (drive: Drive) => void = () => {};
  readonly #source = byTestId('source-select', HTMLSelectElement);
  readonly #backbone = byTestId('backbone-select', HTMLSelectElement);
  readonly #regressor = byTestId('regressor-select', HTMLSelectElement);
  readonly #drive = byTestId('drive-select', HTMLSelectElement);
  #cameras: CameraInfo[] = [];

  constructor() {
    fill(
      this.#backbone,
      backbones.map(({ id, label }) => [id, label]),
    );
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
      select.value = String(tutorialSettings[name]);
      select.addEventListener('change', () => this.onRegressor());
    }
    this.#source.addEventListener('change', () => this.onSource(this.#source.value));
    this.#backbone.addEventListener('change', () => this.onBackbone());
    this.#regressor.addEventListener('change', () => {
      find('.mlp', HTMLElement).hidden = !this.regressor.hasBatches;
      this.onRegressor();
    });
    this.#drive.addEventListener('change', () =>
      this.onDrive(this.#drive.value === 'speed' ? 'speed' : 'position'),
    );
    this.#listSources(null);
  }

  get backbone(): BackboneChoice {
    return backbones.find(({ id }) => id === this.#backbone.value)!;
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

  /** Lists the cameras there are, and shows which source is in use. */
  async refresh(eye: Eye | null): Promise<void> {
    try {
      this.#cameras = await Camera.list();
    } catch {
      this.#cameras = []; // a browser that has none to list says so when one is opened
    }
    this.#listSources(eye);
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

function fill(
  select: HTMLSelectElement,
  options: readonly (readonly [value: string, label: string])[],
): void {
  select.replaceChildren(...options.map(([value, label]) => new Option(label, value)));
}
