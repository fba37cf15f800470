import type { Controller, Output } from './controller.js';
import { followed } from './followed.js';
import { must } from './must.js';
import { Safety, type SafetyOptions } from './safety.js';

/** Options of {@link CssVariableController}. */
export interface CssVariableOptions {
  /** The custom property. Default `--dial`. */
  name?: string | undefined;
  /** Which of the dial's outputs to follow, counted from 0. Default 0. */
  output?: number | undefined;
  /** Digits after the point, 0..10; less of them, and the page is drawn less often. Default 3. */
  digits?: number | undefined;
  /** When it lets go by itself, because the dial is unsure or silent; `null` for not before `release`. */
  safety?: SafetyOptions | null | undefined;
}

/**
 * Writes the dial into a CSS custom property, a plain number that a style sheet computes with. What it moves should heed
 * `prefers-reduced-motion`.
 *
 * @example
 * In the style sheet: `.eye { translate: calc(var(--dial, 0) * 20px) }`
 * ```ts
 * import { condition, CssVariableController } from 'camdial';
 *
 * const style = condition(new CssVariableController(document.documentElement));
 * ```
 */
export class CssVariableController implements Controller {
  readonly #style: CSSStyleDeclaration;
  readonly #name: string;
  readonly #read: (values: Float32Array) => number;
  readonly #digits: number;
  readonly #neutral: string;
  readonly #safety: Safety;
  #shown: string;

  /**
   * @param element - gets the property in its `style`; what stands there now is what `release` puts back.
   * @throws CamdialError `bad-argument` when it has no style, the name does not begin with two hyphens, `output` is not a
   * whole number from 0 or `digits` is outside 0..10.
   */
  constructor(element: ElementCSSInlineStyle, options: CssVariableOptions = {}) {
    const { name = '--dial', output = 0, digits = 3, safety } = options;
    must(
      typeof element?.style?.setProperty === 'function',
      `CssVariableController needs an element with a style, got ${String(element)}.`,
    );
    must(/^--./.test(name), `CssVariableController needs a name like --dial, got ${name}.`);
    must(
      Number.isInteger(digits) && digits >= 0 && digits <= 10,
      `CssVariableController writes 0 to 10 digits after the point, got ${digits}.`,
    );
    this.#style = element.style;
    this.#name = name;
    this.#read = followed('CssVariableController', output);
    this.#digits = digits;
    this.#safety = new Safety('CssVariableController', () => this.release(), safety);
    this.#neutral = this.#shown = this.#style.getPropertyValue(name);
  }

  update(output: Output): void {
    const value = this.#read(output.values);
    if (this.#safety.follows(output)) this.#show(String(Number(value.toFixed(this.#digits)) + 0)); // no -0
  }

  /** What stood there before: without it the style sheet's own fallback counts. */
  release(): void {
    this.#safety.rest();
    this.#show(this.#neutral);
  }

  /** The same. May be called more than once. */
  dispose(): void {
    this.release();
  }

  #show(text: string): void {
    if (text === this.#shown) return;
    this.#shown = text;
    this.#style.setProperty(this.#name, text); // an empty text takes it out
  }
}
