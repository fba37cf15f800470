import type { LayerInfo } from 'camdial';
import { byTestId, fill } from '../../shared/page/dom.js';
import { layersOf, type NetworkSource } from './backbones.js';

/** The layers of a model, to choose one. They are known as soon as its model.json is there. */
export class LayerSelect {
  readonly #select = byTestId('layer-select', HTMLSelectElement);
  readonly #note = byTestId('layer-note');
  #looking = new AbortController();

  constructor() {
    this.forget();
  }

  /** Undefined: the usual one. */
  get layer(): string | undefined {
    return this.#select.value || undefined;
  }

  /** No model, no layers. */
  forget(): void {
    this.#looking.abort();
    this.#fill([]);
    this.#note.textContent = '';
  }

  /** Reads the layers of a model, and offers them. */
  async look(source: NetworkSource): Promise<void> {
    this.forget();
    const looking = new AbortController();
    this.#looking = looking;
    this.#note.textContent = 'Looking at its model.json …';
    try {
      const layers = await layersOf(source, looking.signal);
      if (looking.signal.aborted) return;
      this.#fill(layers);
      this.#note.textContent = `${layers.length} layers.`;
    } catch (error) {
      if (looking.signal.aborted) return;
      this.#note.textContent = `Not there yet: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  #fill(layers: readonly LayerInfo[]): void {
    const isKnown = layers.length > 0;
    fill(this.#select, [
      ['', isKnown ? 'The usual: deep, yet fine enough' : 'Known when the model.json is'],
      ...layers.map(({ name, outputShape }): [string, string] => [
        name,
        outputShape ? `${name} (${outputShape.join(' × ')})` : name,
      ]),
    ]);
    this.#select.disabled = !isKnown;
  }
}
