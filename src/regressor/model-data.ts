import { CamdialError } from '../errors.js';
import type { Json, ModelArray, ModelData } from '../samples/saved-dial.js';

/** Reads a model from plain data that may be damaged: everything is checked as it is taken. */
export class Contents {
  readonly #numbers: { readonly [key: string]: Json };
  readonly #arrays: ModelData['arrays'];

  constructor({ numbers, arrays }: Pick<ModelData, 'numbers' | 'arrays'>) {
    this.#numbers = numbers;
    this.#arrays = arrays;
  }

  /** A finite number. */
  number(name: string): number {
    const value = this.#numbers[name];
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    throw invalid(`${name} is no finite number`);
  }

  /** A whole number from 1. */
  count(name: string): number {
    const value = this.number(name);
    if (Number.isInteger(value) && value > 0) return value;
    throw invalid(`${name} is no whole number from 1`);
  }

  /** A list of finite numbers, at least one; of `length` of them, where that is known. */
  numbers(name: string, length?: number): number[] {
    const value = this.#numbers[name];
    const isList = Array.isArray(value) && value.length > 0 && value.length === (length ?? value.length);
    if (isList && value.every((each) => typeof each === 'number' && Number.isFinite(each)))
      return value as number[];
    throw invalid(`${name} is no list of ${length ?? 'at least one'} finite numbers`);
  }

  /** A list of objects, to be read in the same way. */
  list(name: string): Contents[] {
    const value = this.#numbers[name];
    const isObject = (each: unknown): each is { [key: string]: Json } =>
      typeof each === 'object' && each !== null && !Array.isArray(each);
    if (Array.isArray(value) && value.length > 0 && value.every(isObject))
      return value.map((numbers) => new Contents({ numbers, arrays: this.#arrays }));
    throw invalid(`${name} is no list of objects`);
  }

  /** A copy of an array of finite numbers; of `length` values, where that is known. */
  array<T extends ModelArray>(
    name: string,
    kind: { new (length: number): T; readonly name: string },
    length?: number,
  ): T {
    const value = this.#arrays[name];
    const isWhole = value instanceof kind && (length === undefined || value.length === length);
    if (!isWhole || !(value as Float64Array).every(Number.isFinite)) {
      throw invalid(
        `${name} is no ${kind.name} of ${length === undefined ? 'finite numbers' : `${length} finite numbers`}`,
      );
    }
    return value.slice() as T;
  }
}

/** That the data of a model is not what it should be. */
export function invalid(what: string): CamdialError {
  return new CamdialError(
    'model-invalid',
    `This model is damaged or of another version: ${what}. The model before is kept; train anew from the samples.`,
  );
}
