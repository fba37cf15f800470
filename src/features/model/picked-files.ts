import { CamdialError } from '../../errors.js';
import { type GroupFiles, wrongLength } from './fetch-weights.js';
import {
  checkJsonLength,
  invalidModel,
  type ModelJson,
  readModelJson,
  type WeightGroup,
} from './model-json.js';

/** A model of files that a person picked: its model.json, and the rest. */
export interface PickedModel {
  readonly model: ModelJson;
  readonly json: Uint8Array<ArrayBuffer>;
  /** The binary files, still to be read. */
  readonly others: readonly Blob[];
}

/**
 * Finds and reads the model.json among files: the only JSON file, or the one of that name.
 *
 * @throws CamdialError `model-invalid` when there is none, or it is none; `model-unreachable` when it cannot be read.
 */
export async function openPickedFiles(files: readonly Blob[]): Promise<PickedModel> {
  let candidates = files.filter((file) => /\.json$/i.test(pathOf(file)));
  if (candidates.length === 0) {
    // What has no name may tell by how it begins.
    const begins = await Promise.all(files.map((file) => read(file.slice(0, 100))));
    const isJson = (bytes: Uint8Array) => /^\s*\{\s*"/.test(new TextDecoder().decode(bytes));
    candidates = files.filter((file, i) => !pathOf(file) && isJson(begins[i]!));
  }
  if (candidates.length > 1)
    candidates = candidates.filter((file) => baseName(pathOf(file)) === 'model.json');
  const [file] = candidates;
  if (!file || candidates.length > 1)
    throw invalidModel(namesOf(files), 'exactly one model.json must be there.');
  const location = pathOf(file) || 'model.json';
  checkJsonLength(file.size, location);
  const json = await read(file);
  return { model: readModelJson(json, location), json, others: files.filter((other) => other !== file) };
}

/**
 * Reads the files of groups.
 *
 * @throws CamdialError `model-invalid`, naming all that are missing or have not the length of their weights;
 * `model-unreachable` when one cannot be read.
 */
export async function readPickedFiles(
  { model, others }: PickedModel,
  groups: readonly WeightGroup[],
): Promise<GroupFiles[]> {
  const allPaths = model.groups.flatMap(({ paths }) => paths);
  const missing: string[] = [];
  const found = groups.map(({ paths }) =>
    paths.flatMap((path) => {
      const file = findFile(path, allPaths, others);
      if (!file) missing.push(path);
      return file ?? [];
    }),
  );
  if (missing.length > 0)
    throw invalidModel(
      model.location,
      `these files of it are not among those given, or more than once: ${missing.join(', ')}. Give all of them.`,
    );
  for (const [i, group] of groups.entries()) {
    const bytes = found[i]!.reduce((sum, file) => sum + file.size, 0);
    if (bytes !== group.bytes) throw wrongLength(model, { group }, String(bytes));
  }
  return Promise.all(found.map((files) => Promise.all(files.map(read))));
}

function findFile(path: string, allPaths: readonly string[], files: readonly Blob[]): Blob | undefined {
  const wanted = `/${path.replace(/^(\.?\/)+/, '')}`;
  const matching = (test: (file: Blob) => boolean) => {
    const matches = files.filter(test);
    return matches.length === 1 ? matches[0] : undefined;
  };
  const name = baseName(path);
  const isOnlyName = allPaths.filter((other) => baseName(other) === name).length === 1;
  return (
    matching((file) => `/${pathOf(file)}`.endsWith(wanted)) ??
    (isOnlyName ? matching((file) => baseName(pathOf(file)) === name) : undefined) ??
    (allPaths.length === 1 && files.length === 1 ? matching((file) => !pathOf(file)) : undefined)
  );
}

/** With its folders where the browser tells them, or the name; empty for a blob. */
function pathOf(file: Blob): string {
  const { webkitRelativePath, name } = file as Partial<File>;
  return webkitRelativePath || name || '';
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function namesOf(files: readonly Blob[]): string {
  return `of the files ${files.map((file) => pathOf(file) || 'without a name').join(', ') || '(none)'}`;
}

async function read(file: Blob): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (cause) {
    throw new CamdialError(
      'model-unreachable',
      `The file ${pathOf(file)} could not be read: ${String(cause)}. Choose it again.`,
      { cause },
    );
  }
}
