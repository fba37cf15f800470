import { isCamdialError } from '../../errors.js';
import type { ContractCheck } from './contract.js';

/** Names of the checks that fail; any other failure than `contract-broken` is passed on. For tests of the checks. */
export async function failuresOf(checks: readonly ContractCheck[]): Promise<string[]> {
  const failures: string[] = [];
  for (const { name, run } of checks) {
    try {
      await run();
    } catch (error) {
      if (!isCamdialError(error) || error.code !== 'contract-broken') throw error;
      failures.push(name);
    }
  }
  return failures;
}
