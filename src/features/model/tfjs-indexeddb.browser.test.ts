import '@tensorflow/tfjs-backend-cpu';
import * as core from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { openModel } from './open-model.js';

const failure = (code: string, message: RegExp) =>
  expect.objectContaining({ name: 'CamdialError', code, message: expect.stringMatching(message) });

function request<T>(pending: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    pending.onsuccess = () => resolve(pending.result);
    pending.onerror = () => reject(pending.error);
  });
}

const deleteDatabase = () => request(indexedDB.deleteDatabase('tensorflowjs'));
const read = async (name: string) => (await openModel({ url: `indexeddb://${name}` })).readWeights(null);

beforeEach(deleteDatabase);
afterAll(deleteDatabase);

describe('a network that TF.js saved', () => {
  test('is read, with its weights', async () => {
    await core.setBackend('cpu');
    const model = layers.sequential();
    model.add(layers.layers.conv2d({ inputShape: [8, 8, 3], filters: 2, kernelSize: 3, name: 'conv' }));
    model.add(layers.layers.batchNormalization({ name: 'norm' }));
    model.setUserDefinedMetadata({ author: 'us' });
    await model.save('indexeddb://my net/1');
    const opened = await openModel({ url: 'indexeddb://my net/1' });
    const fractions: number[] = [];
    const onProgress = (fraction: number) => fractions.push(fraction);
    const weights = await opened.readWeights(null, { onProgress });
    expect(fractions).toEqual([1]);
    expect(opened).toMatchObject({
      location: 'indexeddb://my net/1',
      metadata: { author: 'us' },
      topology: { class_name: 'Sequential' },
      cacheState: 'off',
    });
    expect([...weights.keys()]).toEqual(model.weights.map(({ name }) => name));
    for (const weight of model.weights)
      expect(weights.get(weight.name)).toEqual(weight.read().dataSync() as Float32Array);
    const some = await opened.readWeights(new Set(['norm/beta', 'conv/bias']));
    expect([...some.keys()].sort()).toEqual(['conv/bias', 'norm/beta']);
    expect(opened.weightSpecs[0]).toMatchObject({
      name: 'conv/kernel',
      shape: [3, 3, 3, 2],
      dtype: 'float32',
    });

    await expect(read('my net')).rejects.toEqual(
      failure('model-unreachable', /saved no model my net in this browser. Those here: my net\/1\.$/),
    );
    // It can still be deleted and saved again: nothing holds the database.
    await deleteDatabase();
    await model.save('indexeddb://again');
    expect((await read('again')).size).toBe(6);
    model.dispose();
  });

  test('in pieces, and damaged', async () => {
    const opening = indexedDB.open('tensorflowjs', 1);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore('models_store', { keyPath: 'modelPath' });
    };
    const database = await request(opening);
    const save = (modelPath: string, modelArtifacts: unknown) =>
      request(
        database
          .transaction('models_store', 'readwrite')
          .objectStore('models_store')
          .put({ modelPath, modelArtifacts }),
      );
    const modelTopology = { class_name: 'Sequential' };
    const weightSpecs = [{ name: 'w', shape: [3], dtype: 'float32' }];
    const bytes = Float32Array.of(1, 2, 3).buffer;
    await save('pieces', { modelTopology, weightSpecs, weightData: [bytes.slice(0, 5), bytes.slice(5)] });
    expect([...(await read('pieces'))]).toEqual([['w', Float32Array.of(1, 2, 3)]]);
    await save('short', { modelTopology, weightSpecs, weightData: bytes.slice(1) });
    await expect(read('short')).rejects.toEqual(
      failure('model-invalid', /must have 12 bytes.* there are 11/),
    );
    await save('bare', { modelTopology });
    expect((await read('bare')).size).toBe(0);
    await save('none', { weightSpecs, weightData: bytes });
    await expect(read('none')).rejects.toEqual(failure('model-invalid', /no modelTopology/));
    await save('lost', { modelTopology, weightSpecs });
    await expect(read('lost')).rejects.toEqual(failure('model-invalid', /must have 12 bytes/));
    database.close();
  });
});

test('where none was saved, that is told, and no database is left behind', async () => {
  await expect(read('net')).rejects.toEqual(
    failure('model-unreachable', /saved no model net .* None is saved here/),
  );
  expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain('tensorflowjs');
});

test('a database without models is left as it is', async () => {
  (await request(indexedDB.open('tensorflowjs', 7))).close();
  await expect(read('net')).rejects.toEqual(failure('model-unreachable', /None is saved here/));
  const { version } = (await indexedDB.databases()).find(({ name }) => name === 'tensorflowjs')!;
  expect(version).toBe(7);
});

test('a browser that forbids it is told, an abort is heeded, digests are refused', async () => {
  const integrity = { 'model.json': `sha256-${btoa('x'.repeat(32))}` };
  await expect(openModel({ url: 'indexeddb://net' }, { integrity })).rejects.toEqual(
    failure('bad-argument', /integrity is of files/),
  );
  const reason = new Error('enough');
  const abort = new AbortController();
  const opening = openModel({ url: 'indexeddb://net' }, { signal: abort.signal });
  abort.abort(reason);
  await expect(opening).rejects.toBe(reason);
  vi.stubGlobal('indexedDB', {
    open() {
      throw new DOMException('not here', 'SecurityError');
    },
  });
  const refused = read('net');
  await expect(refused).rejects.toEqual(
    failure('model-unreachable', /did not let IndexedDB be read.*not here/),
  );
  vi.unstubAllGlobals();
});
