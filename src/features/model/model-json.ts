import { CamdialError } from '../../errors.js';
import { isReadable, storedBytes, type WeightQuantization, type WeightSpec } from './weight-bytes.js';

/** Weights that lie back to back in one file, or in several that are read as if they were one. */
export interface WeightGroup {
  /** Its place in the manifest. */
  readonly index: number;
  readonly paths: readonly string[];
  readonly weights: readonly WeightSpec[];
  /** Length of its files together; what `unsized` takes is not counted. */
  readonly bytes: number;
  /** A weight of unknown length: after it nothing can be found, so that the group cannot be read. */
  readonly unsized: WeightSpec | undefined;
}

/** What a model.json says, checked. */
export interface ModelJson {
  readonly topology: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly groups: readonly WeightGroup[];
  /** Where it is from, for messages. */
  readonly location: string;
}

type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function invalidModel(location: string, problem: string, cause?: unknown): CamdialError {
  return new CamdialError('model-invalid', `The model ${location} cannot be used: ${problem}`, { cause });
}

/** Longest model.json that is read, bytes. */
const longestJson = 64 * 2 ** 20;

/** @throws CamdialError `model-invalid` when it is longer than any model.json. */
export function checkJsonLength(bytes: number, location: string): void {
  if (bytes > longestJson)
    throw invalidModel(location, `it is longer than the ${longestJson} bytes that a model.json may have.`);
}

/** What a file is instead of what it should be, where its beginning tells. */
export function mistakenFile(bytes: Uint8Array): string | undefined {
  const beginning = new TextDecoder().decode(bytes.subarray(0, 200)).trimStart();
  if (/^<(!|\?|html|head|body)/i.test(beginning))
    return 'the server sent a web page, perhaps its fallback for missing files. Check the address.';
  if (beginning.startsWith('version https://git-lfs'))
    return 'this is a Git LFS pointer, not the file itself. Fetch it with `git lfs pull`, and publish that.';
  return undefined;
}

/**
 * Reads the bytes of a model.json.
 *
 * @throws CamdialError `model-invalid`, with what is wrong.
 */
export function readModelJson(bytes: Uint8Array, location: string): ModelJson {
  try {
    return checkModelJson(JSON.parse(new TextDecoder().decode(bytes)), location);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    const problem =
      mistakenFile(bytes) ?? `it is not JSON (${cause.message}). Give the address of a model.json.`;
    throw invalidModel(location, problem, cause);
  }
}

/**
 * Checks what a model.json says.
 *
 * @throws CamdialError `model-invalid`, with what is wrong.
 */
export function checkModelJson(json: unknown, location: string): ModelJson {
  const fail = (problem: string) => invalidModel(location, problem);
  const root = isObject(json) ? json : {};
  let topology = root['modelTopology'];
  if (typeof topology === 'string') topology = parsed(topology);
  if (root['format'] === 'graph-model' || (isObject(topology) && 'node' in topology))
    throw fail(
      'it is a TF.js graph model, of which only TF.js knows the layers. Export it as a Layers model (tensorflowjs_converter --output_format=tfjs_layers_model).',
    );
  if (!isObject(topology))
    throw fail('it has no modelTopology. Give the model.json of a TF.js Layers model.');
  const manifest = root['weightsManifest'];
  if (!Array.isArray(manifest))
    throw fail(
      'it has no weightsManifest, which names the files of the weights. Export it with its weights.',
    );
  const names = new Set<string>();
  const groups = manifest.map((group: unknown, index) => checkGroup(group, index, names, fail));
  const metadata = root['userDefinedMetadata'];
  return { topology, metadata: isObject(metadata) ? metadata : {}, groups, location };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What came instead, short enough for a message. */
function shown(value: unknown): string {
  return String(JSON.stringify(value)).slice(0, 200);
}

function checkGroup(
  group: unknown,
  index: number,
  names: Set<string>,
  fail: (problem: string) => CamdialError,
): WeightGroup {
  const { paths, weights } = isObject(group) ? group : {};
  if (!Array.isArray(paths) || !paths.every(isSafePath) || !Array.isArray(weights))
    throw fail(
      `group ${index} of its weightsManifest must have a list of weights and a list of files beside the model.json, without "..", got ${shown(paths)}.`,
    );
  let bytes = 0;
  let unsized: WeightSpec | undefined;
  for (const weight of weights) {
    if (!isWeightSpec(weight))
      throw fail(
        `a weight needs a name, a shape of whole numbers and a dtype, and where it is quantized scale and min, got ${shown(weight)}.`,
      );
    if (names.has(weight.name)) throw fail(`it has two weights of the name ${weight.name}.`);
    names.add(weight.name);
    const size = storedBytes(weight);
    if (size === undefined) unsized ??= weight;
    else bytes += size;
  }
  if (bytes > 0 && paths.length === 0) throw fail(`group ${index} of its weightsManifest names no files.`);
  return { index, paths, weights, bytes, unsized };
}

function isSafePath(path: unknown): path is string {
  if (typeof path !== 'string' || path === '') return false;
  // As a URL is read: without tabs and line breaks, %2e for a dot.
  const plain = path.replace(/[\t\r\n]/g, '').replace(/%2e/gi, '.');
  return !/\\|(^|\/)\.\.($|[/?#])/.test(plain);
}

function isWeightSpec(weight: unknown): weight is WeightSpec {
  if (!isObject(weight)) return false;
  const { name, shape, dtype, quantization } = weight;
  return (
    typeof name === 'string' &&
    name !== '' &&
    typeof dtype === 'string' &&
    Array.isArray(shape) &&
    // The product times the 8 bytes of the widest type, so that every length is exact.
    [...shape, shape.reduce((product, size) => product * size, 8)].every(
      (size) => Number.isSafeInteger(size) && size >= 0,
    ) &&
    (quantization === undefined || isQuantization(quantization))
  );
}

function isQuantization(quantization: unknown): quantization is WeightQuantization {
  if (!isObject(quantization)) return false;
  const { dtype, scale, min } = quantization;
  return dtype === 'uint8' || dtype === 'uint16'
    ? Number.isFinite(scale) && Number.isFinite(min)
    : typeof dtype === 'string';
}

/**
 * The groups that hold the weights of these names; all that hold any for null.
 *
 * @throws CamdialError `model-invalid` for a name that is not in the manifest, and for a weight that cannot be read.
 */
export function groupsOf(model: ModelJson, names: ReadonlySet<string> | null): WeightGroup[] {
  const missing = new Set(names);
  const isWanted = ({ name }: WeightSpec) => names?.has(name) ?? true;
  const groups = model.groups.filter(({ weights }) => weights.some(isWanted));
  for (const { weights, unsized } of groups) {
    const unreadable = weights.find((weight) => isWanted(weight) && !isReadable(weight)) ?? unsized;
    if (unreadable) {
      const { name, dtype, quantization } = unreadable;
      const type = quantization ? `${dtype} quantized as ${quantization.dtype}` : dtype;
      throw invalidModel(
        model.location,
        `its weight ${name} is of a type that networks here do not use, ${type}.`,
      );
    }
    for (const { name } of weights) missing.delete(name);
  }
  if (missing.size > 0)
    throw invalidModel(
      model.location,
      `its weightsManifest lacks ${[...missing].join(', ')}. Export it again.`,
    );
  return groups;
}
