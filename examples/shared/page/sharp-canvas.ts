import { motionIsReduced } from './dom.js';

/** A canvas that is crisp at any size and pixel ratio, in the colours of the style sheet. */
export class SharpCanvas<Colour extends string> {
  readonly element: HTMLCanvasElement;
  /** Null where the browser has none to give. */
  readonly context: CanvasRenderingContext2D | null;
  /** Called when what was drawn is gone, or has another size or other colours now. */
  onChange: () => void = () => {};
  readonly #properties: Readonly<Record<Colour, string>>;
  #colours: Readonly<Record<Colour, string>>;
  #isCalm = motionIsReduced();
  #rem = 16;

  /** @param properties - the custom properties that the colours are read from. */
  constructor(element: HTMLCanvasElement, properties: Readonly<Record<Colour, string>>) {
    this.element = element;
    this.context = element.getContext('2d');
    this.#properties = properties;
    this.#colours = this.#read();
    new ResizeObserver(() => this.#resize()).observe(element);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
      this.#colours = this.#read();
      this.onChange();
    });
    matchMedia('(prefers-reduced-motion: reduce)').addEventListener('change', ({ matches }) => {
      this.#isCalm = matches;
      this.onChange();
    });
  }

  get colours(): Readonly<Record<Colour, string>> {
    return this.#colours;
  }

  /** What the style sheet's sizes go by, CSS pixels. */
  get rem(): number {
    return this.#rem;
  }

  /** Whether as little as possible is to move. */
  get isCalm(): boolean {
    return this.#isCalm;
  }

  #resize(): void {
    const { clientWidth, clientHeight } = this.element;
    this.element.width = Math.round(clientWidth * devicePixelRatio);
    this.element.height = Math.round(clientHeight * devicePixelRatio);
    this.#rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    this.onChange();
  }

  #read(): Readonly<Record<Colour, string>> {
    const style = getComputedStyle(this.element);
    const entries = Object.entries(this.#properties) as [Colour, string][];
    return Object.fromEntries(
      entries.map(([colour, property]) => [colour, style.getPropertyValue(property).trim()]),
    ) as Record<Colour, string>;
  }
}
