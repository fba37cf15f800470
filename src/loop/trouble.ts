import type { CamdialError } from '../errors.js';
import { asTyped } from '../part-errors.js';
import { report } from '../report.js';

/** Tells of what went wrong and ends nothing: to who asked to be told, else to the page. Who is told may throw as well. */
export function troubleTeller(onTrouble: (trouble: CamdialError) => void = report): (error: unknown) => void {
  return (error) => {
    try {
      onTrouble(asTyped('controller-failed', 'A listener', error));
    } catch (thrown) {
      report(thrown);
    }
  };
}
