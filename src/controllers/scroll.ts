import type { Controller, Output } from './controller.js';
import { deadZone } from './dead-zone.js';
import { elapsed } from './elapsed.js';
import { followed } from './followed.js';
import { must } from './must.js';
import { Safety, type SafetyOptions } from './safety.js';

/** Options of {@link ScrollController}. */
export interface ScrollOptions {
  /** Which of the dial's outputs to follow, counted from 0. Default 0. */
  output?: number | undefined;
  /** `y` (default): 1 scrolls down; `x`: 1 scrolls to the right. */
  axis?: 'x' | 'y' | undefined;
  /** How fast at 1, px a second; below 0 the other way round. Default 800. */
  speed?: number | undefined;
  /** What counts as the middle, where nothing scrolls, to either side of 0; from 0 to below 1. Default 0.15. */
  deadZone?: number | undefined;
  /** When it lets go by itself, because the dial is unsure or silent; `null` for not before `release`. */
  safety?: SafetyOptions | null | undefined;
}

/**
 * Scrolls: the further the dial is from its middle the faster, up to 1 and -1. By timestamps, so at the same speed with
 * any camera; it stands still when no output comes.
 *
 * @example
 * ```ts
 * import { condition, ScrollController } from 'camdial';
 *
 * const scroll = condition(new ScrollController(document.scrollingElement!, { speed: 600 }));
 * ```
 */
export class ScrollController implements Controller {
  readonly #element: Element;
  readonly #read: (values: Float32Array) => number;
  readonly #axis: 'x' | 'y';
  readonly #speed: number;
  readonly #calm: (value: number) => number;
  readonly #safety: Safety;
  #step = elapsed(100);
  /** What is left of a pixel: slow scrolling would be rounded away. */
  #rest = 0;

  /**
   * @param element - what scrolls; `document.scrollingElement` for the page.
   * @throws CamdialError `bad-argument` when it is no element or an option is outside its range.
   */
  constructor(element: Element, options: ScrollOptions = {}) {
    const { output = 0, axis = 'y', speed = 800, deadZone: width = 0.15, safety } = options;
    must(
      typeof element?.scrollBy === 'function',
      `ScrollController needs an element that scrolls, got ${String(element)}.`,
    );
    must(axis === 'x' || axis === 'y', `ScrollController has the axes x and y, got ${String(axis)}.`);
    must(Number.isFinite(speed), `ScrollController needs a finite speed in px a second, got ${speed}.`);
    const calm = deadZone(width)();
    this.#safety = new Safety('ScrollController', () => this.release(), safety);
    this.#element = element;
    this.#read = followed('ScrollController', output);
    this.#axis = axis;
    this.#speed = speed;
    this.#calm = (value) => calm(Math.min(1, Math.max(-1, value)), 0, 1);
  }

  update(output: Output): void {
    const speed = this.#speed * this.#calm(this.#read(output.values));
    const step = this.#step(output.timestamp);
    if (!this.#safety.follows(output)) return;
    const distance = (speed * step) / 1000 + (speed === 0 ? 0 : this.#rest);
    const pixels = Math.trunc(distance);
    this.#rest = distance - pixels;
    if (pixels === 0) return;
    // A page that scrolls smoothly would begin anew with every frame.
    this.#element.scrollBy({ [this.#axis === 'x' ? 'left' : 'top']: pixels, behavior: 'instant' });
  }

  /** Stands still. */
  release(): void {
    this.#safety.rest();
    this.#step = elapsed(100);
    this.#rest = 0;
  }

  /** The same. May be called more than once. */
  dispose(): void {
    this.release();
  }
}
