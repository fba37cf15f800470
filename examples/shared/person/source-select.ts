import { Camera, type CameraInfo } from 'camdial';
import { byTestId, fill } from '../page/dom.js';
import type { Eye } from './eye.js';

/** The list of where the picture may come from: a camera, the simulated person, or nowhere. */
export class SourceSelect {
  /** Told of a choice. */
  onCamera: (deviceId: string) => void = () => {};
  onSimulated: () => void = () => {};
  onNone: () => void = () => {};
  readonly #select = byTestId('source-select', HTMLSelectElement);
  readonly #none: string;
  #cameras: CameraInfo[] = [];

  /** @param none - what it is called to have no picture. */
  constructor(none: string) {
    this.#none = none;
    this.#select.addEventListener('change', () => {
      const { value } = this.#select;
      if (value === 'none') this.onNone();
      else if (value === 'simulated') this.onSimulated();
      else this.onCamera(value.slice('camera:'.length));
    });
    this.#list(null);
  }

  /** Lists the cameras there are, and shows which source is in use. */
  async refresh(eye: Eye | null): Promise<void> {
    try {
      this.#cameras = await Camera.list();
    } catch {
      this.#cameras = []; // a browser that has none to list says so when one is opened
    }
    this.#list(eye);
  }

  #list(eye: Eye | null): void {
    const cameras = this.#cameras.length > 0 ? this.#cameras : [{ deviceId: '', label: '' }];
    const many = cameras.length > 1;
    fill(this.#select, [
      ['none', this.#none],
      ['simulated', 'Simulated person'],
      ...cameras.map(({ deviceId, label }, i): [string, string] => [
        `camera:${deviceId}`,
        label || (many ? `Camera ${i + 1}` : 'Camera'),
      ]),
    ]);
    const value =
      eye === null
        ? 'none'
        : eye.kind === 'simulated'
          ? 'simulated'
          : `camera:${eye.camera?.info.deviceId ?? ''}`;
    this.#select.value = value;
  }
}
