import { CamdialError } from '../../errors.js';
import { invalidModel, isObject, type ModelJson } from './model-json.js';

/** Digests by file name, as `integrity` attributes have them: the algorithm, a dash, base64. */
export type Digests = Readonly<Record<string, string>>;

const pattern = /^sha(256|384|512)-[A-Za-z\d+/]+={0,2}$/;

/**
 * The digests that a caller gives.
 *
 * @throws CamdialError `bad-argument` for what is no digest; `unsupported` where digests cannot be computed.
 */
export function givenDigests(digests: Digests = {}): Digests {
  for (const [name, digest] of Object.entries(digests))
    if (!pattern.test(digest))
      throw new CamdialError(
        'bad-argument',
        `The integrity of ${name} must be "sha256-", "sha384-" or "sha512-" and base64, got ${digest}.`,
      );
  requireCrypto(digests);
  return digests;
}

/**
 * The digests that a model brings (`userDefinedMetadata.camdial.integrity`), and those that were given, which win.
 *
 * @throws CamdialError `model-invalid` for a model's that is no digest; `bad-argument` for a given one of a file that
 * the model does not have: it would never be checked; `unsupported` where digests cannot be computed.
 */
export function allDigests(model: ModelJson, given: Digests): Digests {
  const { camdial } = model.metadata;
  const own = isObject(camdial) && isObject(camdial['integrity']) ? camdial['integrity'] : {};
  const paths = new Set(model.groups.flatMap((group) => group.paths));
  for (const name of Object.keys(given))
    if (name !== 'model.json' && !paths.has(name))
      throw new CamdialError(
        'bad-argument',
        `There is an integrity for ${name}, but ${model.location} has no file of that name. Name it as its weightsManifest does.`,
      );
  const digests: Record<string, string> = {};
  for (const [name, digest] of Object.entries(own)) {
    if (typeof digest !== 'string' || !pattern.test(digest))
      throw invalidModel(model.location, `the integrity it gives for ${name} is no digest.`);
    if (paths.has(name)) digests[name] = digest;
  }
  requireCrypto(digests);
  return { ...digests, ...given };
}

/**
 * Checks a file against its digest, where it has one.
 *
 * @throws CamdialError `model-invalid` when it is another file.
 */
export async function checkDigest(
  bytes: Uint8Array<ArrayBuffer>,
  name: string,
  digests: Digests,
  location: string,
): Promise<void> {
  const digest = Object.hasOwn(digests, name) && digests[name];
  if (!digest) return;
  const [algorithm] = digest.split('-');
  const hash = await crypto.subtle.digest(algorithm!.replace('sha', 'SHA-'), bytes);
  const actual = `${algorithm}-${btoa(String.fromCharCode(...new Uint8Array(hash)))}`;
  if (digest !== actual)
    throw invalidModel(location, `its file ${name} is another: its digest is ${actual}, not ${digest}.`);
}

function requireCrypto(digests: Digests): void {
  if (Object.keys(digests).length > 0 && !globalThis.crypto?.subtle)
    throw new CamdialError(
      'unsupported',
      'The integrity of files can only be checked on pages served by https or from localhost. Use https, or leave out the integrity.',
    );
}
