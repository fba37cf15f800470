import { CamdialError, type CamdialErrorCode, isCamdialError } from '../../errors.js';

/**
 * One promise of a contract, as a test for any runner.
 *
 * @example
 * ```ts
 * import { regressorChecks } from 'camdial/testing';
 * import { RidgeRegressor } from 'camdial';
 * import { test } from 'node:test';
 *
 * for (const check of regressorChecks(() => new RidgeRegressor())) test(check.name, () => check.run());
 * ```
 */
export interface ContractCheck {
  /** What is promised, in words. */
  readonly name: string;
  /**
   * Makes a part, tries it, and disposes of it.
   *
   * @throws CamdialError `contract-broken` when the promise is not kept: what was expected, what came. When the part
   * threw, `cause` has its error.
   */
  run(): Promise<void>;
}

/** Something that can be given up: every part that is checked. */
interface Disposable {
  dispose?(): void;
}

/** How a check gets a part of its own. */
export type Make<Part> = () => Part | Promise<Part>;

/** A check that makes its own part and disposes of it, whatever happens. */
export function checkOf<Part extends Disposable>(
  name: string,
  make: Make<Part>,
  run: (part: Part) => Promise<void> | void,
): ContractCheck {
  return {
    name,
    // An own function rather than a method: `test(check.name, check.run)` takes it off its object.
    run: async () => {
      try {
        const part = await make();
        try {
          await run(part);
        } finally {
          part.dispose?.();
        }
      } catch (cause) {
        if (isCamdialError(cause) && cause.code === 'contract-broken') throw cause;
        throw new CamdialError('contract-broken', `${name}: expected no error, got ${said(cause)}`, {
          cause,
        });
      }
    },
  };
}

/**
 * @param expected - what was promised; completes `expected ...`.
 * @param got - what came instead.
 * @throws CamdialError `contract-broken`.
 */
export function expectThat(condition: boolean, expected: string, got: unknown): asserts condition {
  if (!condition) throw broken(expected, got);
}

/** @throws CamdialError `contract-broken` unless `action` throws or rejects with a {@link CamdialError} of this code. */
export async function expectCode(action: () => unknown, code: CamdialErrorCode, what: string): Promise<void> {
  let result: unknown;
  try {
    result = await action();
  } catch (error) {
    if (isCamdialError(error) && error.code === code) return;
    throw broken(`${what} to fail with a CamdialError of code '${code}'`, said(error), error);
  }
  throw broken(`${what} to fail with a CamdialError of code '${code}'`, `no error, but ${said(result)}`);
}

/**
 * @param what - what is waited for; completes `expected ...`.
 * @throws CamdialError `contract-broken` when it does not settle in time; its own error when it rejects.
 */
export async function inTime<T>(promise: Promise<T>, milliseconds: number, what: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(broken(what, `nothing within ${milliseconds} ms`)), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits, and lets everything else have its turn. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** The part of Node's `process` that tells of rejections. */
interface NodeEvents {
  on?(event: string, listener: (reason: unknown) => void): unknown;
  off?(event: string, listener: (reason: unknown) => void): unknown;
}

/** @throws CamdialError `contract-broken` when a promise rejects meanwhile and nobody takes notice. */
export async function expectNoStrayRejection(action: () => Promise<void>): Promise<void> {
  const strays: unknown[] = [];
  const onBrowser = (event: Event) => strays.push((event as PromiseRejectionEvent).reason);
  const onNode = (reason: unknown) => strays.push(reason);
  const { process: node } = globalThis as { process?: NodeEvents };
  globalThis.addEventListener?.('unhandledrejection', onBrowser);
  node?.on?.('unhandledRejection', onNode);
  try {
    await action();
    await pause(0); // they are reported once all microtasks are done
    await pause(0);
  } finally {
    globalThis.removeEventListener?.('unhandledrejection', onBrowser);
    node?.off?.('unhandledRejection', onNode);
  }
  if (strays.length > 0)
    throw broken('every rejection to reach the caller', `a stray one: ${said(strays[0])}`, strays[0]);
}

/** Whether all values of two lists are within `tolerance` of each other. */
export function isAlike(a: ArrayLike<number>, b: ArrayLike<number>, tolerance: number): boolean {
  return a.length === b.length && greatestDifference(a, b) <= tolerance;
}

/** The greatest difference between values at the same place. */
export function greatestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let greatest = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i]! - b[i]!);
    if (!(difference <= greatest)) greatest = difference; // NaN wins
  }
  return greatest;
}

/** The greatest absolute value. */
export function greatest(values: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]!));
  return most;
}

/** A whole number above 0. */
export function isCount(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) > 0;
}

/** A value in words, short enough for a message. */
export function said(value: unknown): string {
  if (isCamdialError(value)) return `CamdialError '${value.code}': ${value.message}`;
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (typeof value === 'string') return value;
  if (typeof value === 'object' && value !== null) {
    const name = value.constructor?.name ?? 'object';
    return 'length' in value ? `${name} of length ${value.length}` : `an object (${name})`;
  }
  return String(value);
}

function broken(expected: string, got: unknown, cause?: unknown): CamdialError {
  return new CamdialError(
    'contract-broken',
    `Expected ${expected}, got ${said(got)}.`,
    cause === undefined ? {} : { cause },
  );
}
