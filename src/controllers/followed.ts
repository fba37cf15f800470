import { CamdialError } from '../errors.js';
import { must } from './must.js';

/**
 * Picks the output that a controller follows.
 *
 * @param who - the controller, as errors name it.
 * @param output - counted from 0.
 * @throws CamdialError `bad-argument` when it is not a whole number from 0; so does the result where the dial has fewer.
 */
export function followed(who: string, output: number): (values: Float32Array) => number {
  must(Number.isInteger(output) && output >= 0, `${who} counts outputs from 0, got output ${output}.`);
  return (values) => {
    const value = values[output];
    if (value !== undefined) return value;
    throw new CamdialError(
      'bad-argument',
      `${who} follows output ${output}, but the dial has ${values.length}, counted from 0.`,
    );
  };
}
