import type { FeatureBackbone } from 'camdial';
import { announce, byTestId, find, onClick } from '../../shared/page/dom.js';
import type { BackboneRequest } from './backbones.js';
import { megabytes } from './network-words.js';

/** Loads a network, and shows how far it has come. */
export class LoadingCard {
  /** Whether the card is what is shown. */
  isOn: () => boolean = () => false;
  readonly #title = find('#loading-title', HTMLElement);
  readonly #progress = find('[data-card="loading"] progress', HTMLProgressElement);
  readonly #note = byTestId('loading-note');
  #cancelling: AbortController | null = null;

  constructor() {
    onClick('loading-cancel', () => this.#cancelling?.abort());
    addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && this.isOn()) this.#cancelling?.abort();
    });
  }

  /**
   * @param ending - aborting it is the same as pressing Cancel.
   * @returns the backbone, or null when it was cancelled.
   * @throws what the load failed with.
   */
  async run(request: BackboneRequest, ending: AbortSignal): Promise<FeatureBackbone | null> {
    const { choice } = request;
    const cancelling = new AbortController();
    this.#cancelling = cancelling;
    const signal = AbortSignal.any([cancelling.signal, ending]);
    const bytes = sizeOf(request);
    const isBuiltIn = choice.home === 'built-in';
    this.#title.textContent = `Loading ${choice.name}`;
    this.#note.textContent = bytes ? `${megabytes(bytes)} to load.` : 'Asking for its model.json.';
    this.#progress.value = 0;
    if (!isBuiltIn) announce(`Loading ${choice.name}.`);
    const onProgress = (fraction: number) => {
      if (signal.aborted) return;
      this.#progress.value = fraction;
      this.#note.textContent =
        fraction === 1 ? 'All here. Getting it ready …' : progressText(fraction, bytes);
    };
    try {
      const backbone = await choice.load(request, { signal, onProgress });
      if (!signal.aborted) return backbone;
      backbone.dispose();
      return null;
    } catch (error) {
      if (signal.aborted) return null;
      throw error;
    } finally {
      if (this.#cancelling === cancelling) this.#cancelling = null;
    }
  }
}

/** How much is to come, bytes; undefined where nobody has said. */
function sizeOf({ choice, source }: BackboneRequest): number | undefined {
  if (choice.bytes) return choice.bytes;
  return source && 'files' in source ? source.files.reduce((sum, { size }) => sum + size, 0) : undefined;
}

function progressText(fraction: number, bytes: number | undefined): string {
  if (bytes === undefined) return `${Math.floor(100 * fraction)}% is here.`;
  return `${((fraction * bytes) / 1e6).toFixed(1)} of ${megabytes(bytes)}.`;
}
