import { ModelCache } from 'camdial';
import { announce, button, onClick } from '../../shared/page/dom.js';
import { megabytes } from './network-words.js';

/** The button that forgets what the browser keeps of networks; there only when it keeps any. */
export class KeptNetworks {
  readonly #button = button('forget-networks');

  constructor() {
    onClick('forget-networks', () => void this.#forget());
    void this.refresh();
  }

  async refresh(): Promise<void> {
    const bytes = await ModelCache.size().catch(() => 0); // a browser that does not say keeps none
    this.#button.hidden = bytes === 0;
    this.#button.textContent = `Forget downloaded networks (${megabytes(bytes)})`;
  }

  async #forget(): Promise<void> {
    await ModelCache.clear();
    announce('Forgotten. What is in use goes on; next time it is fetched again.');
    await this.refresh();
  }
}
