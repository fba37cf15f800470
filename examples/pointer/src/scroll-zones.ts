import { type Controller, type Output, ScrollController } from 'camdial';
import { find } from '../../shared/page/dom.js';

/** As fast as one can read along, px a second, at the edge of the window or of the text. */
const speed = 520;
/** Where a zone begins it scrolls this slowly, as a share of that. */
const slowest = 0.3;

/** Two strips at the edges of something that scrolls: while the head points at one, it scrolls that way. */
export class ScrollZones implements Controller {
  readonly #scroller: Element;
  readonly #scroll: ScrollController;
  readonly #strips: readonly { readonly element: HTMLElement; readonly way: 1 | -1 }[];
  #at: { element: HTMLElement; way: 1 | -1; y: number } | null = null;

  /**
   * @param scroller - what scrolls.
   * @param strips - holds an element with `data-zone="up"` and one with `data-zone="down"`.
   */
  constructor(scroller: Element, strips: Element) {
    this.#scroller = scroller;
    this.#scroll = new ScrollController(scroller, { speed, deadZone: 0 });
    this.#strips = [
      { element: find('[data-zone="up"]', HTMLElement, strips), way: -1 },
      { element: find('[data-zone="down"]', HTMLElement, strips), way: 1 },
    ];
    for (const { element, way } of this.#strips) {
      for (const type of ['pointerenter', 'pointermove'] as const) {
        element.addEventListener(type, (event) => {
          if (!event.isTrusted) this.#at = { element, way, y: event.clientY };
        });
      }
      element.addEventListener('pointerleave', () => {
        this.#at = null;
      });
    }
    const target = scroller === document.scrollingElement ? document : scroller;
    target.addEventListener('scroll', () => this.refresh(), { passive: true });
    new ResizeObserver(() => this.refresh()).observe(scroller);
    this.refresh();
  }

  update(output: Output): void {
    if (!this.#at) {
      this.#scroll.release();
      return;
    }
    const { element, way, y } = this.#at;
    const { top, height } = element.getBoundingClientRect();
    const depth = way > 0 ? (y - top) / height : 1 - (y - top) / height;
    const share = slowest + (1 - slowest) * Math.min(1, Math.max(0, depth));
    this.#scroll.update({ ...output, values: Float32Array.of(way * share) });
  }

  release(): void {
    this.#at = null;
    this.#scroll.release();
  }

  /** A strip is there only where there is something left that way. */
  refresh(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    const left = { [-1]: scrollTop, [1]: scrollHeight - clientHeight - scrollTop };
    for (const { element, way } of this.#strips) element.toggleAttribute('data-done', left[way]! < 2);
  }
}
