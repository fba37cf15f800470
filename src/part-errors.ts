import { CamdialError, type CamdialErrorCode, isCamdialError } from './errors.js';

/**
 * Does the work of a part; what it fails with becomes typed.
 *
 * @throws CamdialError the part's own, or `code` with its error as the cause.
 */
export async function typed<T>(code: CamdialErrorCode, part: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asTyped(code, part, error);
  }
}

/** A part's error as it is where it is typed, else as the cause of one that is. */
export function asTyped(code: CamdialErrorCode, part: string, error: unknown): CamdialError {
  return isCamdialError(error) ? error : partFailed(code, part, error);
}

/** What a part failed with, as the cause. */
export function partFailed(code: CamdialErrorCode, part: string, error: unknown): CamdialError {
  return new CamdialError(
    code,
    `${part} failed: ${error instanceof Error ? error.message : String(error)}. The samples are kept; mend it and run again.`,
    { cause: error },
  );
}
