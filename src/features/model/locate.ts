import { CamdialError } from '../../errors.js';

/** Begins the addresses of models that TF.js saved in this browser; a name follows. */
export const indexedDbScheme = 'indexeddb://';

/**
 * An address as one that is complete, without its fragment.
 *
 * @throws CamdialError `bad-argument` for what is no address.
 */
export function locate(url: string): string {
  if (url.startsWith(indexedDbScheme)) return url; // any name, also one that no URL may have
  // Pages have both, workers a location, Node neither.
  const { document, location } = globalThis as { document?: Document; location?: Location };
  try {
    const located = new URL(url, document?.baseURI ?? location?.href);
    located.hash = '';
    return located.href;
  } catch (cause) {
    throw new CamdialError(
      'bad-argument',
      `The address of a model.json was expected, got ${url}. Outside of pages it must be complete (https://...).`,
      { cause },
    );
  }
}
