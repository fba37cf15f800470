import { CamdialError } from '../../errors.js';
import { joined } from './fetch-file.js';
import { indexedDbScheme } from './locate.js';
import { checkModelJson, isObject, type ModelJson } from './model-json.js';

// As TF.js names them (tfjs-core, io/indexed_db).
const databaseName = 'tensorflowjs';
const storeName = 'models_store';

/**
 * Reads a network that TF.js saved in this browser (`model.save('indexeddb://name')`).
 *
 * @returns what it is, in one group, and its weights as they lie there.
 * @throws CamdialError `model-unreachable` when there is none of that name; `model-invalid` as {@link checkModelJson};
 * `unsupported` where there is no IndexedDB.
 */
export async function openSavedModel(
  url: string,
): Promise<{ model: ModelJson; weights: Uint8Array<ArrayBuffer> }> {
  const name = url.slice(indexedDbScheme.length);
  const { record, names } = await readRecord(name);
  if (!isObject(record) || !isObject(record['modelArtifacts'])) {
    const saved = names.length > 0 ? `Those here: ${names.join(', ')}.` : 'None is saved here.';
    throw new CamdialError('model-unreachable', `TF.js saved no model ${name} in this browser. ${saved}`);
  }
  const { weightSpecs, weightData, ...json } = record['modelArtifacts'];
  const weightsManifest = [{ paths: ['weightData'], weights: weightSpecs ?? [] }];
  const model = checkModelJson({ ...json, weightsManifest }, url);
  const pieces = [weightData].flat().filter((piece) => piece instanceof ArrayBuffer);
  return { model, weights: joined(pieces.map((piece) => new Uint8Array(piece))) };
}

/** The record of a name, and the names that there are. */
async function readRecord(name: string): Promise<{ record: unknown; names: readonly IDBValidKey[] }> {
  if (!globalThis.indexedDB)
    throw new CamdialError(
      'unsupported',
      `${indexedDbScheme}${name} needs IndexedDB, which only browsers have. Give the address of a model.json.`,
    );
  let isNew = false;
  try {
    const opening = indexedDB.open(databaseName);
    opening.onupgradeneeded = () => {
      isNew = true;
      opening.transaction?.abort(); // what TF.js has not made stays unmade
    };
    const database = await result(opening);
    try {
      if (!database.objectStoreNames.contains(storeName)) return { record: undefined, names: [] };
      const store = database.transaction(storeName).objectStore(storeName);
      const [record, names] = await Promise.all([result(store.get(name)), result(store.getAllKeys())]);
      return { record, names };
    } finally {
      database.close();
    }
  } catch (cause) {
    if (isNew) return { record: undefined, names: [] };
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CamdialError(
      'model-unreachable',
      `The browser did not let IndexedDB be read for ${indexedDbScheme}${name}: ${reason}`,
      { cause },
    );
  }
}

function result<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
