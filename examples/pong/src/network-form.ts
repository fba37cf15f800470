import type { Preprocessing } from 'camdial';
import { button, byTestId, fill, find } from '../../shared/page/dom.js';
import type { BackboneChoice, BackboneRequest, NetworkSource } from './backbones.js';
import { FilePicker } from './file-picker.js';
import { LayerSelect } from './layer-select.js';

/** What networks are trained to see, and in whose words. */
const pixels: readonly (readonly [value: Extract<Preprocessing, string>, label: string])[] = [
  ['tf', '−1 to 1 (MobileNet)'],
  ['torch', 'ImageNet mean and deviation (DenseNet)'],
  ['caffe', 'Blue first, minus the ImageNet mean (ResNet, VGG)'],
  ['unit', '0 to 1'],
  ['none', '0 to 255, as they are'],
];

/** What was given for a network; kept while another one is looked at. */
interface Given {
  readonly address: string;
  readonly files: readonly File[];
}

const nothing: Given = { address: '', files: [] };

/** The fields that say where a network is, and for one that could be any, what it sees and where it is cut. */
export class NetworkForm {
  /** Told of what is to be loaded. */
  onLoad: (request: BackboneRequest) => void = () => {};
  readonly #form = byTestId('network-form', HTMLFormElement);
  readonly #more = button('source-toggle');
  readonly #source = find('#network-source', HTMLElement);
  readonly #address = byTestId('model-url', HTMLInputElement);
  readonly #files = new FilePicker();
  readonly #pixels = byTestId('preprocessing', HTMLSelectElement);
  readonly #layers = new LayerSelect();
  readonly #trouble = byTestId('network-trouble');
  readonly #given = new Map<string, Given>();
  #choice: BackboneChoice | null = null;

  constructor() {
    fill(this.#pixels, [['', 'Choose'], ...pixels]);
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#more.addEventListener('click', () => this.#unfold(this.#source.hidden === true));
    this.#address.addEventListener('input', () => {
      this.#files.files = []; // one or the other
      this.#tell('');
    });
    this.#address.addEventListener('change', () => this.#changed());
    this.#files.onChange = () => {
      this.#address.value = '';
      this.#tell('');
      this.#changed();
    };
  }

  /** Shows the fields that matter for a backbone, with what was given before. */
  show(choice: BackboneChoice): void {
    if (choice === this.#choice) return;
    this.#choice = choice;
    this.#form.hidden = choice.home === 'built-in';
    for (const part of this.#form.querySelectorAll<HTMLElement>('[data-for]')) {
      part.hidden = !part.dataset['for']!.split(' ').includes(choice.id);
    }
    const { address, files } = this.#given.get(placeOf(choice)) ?? nothing;
    this.#address.value = address;
    this.#files.files = files;
    this.#tell('');
    this.#unfold(choice.home === 'asked' || this.source !== null);
    if (choice.isAny) this.#look();
  }

  /** Opens the fields for another try, with the first of them in focus. */
  edit(): void {
    this.#unfold(true);
    this.#form.scrollIntoView({ block: 'nearest' });
    this.#address.focus();
    this.#address.select();
  }

  /** Null where nothing was given. */
  get source(): NetworkSource | null {
    const address = this.#address.value.trim();
    if (this.#files.files.length > 0) return { files: this.#files.files };
    return address ? { url: address } : null;
  }

  /** What is to be loaded; null while something is missing. */
  get request(): BackboneRequest | null {
    const choice = this.#choice;
    const { source } = this;
    if (!choice || (choice.home === 'asked' && !source)) return null;
    if (!choice.isAny) return { choice, source, cut: null };
    const preprocessing = this.#pixels.value as Extract<Preprocessing, string> | '';
    return preprocessing ? { choice, source, cut: { preprocessing, layer: this.#layers.layer } } : null;
  }

  #submit(): void {
    this.#keep();
    const { request } = this;
    this.#tell('');
    if (request) {
      this.onLoad(request);
    } else if (this.source) {
      this.#tell('Say what its pixels are to be.');
      this.#pixels.focus();
    } else {
      this.#tell('Give an address, or choose files.');
      this.#address.focus();
    }
  }

  #changed(): void {
    this.#keep();
    if (this.#choice?.isAny) this.#look();
  }

  #keep(): void {
    const { files } = this.#files;
    if (this.#choice) this.#given.set(placeOf(this.#choice), { address: this.#address.value, files });
  }

  #look(): void {
    const { source } = this;
    if (source) void this.#layers.look(source);
    else this.#layers.forget();
  }

  #unfold(isOpen: boolean): void {
    this.#source.hidden = !isOpen;
    this.#more.setAttribute('aria-expanded', String(isOpen));
  }

  #tell(trouble: string): void {
    this.#trouble.textContent = trouble;
    this.#trouble.hidden = trouble === '';
  }
}

/** Two entries that are one network are found at one place. */
function placeOf({ id }: BackboneChoice): string {
  return id === 'tutorial' ? 'densenet121' : id;
}
