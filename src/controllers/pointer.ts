import { CamdialError } from '../errors.js';
import type { Controller, Output } from './controller.js';
import { Dwell } from './dwell.js';
import { followed } from './followed.js';
import { must } from './must.js';
import { PointerCursor } from './pointer-cursor.js';
import { PointerSignals } from './pointer-signals.js';
import { RealPointer } from './real-pointer.js';
import { Safety, type SafetyOptions } from './safety.js';

/** Options of {@link PointerController}. */
export interface PointerOptions {
  /** Which output goes from left (-1) to right (1), counted from 0. Default 0. */
  x?: number | undefined;
  /** Which output goes from the lower edge (-1) to the upper one (1), counted from 0. Default 1. */
  y?: number | undefined;
  /** The element that the cursor stays in, as it lies in the window then. Default the whole window. */
  within?: Element | undefined;
  /** How long the cursor must rest to click, ms; `null` for a cursor that does not click. Default 1000. */
  dwell?: number | null | undefined;
  /** How far it may stray while it rests, px. Default 30. */
  dwellRadius?: number | undefined;
  /** How long it stays away after the mouse was last moved, ms. Default 2000. */
  yieldFor?: number | undefined;
  /** When it lets go by itself, because the dial is unsure or silent; `null` for not before `release`. */
  safety?: SafetyOptions | null | undefined;
}

/**
 * Moves a cursor of its own over the page, as a mouse would: the elements below get pointer and mouse events, and a click
 * where the cursor rests (a ring fills until then). When the person takes the real mouse it goes at once, and comes back a while
 * after. The events do not come from a mouse (`isTrusted` is false): links, buttons and the page's own handlers heed
 * them; `:hover`, drop-down lists, dragging files and what is inside frames of another page do not.
 *
 * The cursor is drawn with `aria-hidden` and takes no clicks itself.
 *
 * @example
 * ```ts
 * import { clamp, condition, oneEuro, PointerController } from 'camdial';
 *
 * const pointer = new PointerController({ dwell: 1200 }); // a dial with two outputs: x to the right, y upwards
 * const steady = condition(pointer, oneEuro({ minCutoff: 0.8 }), clamp());
 * ```
 */
export class PointerController implements Controller {
  /** The element of the cursor, class `camdial-cursor`: its `--camdial-dwell` goes from 0 to 1 before a click. */
  readonly cursor: HTMLElement;
  readonly #cursor: PointerCursor;
  readonly #signals = new PointerSignals();
  readonly #x: (values: Float32Array) => number;
  readonly #y: (values: Float32Array) => number;
  readonly #within: Element | undefined;
  readonly #newDwell: () => Dwell | null;
  readonly #yieldFor: number;
  readonly #safety: Safety;
  #dwell: Dwell | null;
  #real: RealPointer | null = null;
  #isDisposed = false;
  /** Until when the real pointer has it, ms on the clock of `performance.now()`. */
  #yieldsUntil = Number.NEGATIVE_INFINITY;

  /**
   * @throws CamdialError `bad-argument` when an output is not a whole number from 0, a time or the radius is below 0, or
   * `within` is no element; `unsupported` where there is no page.
   */
  constructor(options: PointerOptions = {}) {
    const { x = 0, y = 1, within, dwell = 1000, dwellRadius = 30, yieldFor = 2000, safety } = options;
    this.#x = followed('PointerController', x);
    this.#y = followed('PointerController', y);
    must(
      (dwell === null || dwell > 0) && dwellRadius >= 0 && yieldFor >= 0,
      `PointerController needs a dwell above 0 ms or null, a radius and yieldFor of at least 0, got ${dwell}, ${dwellRadius} and ${yieldFor}.`,
    );
    must(
      within === undefined || typeof within?.getBoundingClientRect === 'function',
      `PointerController stays within an element, got ${String(within)}.`,
    );
    if (typeof document === 'undefined') {
      throw new CamdialError('unsupported', 'PointerController needs a page: there is no document here.');
    }
    this.#within = within;
    this.#newDwell = () => (dwell === null ? null : new Dwell(dwell, dwellRadius));
    this.#dwell = this.#newDwell();
    this.#yieldFor = yieldFor;
    this.#safety = new Safety('PointerController', () => this.release(), safety);
    this.#cursor = new PointerCursor(document);
    this.cursor = this.#cursor.element;
  }

  update(output: Output): void {
    const { values, timestamp } = output;
    const [across, up] = [this.#x(values), this.#y(values)];
    if (this.#isDisposed) return;
    this.#real ??= new RealPointer(window, () => this.#yield());
    if (performance.now() < this.#yieldsUntil || !this.#safety.follows(output)) return;
    const { x, y } = this.#placeOf(across, up);
    this.#cursor.show(x, y);
    const element = this.#signals.move(x, y);
    const clicks = this.#dwell?.next(x, y, element, timestamp) ?? false;
    this.#cursor.progress = this.#dwell?.progress ?? 0;
    if (clicks) this.#signals.click();
  }

  /** Leaves the element below and hides the cursor. */
  release(): void {
    this.#safety.rest();
    this.#dwell = this.#newDwell();
    this.#cursor.hide();
    this.#signals.leave();
  }

  /** Takes the cursor off the page. May be called more than once. */
  dispose(): void {
    this.release();
    this.#isDisposed = true;
    this.#real?.dispose();
    this.#real = null;
    this.cursor.remove();
  }

  #yield(): void {
    this.#yieldsUntil = performance.now() + this.#yieldFor;
    this.release();
  }

  /** In the window too where the element reaches out of it: the cursor stays visible. */
  #placeOf(across: number, up: number): { x: number; y: number } {
    const { clientWidth, clientHeight } = document.documentElement;
    const area = this.#within?.getBoundingClientRect() ?? new DOMRect(0, 0, clientWidth, clientHeight);
    const inside = (value: number, size: number) => Math.min(size - 1, Math.max(0, value));
    return {
      x: inside(area.left + clampedUnit(across) * area.width, clientWidth),
      y: inside(area.bottom - clampedUnit(up) * area.height, clientHeight),
    };
  }
}

/** -1..1 as 0..1. */
function clampedUnit(value: number): number {
  return Math.min(1, Math.max(0, (value + 1) / 2));
}
