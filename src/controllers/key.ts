import { CamdialError } from '../errors.js';
import type { Controller, Output } from './controller.js';
import { elapsed } from './elapsed.js';
import { followed } from './followed.js';
import { must } from './must.js';
import { Safety, type SafetyOptions } from './safety.js';

/** A key, and where on the dial it is down. One of `above` and `below` is needed. */
export interface DialKey {
  /** As in `KeyboardEvent.key`: `'ArrowLeft'`, `'a'`, `' '`. */
  key: string;
  /** As in `KeyboardEvent.code`. Default what a US keyboard has for `key`. */
  code?: string | undefined;
  /** Down where the value is above this. */
  above?: number | undefined;
  /** Down where the value is below this. */
  below?: number | undefined;
  /** Which of the dial's outputs, counted from 0. Default 0. */
  output?: number | undefined;
}

/** Options of {@link KeyController}. */
export interface KeyOptions {
  /** How far the value must come back for the key to go up again, units. Default 0.1. */
  hysteresis?: number | undefined;
  /**
   * - `hold` (default): down as long as the value is there
   * - `repeat`: the same, with repeated `keydown`s like those of a keyboard
   * - `tap`: down and up again at once when the value gets there
   */
  mode?: 'hold' | 'repeat' | 'tap' | undefined;
  /** In `repeat`: from the first `keydown` to the second, ms. Default 500. */
  repeatDelay?: number | undefined;
  /** In `repeat`: between the ones after it, ms; a dial repeats once a frame at most. Default 100. */
  repeatEvery?: number | undefined;
  /** When it lets go by itself, because the dial is unsure or silent; `null` for not before `release`. */
  safety?: SafetyOptions | null | undefined;
}

interface Watched {
  key: string;
  code: string;
  /** How far beyond its threshold the value is; below 0 when it is not there. */
  beyond(values: Float32Array): number;
  isDown: boolean;
  /** Until the next repetition, ms. */
  wait: number;
}

/**
 * Presses keys, for games and pages that are played by keyboard. The page gets `keydown` and `keyup` events; the browser
 * itself does nothing with them (no typing, no scrolling), because they do not come from a keyboard (`isTrusted` is false).
 *
 * @example
 * ```ts
 * import { KeyController } from 'camdial';
 *
 * const arrows = new KeyController(window, [
 *   { key: 'ArrowLeft', below: -0.4 },
 *   { key: 'ArrowRight', above: 0.4 },
 * ]);
 * ```
 */
export class KeyController implements Controller {
  readonly #target: EventTarget;
  readonly #keys: Watched[];
  readonly #safety: Safety;
  readonly #options: Required<{ [key in keyof Omit<KeyOptions, 'safety'>]: NonNullable<KeyOptions[key]> }>;
  #step = elapsed();

  /**
   * @param target - gets the events, which bubble: an element, `document` or `window`, where the page listens.
   * @param keys - at least one; two of the same output for its two directions.
   * @throws CamdialError `bad-argument` when the target is none, a key has no name or not exactly one finite threshold, or an option is
   * outside its range; `unsupported` outside of browsers.
   */
  constructor(target: EventTarget, keys: readonly DialKey[], options: KeyOptions = {}) {
    const { hysteresis = 0.1, mode = 'hold', repeatDelay = 500, repeatEvery = 100, safety } = options;
    must(
      typeof target?.dispatchEvent === 'function',
      `KeyController needs a target of events (window, an element), got ${String(target)}.`,
    );
    must(keys.length > 0, 'KeyController needs a key at least: [{ key: "ArrowRight", above: 0.5 }].');
    must(
      hysteresis >= 0 && repeatDelay >= 0 && repeatEvery >= 0,
      `KeyController needs a hysteresis and times of at least 0, got ${hysteresis}, ${repeatDelay} and ${repeatEvery} ms.`,
    );
    must(
      ['hold', 'repeat', 'tap'].includes(mode),
      `KeyController has the modes hold, repeat and tap, got ${mode}.`,
    );
    if (typeof KeyboardEvent === 'undefined') {
      throw new CamdialError(
        'unsupported',
        'KeyController needs a browser: there are no keyboard events here.',
      );
    }
    this.#target = target;
    this.#options = { hysteresis, mode, repeatDelay, repeatEvery };
    this.#keys = keys.map(watched);
    this.#safety = new Safety('KeyController', () => this.release(), safety);
  }

  update(output: Output): void {
    const { values, timestamp } = output;
    const { hysteresis } = this.#options;
    const step = this.#step(timestamp);
    const beyond = this.#keys.map((key) => key.beyond(values));
    if (!this.#safety.follows(output)) return;
    // One goes up before another goes down: a game would see both at once.
    for (const [i, key] of this.#keys.entries()) if (key.isDown && beyond[i]! <= -hysteresis) this.#lift(key);
    for (const [i, key] of this.#keys.entries()) {
      if (key.isDown) this.#repeat(key, step);
      else if (beyond[i]! > 0) this.#press(key);
    }
  }

  /** Lets go of every key. */
  release(): void {
    this.#safety.rest();
    this.#step = elapsed();
    for (const key of this.#keys) if (key.isDown) this.#lift(key);
  }

  /** Lets go of every key. May be called more than once. */
  dispose(): void {
    this.release();
  }

  #press(key: Watched): void {
    key.isDown = true;
    key.wait = this.#options.repeatDelay;
    this.#send('keydown', key);
    if (this.#options.mode === 'tap') this.#send('keyup', key);
  }

  #repeat(key: Watched, step: number): void {
    if (this.#options.mode !== 'repeat') return;
    key.wait -= step;
    if (key.wait > 0) return;
    key.wait = this.#options.repeatEvery;
    this.#send('keydown', key, true);
  }

  #lift(key: Watched): void {
    key.isDown = false;
    if (this.#options.mode !== 'tap') this.#send('keyup', key);
  }

  #send(type: 'keydown' | 'keyup', { key, code }: Watched, repeat = false): void {
    const init = { key, code, repeat, bubbles: true, cancelable: true, composed: true };
    this.#target.dispatchEvent(new KeyboardEvent(type, init));
  }
}

function watched({ key, code = codeOf(key), above, below, output = 0 }: DialKey): Watched {
  const threshold = above ?? below;
  must(
    typeof key === 'string' && key !== '' && (above === undefined) !== (below === undefined),
    `KeyController needs a name and one of above and below for a key, got ${JSON.stringify({ key, above, below })}.`,
  );
  must(Number.isFinite(threshold), `KeyController needs a finite threshold for ${key}, got ${threshold}.`);
  const read = followed('KeyController', output);
  const beyond = (values: Float32Array) =>
    above === undefined ? below! - read(values) : read(values) - above;
  return { key, code, beyond, isDown: false, wait: 0 };
}

/** Where a key is on a US keyboard (UI Events KeyboardEvent code Values); keys with a name are mostly called the same. */
function codeOf(key: string): string {
  if (/^[a-z]$/i.test(key)) return `Key${key.toUpperCase()}`;
  if (/^\d$/.test(key)) return `Digit${key}`;
  if (key === ' ') return 'Space';
  return key.length === 1 ? '' : key;
}
