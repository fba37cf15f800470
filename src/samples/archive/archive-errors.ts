import { CamdialError } from '../../errors.js';

/** What is said of a file that is no archive, or a damaged one. */
export function invalid(
  what: string,
  todo = 'Nothing was changed; take another copy of the file.',
  cause?: unknown,
): CamdialError {
  return new CamdialError(
    'samples-invalid',
    `This archive of a dial cannot be opened: ${what}. ${todo}`,
    cause === undefined ? undefined : { cause },
  );
}

/** What is said of an archive that is not wrong, only more than may be. */
export function tooLarge(bytes: number, maxBytes: number): CamdialError {
  return new CamdialError(
    'out-of-memory',
    `This archive would take ${sized(bytes)}, and at most ${sized(maxBytes)} were allowed (maxBytes). Nothing was changed; allow more where the file is one of yours.`,
  );
}

export function sized(bytes: number): string {
  return bytes < 2 ** 20 ? `${bytes} bytes` : `${Math.ceil(bytes / 2 ** 20)} MiB`;
}

/** What names from a file look like in a message: in quotes, and short. */
export function quoted(name: string): string {
  return JSON.stringify(name.length > 60 ? `${name.slice(0, 60)}…` : name);
}
