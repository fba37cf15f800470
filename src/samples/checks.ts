import { CamdialError } from '../errors.js';

/** Product of the dimensions of a shape. */
export function productOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** @throws CamdialError `feature-shape` or `not-finite`. */
export function checkFeatures(features: ArrayLike<number>, length: number): void {
  if (features.length !== length) {
    throw new CamdialError(
      'feature-shape',
      `Expected ${length} features, got ${features.length}. Samples and predictions must come from one backbone with the same settings.`,
    );
  }
  checkFinite(features, 'feature');
}

/** @throws CamdialError `target-shape` or `not-finite`. */
export function checkTarget(target: ArrayLike<number | null>, outputs: number): void {
  if (target.length !== outputs) {
    throw new CamdialError(
      'target-shape',
      `Expected a target of ${outputs} value${outputs === 1 ? '' : 's'}, one for each output of the dial, got ${target.length}. ` +
        `Give every output a value (null for one that is not taught), or make the dial with ${target.length} outputs.`,
    );
  }
  const taught = Array.from(target).filter((value) => value !== null);
  if (taught.length === 0) {
    throw new CamdialError(
      'target-shape',
      'A target of nothing but null teaches nothing. Give at least one output a value.',
    );
  }
  checkFinite(taught, 'target value');
}

function checkFinite(values: ArrayLike<number>, what: string): void {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(Math.fround(values[i]!))) {
      throw new CamdialError(
        'not-finite',
        `Every ${what} must be a finite number, but number ${i} is ${values[i]}. Look at what made it; nothing was stored.`,
      );
    }
  }
}
