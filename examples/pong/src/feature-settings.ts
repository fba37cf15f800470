import { NetworkBackbone } from 'camdial';
import { byTestId, fill, find } from '../../shared/page/dom.js';
import {
  type BackboneChoice,
  type BackboneRequest,
  backbones,
  builtIn,
  type LoadedBackbone,
} from './backbones.js';
import { KeptNetworks } from './kept-networks.js';
import { NetworkForm } from './network-form.js';
import { describeNetwork } from './network-words.js';

/** The part of the settings that is about features: which backbone, where it comes from, how it runs. */
export class FeatureSettings {
  /** Told of what is to be loaded. */
  onLoad: (request: BackboneRequest) => void = () => {};
  /** Told when one was chosen that cannot be loaded before more is known, or that is in use already. */
  onLook: (choice: BackboneChoice) => void = () => {};
  readonly #select = byTestId('backbone-select', HTMLSelectElement);
  readonly #form = new NetworkForm();
  readonly #until = byTestId('in-use');
  readonly #info = byTestId('network-info', HTMLDetailsElement);
  readonly #kept = new KeptNetworks();
  #inUse: BackboneChoice = builtIn.choice;

  constructor() {
    fill(
      this.#select,
      backbones.map(({ id, label }) => [id, label]),
    );
    this.#select.addEventListener('change', () => this.#choose());
    this.#form.onLoad = (request) => this.onLoad(request);
    this.look(this.#inUse);
  }

  /** Shows what is in use now, and how it runs. */
  show({ request, backbone }: LoadedBackbone): void {
    this.#inUse = request.choice;
    const words =
      backbone instanceof NetworkBackbone ? describeNetwork(backbone.info, backbone.featureShape) : null;
    find('summary', HTMLElement, this.#info).textContent = words?.line ?? '';
    find('dl', HTMLElement, this.#info).replaceChildren(
      ...(words?.details ?? []).flatMap(([term, text]) => [textElement('dt', term), textElement('dd', text)]),
    );
    this.#info.open = false;
    this.look(this.#inUse);
    void this.#kept.refresh();
  }

  /** Back to the one in use: another was not loaded. */
  goBack(): void {
    this.look(this.#inUse);
    void this.#kept.refresh();
  }

  /** Opens the fields of a backbone for another try. */
  edit(choice: BackboneChoice): void {
    this.look(choice);
    find('.settings', HTMLDetailsElement).open = true;
    this.#form.edit();
  }

  get #chosen(): BackboneChoice {
    return backbones.find(({ id }) => id === this.#select.value)!;
  }

  #choose(): void {
    const choice = this.#chosen;
    this.look(choice);
    const canLoad = choice !== this.#inUse && choice.home !== 'asked';
    const { request } = this.#form;
    if (canLoad && request) this.onLoad(request);
    else this.onLook(choice);
  }

  /** Shows the fields of a backbone, in use or not. */
  look(choice: BackboneChoice): void {
    this.#select.value = choice.id;
    this.#form.show(choice);
    const isInUse = choice === this.#inUse;
    this.#info.hidden = !isInUse || choice.home === 'built-in';
    this.#until.hidden = isInUse;
    this.#until.textContent = isInUse ? '' : `Until it is loaded, ${this.#inUse.name} stays in use.`;
  }
}

function textElement(tag: 'dt' | 'dd', text: string): HTMLElement {
  return Object.assign(document.createElement(tag), { textContent: text });
}
