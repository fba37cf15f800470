import { CamdialError } from '../../errors.js';

/** A JSON object of a model. */
export type Json = Readonly<Record<string, unknown>>;

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A layer, or a way of using one, that is not compiled here; the whole network then runs as a LayersModel. */
export class UnsupportedLayer extends Error {}

export function invalid(reason: string): CamdialError {
  return new CamdialError(
    'model-invalid',
    `The model cannot be read: ${reason}. It may be damaged or made by another tool; export it again as a TF.js Layers model.`,
  );
}

/** Reads the settings of one layer, and says which layer it was when they are odd. */
export class LayerConfig {
  readonly layer: string;
  readonly #config: Json;

  constructor(layer: string, config: Json) {
    this.layer = layer;
    this.#config = config;
  }

  get(key: string): unknown {
    return this.#config[key];
  }

  has(key: string): boolean {
    return this.#config[key] !== undefined && this.#config[key] !== null;
  }

  number(key: string, fallback?: number): number {
    const value = this.#config[key] ?? fallback;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    throw this.#odd(key, 'a number');
  }

  count(key: string, fallback?: number): number {
    const value = this.number(key, fallback);
    if (Number.isInteger(value) && value > 0 && value <= 0x7fff_ffff) return value;
    throw this.#odd(key, 'a whole number from 1');
  }

  flag(key: string, fallback: boolean): boolean {
    const value = this.#config[key] ?? fallback;
    if (typeof value === 'boolean') return value;
    throw this.#odd(key, 'true or false');
  }

  word<T extends string>(key: string, allowed: readonly T[], fallback: T): T {
    const value = this.#config[key] ?? fallback;
    const found = allowed.find((each) => each === value);
    if (found) return found;
    throw this.unsupported(`${key} ${JSON.stringify(value)}`);
  }

  /** A number that stands for rows and columns, or one of each. */
  pair(key: string, fallback?: readonly [number, number]): readonly [number, number] {
    const value = this.#config[key] ?? fallback;
    const both = Array.isArray(value) ? value : [value, value];
    if (both.length === 2 && both.every((each) => Number.isInteger(each) && each > 0 && each < 0x8000)) {
      return [both[0], both[1]];
    }
    throw this.#odd(key, 'one or two whole numbers from 1');
  }

  numbers(key: string): readonly number[] {
    const value = this.#config[key];
    const list = Array.isArray(value) ? value.flat(8) : [value];
    if (list.every((each) => typeof each === 'number' && Number.isFinite(each))) return list;
    throw this.#odd(key, 'numbers');
  }

  unsupported(what: string): UnsupportedLayer {
    return new UnsupportedLayer(`layer "${this.layer}" has ${what}`);
  }

  #odd(key: string, expected: string): CamdialError {
    return invalid(
      `layer "${this.layer}" should have ${expected} as its ${key}, and has ${JSON.stringify(this.#config[key])}`,
    );
  }
}
