import { CamdialError } from '../errors.js';

/**
 * What an argument must be.
 *
 * @throws CamdialError `bad-argument` unless it is so.
 */
export function must(isSo: boolean, message: string): asserts isSo {
  if (!isSo) throw new CamdialError('bad-argument', message);
}
