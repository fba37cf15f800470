import type { Frame } from '../../capture/frame.js';
import { CamdialError, type CamdialErrorCode, isCamdialError } from '../../errors.js';

/** What the page says to a worker. */
export type ToWorker =
  | { readonly kind: 'start'; readonly recipe: unknown; readonly lock: string }
  | { readonly kind: 'abort' }
  | { readonly kind: 'extract'; readonly id: number; readonly frame: Frame };

/** What a worker says to the page. */
export type ToPage =
  | { readonly kind: 'alive'; readonly hasLock: boolean }
  | { readonly kind: 'progress'; readonly fraction: number }
  | ({ readonly kind: 'ready' } & Ready)
  | { readonly kind: 'failed'; readonly error: PackedError }
  | { readonly kind: 'features'; readonly id: number; readonly features: Float32Array }
  | { readonly kind: 'extract-failed'; readonly id: number; readonly error: PackedError };

/** What the page is told of a backbone that runs in a worker. */
export interface Ready {
  readonly id: string;
  readonly inputSize: number;
  readonly featureShape: readonly number[];
  /** The backbone's `info`, where it has one. */
  readonly info: unknown;
}

/** An error on its way between threads. */
export interface PackedError {
  /** Null when it was not typed. */
  readonly code: CamdialErrorCode | null;
  readonly message: string;
}

export function packError(error: unknown): PackedError {
  if (isCamdialError(error)) return { code: error.code, message: error.message };
  return { code: null, message: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
}

export function unpackError({ code, message }: PackedError): CamdialError {
  if (code) return new CamdialError(code, message);
  return new CamdialError(
    'backbone-failed',
    `The backbone failed in its worker: ${message}. The samples are kept; mend it and run again.`,
  );
}
