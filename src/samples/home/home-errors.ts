import { CamdialError, isCamdialError } from '../../errors.js';

/** What IndexedDB failed with, typed. */
export async function homeError(cause: unknown): Promise<CamdialError> {
  if (isCamdialError(cause)) return cause;
  const { name = '', message = String(cause) } = cause instanceof Error ? cause : {};
  if (name === 'QuotaExceededError') return storageFull(cause);
  if (name === 'VersionError') {
    return storageFailed(
      'a newer version of this page has kept samples here. Reload to get that version',
      cause,
    );
  }
  return storageFailed(message || name, cause);
}

/** @param reason - why; what to do may follow in a sentence of its own. */
export function storageFailed(reason: string, cause?: unknown): CamdialError {
  return new CamdialError(
    'storage-failed',
    `The browser does not let samples be kept: ${reason}. Those in this page are untouched: export them to a file, and try again.`,
    { cause },
  );
}

export function notFound(what: string): CamdialError {
  return new CamdialError('not-found', what);
}

async function storageFull(cause: unknown): Promise<CamdialError> {
  let used = '';
  try {
    const { usage, quota } = await navigator.storage.estimate();
    if (usage !== undefined && quota !== undefined)
      used = `: ${mebibytes(usage)} of ${mebibytes(quota)} are used`;
  } catch {
    // some browsers do not tell
  }
  return new CamdialError(
    'storage-full',
    `The browser has no room to keep more samples${used}. Those in this page are untouched: export them to a file, or remove rounds or dials that are kept, and it is tried again.`,
    { cause },
  );
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}
