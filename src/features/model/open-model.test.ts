import '@tensorflow/tfjs-backend-cpu';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { io } from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type ModelServer, serveModel } from '../../../test/support/model-server.js';
import {
  floats,
  jsonBytes,
  makeModel,
  plain,
  type SampleGroup,
  type SampleModel,
  type SampleSpec,
  smallModel,
  smallModelWeights,
} from '../../../test/support/sample-model.js';
import { serve } from '../../../test/support/serve.js';
import { randomFrom } from '../../random.js';
import { locate } from './locate.js';
import { ModelCache } from './model-cache.js';
import { openModel } from './open-model.js';
import { storedBytes } from './weight-bytes.js';

const failure = (code: string, message: RegExp | string) =>
  expect.objectContaining({ name: 'CamdialError', code, message: expect.stringMatching(message) });

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  vi.unstubAllGlobals();
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

async function served(model: SampleModel = smallModel()): Promise<ModelServer> {
  const server = await serveModel(model);
  cleanUps.push(() => server.dispose());
  return server;
}

const eventually = (check: () => void) => vi.waitFor(check, { timeout: 4000 });

/** Waits are a twentieth of what they are. */
function hurry(): void {
  const { setTimeout } = globalThis;
  vi.stubGlobal('setTimeout', (work: () => void, milliseconds: number) =>
    setTimeout(work, milliseconds / 20),
  );
}

const sha = (bits: number, bytes: Uint8Array) =>
  `sha${bits}-${createHash(`sha${bits}`).update(bytes).digest('base64')}`;

/** Weights as TF.js decodes them. */
function asTfjs(groups: readonly SampleGroup[]): [string, number[]][] {
  return groups.flatMap(({ weights, bytes }) => {
    const tensors = io.decodeWeights(bytes.slice().buffer, weights as unknown as io.WeightsManifestEntry[]);
    return weights.map(({ name }): [string, number[]] => [name, [...tensors[name]!.dataSync()]]);
  });
}

describe('reads', () => {
  test('what a model is made of, and its weights', async () => {
    const model = smallModel();
    model.json['userDefinedMetadata'] = { author: 'us' };
    const { url } = await served(model);
    const opened = await openModel({ url: `${url}#part` });
    expect(opened.topology).toEqual(model.json['modelTopology']);
    expect(opened.metadata).toEqual({ author: 'us' });
    expect(opened.weightSpecs).toEqual(model.json.weightsManifest.flatMap(({ weights }) => weights));
    expect(opened.location).toBe(url);
    expect(plain(await opened.readWeights(null))).toEqual(smallModelWeights);
    expect(opened.cacheState).toBe('unavailable'); // in Node
  });

  test('a topology that is a string, and metadata that are none', async () => {
    const model = smallModel();
    const topology = model.json['modelTopology'];
    model.json['modelTopology'] = JSON.stringify(topology);
    model.json['userDefinedMetadata'] = null;
    const opened = await openModel({ url: (await served(model)).url }, { cache: false });
    expect(opened.topology).toEqual(topology);
    expect(opened.metadata).toEqual({});
    await opened.readWeights(new Set());
    expect(opened.cacheState).toBe('off');
  });

  test('models of any types, groups and files as TF.js does', async () => {
    for (let seed = 1; seed <= 25; seed++) {
      const random = randomFrom(seed);
      const whole = (below: number) => Math.floor(random() * below);
      const groups = Array.from({ length: 1 + whole(5) }, (_, g): SampleGroup => {
        const weights = Array.from({ length: 1 + whole(4) }, (_, w): SampleSpec => {
          const name = `g${g}/w${w}`;
          const shape = Array.from({ length: whole(4) }, () => whole(6));
          const dtype = ['float32', 'int32', 'bool'][whole(3)]!;
          const stored = dtype === 'bool' ? 'none' : ['none', 'uint8', 'uint16', 'float16'][whole(4)]!;
          if (stored === 'none') return { name, shape, dtype };
          if (stored === 'float16') return { name, shape, dtype: 'float32', quantization: { dtype: stored } };
          return { name, shape, dtype, quantization: { dtype: stored, scale: random(), min: -random() } };
        });
        const length = weights.reduce((sum, weight) => sum + storedBytes(weight)!, 0);
        // No byte of 0x78 and more: neither float32 nor float16 is infinite or no number then.
        const bytes = Uint8Array.from({ length }, () => whole(0x78));
        return {
          weights,
          bytes,
          cuts: Array.from({ length: whole(3) }, () => whole(length + 1)).sort((a, b) => a - b),
        };
      });
      const { url, dispose } = await serveModel(makeModel(groups));
      const weights = await (await openModel({ url })).readWeights(null);
      const expected = asTfjs(groups).map(([name, values]) => [name, [...Float32Array.from(values)]]);
      expect(plain(weights), `seed ${seed}`).toEqual(expected);
      await dispose();
    }
  });

  test('only the groups that are wanted, files of several whole', async () => {
    const server = await served();
    const opened = await openModel({ url: server.url });
    const fractions: number[] = [];
    const onProgress = (fraction: number) => fractions.push(fraction);
    const weights = await opened.readWeights(new Set(['second/bias', 'third/kernel']), { onProgress });
    expect(plain(weights)).toEqual(smallModelWeights.slice(2));
    expect(server.requests.slice(1).sort()).toEqual([
      'group2-shard1of3.bin',
      'group2-shard2of3.bin',
      'group2-shard3of3.bin',
      'group3-shard1of1.bin',
    ]);
    server.requests.length = 0;
    expect((await opened.readWeights(new Set())).size).toBe(0);
    expect(server.requests).toEqual([]);
  });

  test('files whose address has a query with the same query, as TF.js does', async () => {
    const server = await served();
    const queries: string[] = [];
    server.answer = (_name, _response, request) => {
      queries.push(new URL(request.url!, 'http://host').search);
      return false;
    };
    await (await openModel({ url: `${server.url}?token=a%20b` })).readWeights(null);
    expect(queries).toEqual(Array(6).fill('?token=a%20b'));
  });

  test('compressed files, whose Content-Length is another', async () => {
    const model = smallModel();
    const server = await served(model);
    server.answer = (name, response) => {
      const body = gzipSync(name === 'model.json' ? jsonBytes(model.json) : model.files.get(name)!);
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': body.length }).end(body);
      return true;
    };
    const fractions: number[] = [];
    const onProgress = (fraction: number) => fractions.push(fraction);
    const weights = await (await openModel({ url: server.url })).readWeights(null, { onProgress });
    expect(plain(weights)).toEqual(smallModelWeights);
    expect(fractions.at(-1)).toBe(1);
  });

  test('one address twice at once', async () => {
    const { url } = await served();
    const read = async () => plain(await (await openModel({ url })).readWeights(null));
    expect(await Promise.all([read(), read()])).toEqual([smallModelWeights, smallModelWeights]);
  });
});

describe('tells what is no model', () => {
  const manifest = (change: Record<string, unknown>) => () => {
    const { json } = smallModel();
    Object.assign(json.weightsManifest[0]!.weights[0]!, change);
    return json;
  };
  const path = (name: string) => () => {
    const model = smallModel();
    model.json.weightsManifest[0]!.paths[0] = name;
    return model.json;
  };
  const without = (key: string) => () => ({ ...smallModel().json, [key]: undefined });
  const cases: [string, () => unknown, RegExp][] = [
    [
      'a web page',
      () => '\n<!DOCTYPE html><html></html>',
      /sent a web page, perhaps its fallback for missing/,
    ],
    [
      'a Git LFS pointer',
      () => 'version https://git-lfs.github.com/spec/v1\noid sha256:0',
      /Git LFS pointer/,
    ],
    ['no JSON', () => '{"modelTopology": ', /is not JSON/],
    ['nothing', () => '', /is not JSON/],
    ['a list', () => [], /no modelTopology/],
    ['null', () => null, /no modelTopology/],
    [
      'a graph model by its format',
      () => ({ ...smallModel().json, format: 'graph-model' }),
      /Export it as a Layers/,
    ],
    [
      'a graph model by its nodes',
      () => ({ ...smallModel().json, modelTopology: { node: [] } }),
      /as a Layers model/,
    ],
    ['no topology', without('modelTopology'), /no modelTopology/],
    ['a topology of broken text', () => ({ ...smallModel().json, modelTopology: '{' }), /no modelTopology/],
    ['no manifest', without('weightsManifest'), /no weightsManifest/],
    [
      'a manifest of numbers',
      () => ({ ...smallModel().json, weightsManifest: [1] }),
      /group 0 of its weightsManifest/,
    ],
    [
      'a group without files',
      () => {
        const { json } = smallModel();
        json.weightsManifest[2]!.paths = [];
        return json;
      },
      /group 2 .* names no files/,
    ],
    ['a weight twice', manifest({ name: 'second/bias' }), /two weights of the name second\/bias/],
    ['a weight without a name', manifest({ name: '' }), /needs a name/],
    ['a weight without a type', manifest({ dtype: undefined }), /needs a name, a shape .* and a dtype/],
    ['a shape that is none', manifest({ shape: '4' }), /a shape of whole numbers/],
    ['a negative size', manifest({ shape: [-2, -2] }), /a shape of whole numbers/],
    ['half a size', manifest({ shape: [1.5] }), /a shape of whole numbers/],
    ['sizes beyond counting', manifest({ shape: [2 ** 30, 2 ** 30] }), /a shape of whole numbers/],
    [
      'a quantization without a scale',
      manifest({ quantization: { dtype: 'uint8', min: 0 } }),
      /scale and min/,
    ],
    ['a quantization that is none', manifest({ quantization: 8 }), /quantized/],
    ['a file of a folder above', path('../secret.bin'), /without "\.\."/],
    ['a file of a folder above, encoded', path('a/%2E%2e/b.bin'), /without "\.\."/],
    ['a file of a folder above, with a tab', path('.\t./b.bin'), /without "\.\."/],
    ['a file with backslashes', path('a\\b.bin'), /files beside the model.json/],
    ['a file without a name', path(''), /files beside the model.json/],
    ['a file on another server', path('https://example.com/a.bin'), /not on the server of the model.json/],
    ['a file on another server, without a scheme', path('//example.com/a.bin'), /not on the server/],
    ['a file of another scheme', path('data:,abcd'), /not on the server/],
  ];
  test.each(cases)('%s', async (_name, body, message) => {
    const server = await served();
    server.answer = (_file, response) => {
      const content = body();
      response.writeHead(200).end(typeof content === 'string' ? content : JSON.stringify(content));
      return true;
    };
    await expect(openModel({ url: server.url })).rejects.toEqual(failure('model-invalid', message));
    expect(server.requests).toEqual(['model.json']);
  });

  test('names with dots, and addresses on the same server, are fine', async () => {
    const model = smallModel();
    const server = await served(model);
    const bytes = model.files.get('group1-shard1of1.bin')!;
    for (const name of ['a..b.bin', '..bin', 'a/./group1.bin', new URL('elsewhere.bin', server.url).href]) {
      model.json.weightsManifest[0]!.paths[0] = name;
      model.files.set(name.replace('./', '').replace(/.*\/models\//, ''), bytes);
      expect(plain(await (await openModel({ url: server.url })).readWeights(null))).toEqual(
        smallModelWeights,
      );
    }
  });

  test('a JSON without an end is not read to the end', async () => {
    const server = await served();
    let sent = 0;
    const blanks = function* () {
      for (; sent < 2 ** 30; sent += 2 ** 20) yield Buffer.alloc(2 ** 20, ' ');
    };
    server.answer = (_name, response) => {
      pipeline(Readable.from(blanks()), response).catch(() => {});
      return true;
    };
    await expect(openModel({ url: server.url })).rejects.toEqual(
      failure('model-invalid', /longer than the 67108864/),
    );
    await eventually(() => expect(server.givenUp).toEqual(['model.json']));
    expect(sent).toBeLessThan(2 ** 28);
    expect(server.requests).toEqual(['model.json']);
  });

  test('weights that are not there, or of a type that is not used, when they are wanted', async () => {
    const model = makeModel([
      { weights: [{ name: 'good', shape: [1], dtype: 'float32' }], bytes: floats(1) },
      {
        weights: [
          { name: 'text', shape: [1], dtype: 'string' },
          { name: 'after', shape: [1], dtype: 'float32' },
        ],
        bytes: floats(2, 2),
      },
      {
        weights: [
          { name: 'complex', shape: [1], dtype: 'complex64' },
          { name: 'beside', shape: [1], dtype: 'float32' },
        ],
        bytes: floats(3, 4, 5),
      },
    ]);
    const server = await served(model);
    const opened = await openModel({ url: server.url });
    expect(plain(await opened.readWeights(new Set(['good', 'beside'])))).toEqual([
      ['good', [1]],
      ['beside', [5]],
    ]);
    server.requests.length = 0;
    const read = (name: string) => opened.readWeights(new Set(['good', name]));
    await expect(read('text')).rejects.toEqual(failure('model-invalid', /its weight text .* string/));
    await expect(read('after')).rejects.toEqual(failure('model-invalid', /its weight text .* string/)); // unknown where
    await expect(read('complex')).rejects.toEqual(
      failure('model-invalid', /its weight complex .* complex64/),
    );
    await expect(read('lost')).rejects.toEqual(failure('model-invalid', /lacks lost/));
    await expect(opened.readWeights(null)).rejects.toEqual(failure('model-invalid', 'text'));
    expect(server.requests).toEqual([]);
  });

  test.each([NaN, Infinity])('a weight that is %f, by its name', async (value) => {
    const model = smallModel();
    model.files.set('group1-shard1of1.bin', floats(1, 2, value, 4));
    const opened = await openModel({ url: (await served(model)).url });
    await expect(opened.readWeights(null)).rejects.toEqual(
      failure('model-invalid', 'first/kernel has values that are no numbers'),
    );
    expect((await opened.readWeights(new Set(['third/kernel']))).size).toBe(1);
  });
});

describe('sizes', () => {
  test('more than is allowed is told before anything is fetched', async () => {
    const server = await served();
    await expect(openModel({ url: server.url }, { maxBytes: 43 })).rejects.toEqual(
      failure('model-too-large', /44 bytes of weights, more than the 43/),
    );
    expect(server.requests).toEqual(['model.json']);
    expect((await openModel({ url: server.url }, { maxBytes: 44 })).weightSpecs).toHaveLength(4);
    const huge = smallModel();
    for (const group of huge.json.weightsManifest)
      for (const [i, weight] of group.weights.entries()) group.weights[i] = { ...weight, shape: [2 ** 47] };
    await expect(openModel({ url: (await served(huge)).url })).rejects.toEqual(
      failure('model-too-large', '1073741824'),
    );
  });

  test.each([
    ['one file', 'group1-shard1of1.bin', 16, 3],
    ['one of several files', 'group2-shard2of3.bin', 24, 9],
  ])('%s cut short is asked for again, and told', async (_name, file, expected, requests) => {
    hurry();
    const model = smallModel();
    const bytes = model.files.get(file)!;
    model.files.set(file, bytes.slice(0, -1));
    const server = await served(model);
    const opened = await openModel({ url: server.url });
    server.requests.length = 0;
    await expect(opened.readWeights(null)).rejects.toEqual(
      failure('model-invalid', `must have ${expected} bytes.* only ${expected - 1}`),
    );
    const again = file.slice(0, 6);
    expect(server.requests.filter((name) => name.startsWith(again))).toHaveLength(requests);
    expect(server.requests.filter((name) => name.startsWith('group3'))).toHaveLength(1);
  });

  test('a file that was cut short once only', async () => {
    hurry();
    const server = await served();
    let times = 0;
    server.answer = (name, response) => {
      if (name !== 'group2-shard3of3.bin' || times++ > 0) return false;
      response.writeHead(200).end('short');
      return true;
    };
    const fractions: number[] = [];
    const onProgress = (fraction: number) => fractions.push(fraction);
    const weights = await (await openModel({ url: server.url })).readWeights(null, { onProgress });
    expect(plain(weights)).toEqual(smallModelWeights);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(fractions.filter((fraction) => fraction === 1)).toHaveLength(1);
  });

  test.each(['group1-shard1of1.bin', 'group2-shard1of3.bin'])('%s without an end is left', async (file) => {
    const server = await served();
    server.answer = (name, response) => {
      if (name !== file) return false;
      response.write(Buffer.alloc(100)); // and never ends
      return true;
    };
    const opened = await openModel({ url: server.url });
    await expect(opened.readWeights(null)).rejects.toEqual(
      failure('model-invalid', /but there are more than/),
    );
    await eventually(() => expect(server.givenUp).toContain(file));
    expect(server.requests.filter((name) => name === file)).toHaveLength(1);
  });

  test.each([
    ['a web page', '<!doctype html>', /sent a web page/],
    ['a Git LFS pointer', 'version https://git-lfs.github.com/spec/v1 oid', /Git LFS pointer/],
  ])('%s instead of a file is told at once', async (_name, body, message) => {
    for (const file of ['group1-shard1of1.bin', 'group2-shard1of3.bin']) {
      const server = await served();
      server.answer = (name, response) => {
        if (name === file) response.writeHead(200).end(body);
        return name === file;
      };
      const opened = await openModel({ url: server.url });
      await expect(opened.readWeights(null)).rejects.toEqual(failure('model-invalid', message));
      expect(server.requests.filter((name) => name === file)).toHaveLength(1);
    }
  });
});

describe('fetching', () => {
  /** Many small groups, one file each. */
  const many = (count: number) =>
    makeModel(
      Array.from({ length: count }, (_, i) => ({
        weights: [{ name: `w${i}`, shape: [1 + (i % 5)], dtype: 'float32' }],
        bytes: floats(...Array(1 + (i % 5)).fill(i)),
      })),
    );

  test('progress is by bytes, never goes back and ends at 1', async () => {
    const model = many(20);
    const server = await served(model);
    const total = [...model.files.values()].reduce((sum, { length }) => sum + length, 0);
    const fractions: number[] = [];
    const onProgress = (fraction: number) => fractions.push(fraction);
    await (await openModel({ url: server.url })).readWeights(null, { onProgress });
    expect(fractions).toHaveLength(20); // one piece a file
    const steps = fractions.map((fraction, i) => Math.round((fraction - (fractions[i - 1] ?? 0)) * total));
    expect([...steps].sort()).toEqual([...model.files.values()].map(({ length }) => length).sort());
    expect(fractions.at(-1)).toBe(1);
  });

  test('six files at a time', async () => {
    const server = await served(many(40));
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    server.answer = async (name) => {
      if (name === 'model.json') return false;
      if (server.requests.length === 1 + 6) setTimeout(release, 50); // a seventh would come by then
      await released;
      return false;
    };
    expect((await (await openModel({ url: server.url })).readWeights(null)).size).toBe(40);
    expect(server.mostOpen).toBe(6);
  });

  test.each([
    ['a connection that breaks', undefined],
    ['408', 408],
    ['429', 429],
    ['500', 500],
    ['503', 503],
  ])('%s is tried again', async (_name, status) => {
    hurry();
    const server = await served();
    const times = new Map<string, number>();
    server.answer = (name, response) => {
      const time = (times.get(name) ?? 0) + 1;
      times.set(name, time);
      if (time > 2) return false;
      if (status) response.writeHead(status).end('not now');
      else if (time === 1) response.destroy();
      else response.writeHead(200, { 'content-length': 10 }).write('abc', () => response.destroy());
      return true;
    };
    const fractions: number[] = [];
    const onProgress = (fraction: number) => fractions.push(fraction);
    const weights = await (await openModel({ url: server.url })).readWeights(null, { onProgress });
    expect(plain(weights)).toEqual(smallModelWeights);
    expect([...times.values()]).toEqual(Array(6).fill(3));
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(fractions.at(-1)).toBe(1);
  });

  test.each([
    [503, 3, /answered 503/],
    [404, 1, /answered 404/],
    [403, 1, /answered 403/],
  ])('%i for good is told after %i tries', async (status, tries, message) => {
    hurry();
    const server = await served();
    server.answer = (_name, response) => Boolean(response.writeHead(status).end());
    await expect(openModel({ url: server.url })).rejects.toEqual(failure('model-unreachable', message));
    expect(server.requests).toHaveLength(tries);
  });

  test('no server at all is told', async () => {
    hurry();
    const server = await served();
    await server.dispose();
    await expect(openModel({ url: server.url })).rejects.toEqual(
      failure('model-unreachable', `${server.url} could not be fetched`),
    );
    cleanUps.length = 0;
  });

  test('the first failure ends the other requests', async () => {
    const server = await served(many(30));
    server.answer = (name, response) => {
      if (name === 'model.json') return false;
      // Once others are under way, one fails; they would never end.
      if (server.requests.length === 6) response.writeHead(404).end();
      else response.write('a');
      return true;
    };
    const opened = await openModel({ url: server.url });
    await expect(opened.readWeights(null)).rejects.toEqual(failure('model-unreachable', /answered 404/));
    await eventually(() => expect(server.givenUp).toHaveLength(server.requests.length - 2));
    expect(server.requests.length).toBeLessThanOrEqual(8);
  });

  test.each([
    ['before the answer', false],
    ['in the midst of it', true],
  ])('nothing in time %s is told, once', async (_name, begun) => {
    const server = await served();
    server.answer = (name, response) => {
      if (name === 'model.json') return false;
      if (begun) response.writeHead(200).write('a');
      return true;
    };
    const opened = await openModel({ url: server.url }, { timeout: 300 });
    await expect(opened.readWeights(new Set(['third/kernel']))).rejects.toEqual(
      failure('model-unreachable', /group3-shard1of1.bin could not be fetched: nothing came for 0.3 s/),
    );
    expect(server.requests).toHaveLength(2);
    await eventually(() => expect(server.givenUp).toHaveLength(1));
  });

  test('what comes slowly is waited for, and no time-out is too long', async () => {
    const model = smallModel();
    const server = await served(model);
    server.answer = async (name, response) => {
      for (const byte of model.files.get(name) ?? []) {
        response.write(Uint8Array.of(byte));
        await new Promise((resolve) => setTimeout(resolve, 80));
      }
      if (name !== 'model.json') response.end();
      return name !== 'model.json';
    };
    const read = async (timeout: number) =>
      (await openModel({ url: server.url }, { timeout })).readWeights(null);
    // 16 x 80 ms for the longest file, but never 1000 ms without a byte.
    expect(plain(await read(1000))).toEqual(smallModelWeights);
    server.answer = () => false;
    expect(plain(await read(Infinity))).toEqual(smallModelWeights);
  });
});

describe('an abort', () => {
  const reason = new Error('enough');

  test('before the start', async () => {
    const server = await served();
    const signal = AbortSignal.abort(reason);
    await expect(openModel({ url: server.url }, { signal })).rejects.toBe(reason);
    await expect(openModel({ files: [] }, { signal })).rejects.toBe(reason);
    const opened = await openModel({ url: server.url });
    await expect(opened.readWeights(null, { signal })).rejects.toBe(reason);
    expect(server.requests).toEqual(['model.json']);
  });

  test('while the model.json is on its way', async () => {
    const server = await served();
    const abort = new AbortController();
    server.answer = (_name, response) => {
      response.write('{');
      setTimeout(() => abort.abort(reason), 10);
      return true;
    };
    await expect(openModel({ url: server.url }, { signal: abort.signal })).rejects.toBe(reason);
    await eventually(() => expect(server.givenUp).toEqual(['model.json']));
  });

  test('half-way through the weights: requests end, and no progress comes after', async () => {
    const server = await served();
    const abort = new AbortController();
    server.answer = (name, response) => {
      if (!name.startsWith('group2')) return false;
      response.write('abc');
      return true;
    };
    const opened = await openModel({ url: server.url });
    const fractions: number[] = [];
    const onProgress = (fraction: number) => {
      fractions.push(fraction);
      if (fractions.length === 3) abort.abort(reason);
    };
    await expect(opened.readWeights(null, { signal: abort.signal, onProgress })).rejects.toBe(reason);
    await eventually(() => {
      const hanging = server.requests.filter((name) => name.startsWith('group2')); // up to three had been sent
      expect(hanging.length).toBeGreaterThan(0);
      expect([...server.givenUp].sort()).toEqual(hanging.sort());
    });
    expect(fractions).toHaveLength(3);
  });

  test('in the wait before another try', async () => {
    const server = await served();
    const abort = new AbortController();
    server.answer = (_name, response) => {
      setTimeout(() => abort.abort(reason), 10);
      return Boolean(response.writeHead(503).end());
    };
    await expect(openModel({ url: server.url }, { signal: abort.signal })).rejects.toBe(reason);
    expect(server.requests).toHaveLength(1);
  });

  test('what a listener of the progress throws is what the caller gets', async () => {
    const server = await served();
    const opened = await openModel({ url: server.url });
    const onProgress = () => {
      throw reason;
    };
    await expect(opened.readWeights(null, { onProgress })).rejects.toBe(reason);
  });
});

describe('integrity', () => {
  const model = smallModel();
  const file = 'group2-shard2of3.bin';
  const bytes = model.files.get(file)!;

  test.each([256, 384, 512])('of sha%i lets the right files pass', async (bits) => {
    const { url } = await served(model);
    const integrity = { 'model.json': sha(bits, jsonBytes(model.json)), [file]: sha(bits, bytes) };
    const opened = await openModel({ url }, { integrity });
    expect(plain(await opened.readWeights(null))).toEqual(smallModelWeights);
  });

  test('tells other files', async () => {
    const { url } = await served(model);
    const other = sha(256, floats(0));
    await expect(openModel({ url }, { integrity: { 'model.json': other } })).rejects.toEqual(
      failure('model-invalid', /its file model.json is another/),
    );
    const opened = await openModel({ url }, { integrity: { [file]: other } });
    await expect(opened.readWeights(null)).rejects.toEqual(
      failure('model-invalid', `its file ${file} is another`),
    );
    expect((await opened.readWeights(new Set(['third/kernel']))).size).toBe(1);
  });

  test('that a model brings itself is checked, unless another is given', async () => {
    const own = smallModel();
    const integrity = { [file]: sha(384, floats(0)), 'of-another-export.bin': sha(256, floats(1)) };
    own.json['userDefinedMetadata'] = { camdial: { integrity } };
    const { url } = await served(own);
    await expect((await openModel({ url })).readWeights(null)).rejects.toEqual(
      failure('model-invalid', `its file ${file} is another`),
    );
    const given = await openModel({ url }, { integrity: { [file]: sha(256, bytes) } });
    expect((await given.readWeights(null)).size).toBe(4);
    own.json['userDefinedMetadata'] = { camdial: { integrity: { [file]: 'md5-abc' } } };
    await expect(openModel({ url })).rejects.toEqual(failure('model-invalid', 'is no digest'));
  });

  test('that is no digest, or of no file, is told', async () => {
    const { url } = await served(model);
    for (const digest of ['abc', 'sha1-abc=', 'sha256-', 'sha256-a b']) {
      await expect(openModel({ url }, { integrity: { [file]: digest } })).rejects.toEqual(
        failure('bad-argument', `The integrity of ${file} must be`),
      );
    }
    await expect(openModel({ url }, { integrity: { 'group2.bin': sha(256, bytes) } })).rejects.toEqual(
      failure('bad-argument', /no file of that name/),
    );
  });

  test('where no digest can be computed is told, not passed over', async () => {
    const own = smallModel();
    own.json['userDefinedMetadata'] = { camdial: { integrity: { [file]: sha(256, bytes) } } };
    const server = await served(own);
    vi.stubGlobal('crypto', { getRandomValues: () => {} });
    await expect(openModel({ url: server.url }, { integrity: { [file]: sha(256, bytes) } })).rejects.toEqual(
      failure('unsupported', /https/),
    );
    expect(server.requests).toEqual([]);
    await expect(openModel({ url: server.url })).rejects.toEqual(failure('unsupported', /https/));
    own.json['userDefinedMetadata'] = {
      camdial: { integrity: { 'of-another-export.bin': sha(256, bytes) } },
    };
    expect((await openModel({ url: server.url })).weightSpecs).toHaveLength(4);
  });
});

describe('files', () => {
  const model = smallModel();
  const json = jsonBytes(model.json);
  const picked = () => [
    new File([json], 'model.json'),
    ...[...model.files].map(([name, bytes]) => new File([bytes], name)),
  ];

  test('are read, whatever their order', async () => {
    const opened = await openModel({ files: picked().reverse() });
    const fractions: number[] = [];
    const onProgress = (fraction: number) => fractions.push(fraction);
    expect(plain(await opened.readWeights(null, { onProgress }))).toEqual(smallModelWeights);
    expect(fractions).toEqual([1]);
    expect(opened).toMatchObject({ location: 'model.json', cacheState: 'off' });
    expect(opened.topology).toEqual(model.json['modelTopology']);
  });

  test('may have any names that tell which is which', async () => {
    const other = smallModel();
    other.json.weightsManifest[0]!.paths[0] = './a/weights.bin';
    other.json.weightsManifest[2]!.paths[0] = 'b/weights.bin';
    const folder = (path: string, bytes: Uint8Array<ArrayBuffer>) =>
      Object.defineProperty(new File([bytes], path.split('/').at(-1)!), 'webkitRelativePath', {
        value: path,
      });
    const bytes = (name: string) => other.files.get(name)!;
    const files = [
      folder('net/labels.json', jsonBytes([])),
      folder('net/model.json', jsonBytes(other.json)),
      folder('net/b/weights.bin', bytes('group3-shard1of1.bin')),
      folder('net/a/weights.bin', bytes('group1-shard1of1.bin')),
      ...[1, 2, 3].map((i) => new File([bytes(`group2-shard${i}of3.bin`)], `group2-shard${i}of3.bin`)),
    ];
    expect(plain(await (await openModel({ files })).readWeights(null))).toEqual(smallModelWeights);
    const flat = [files[1]!, new File([bytes('group3-shard1of1.bin')], 'weights.bin'), ...files.slice(4)];
    await expect((await openModel({ files: flat })).readWeights(null)).rejects.toEqual(
      failure('model-invalid', /weights.bin, b\/weights.bin/),
    );
  });

  test('without names, where they can only be one thing', async () => {
    const one = makeModel([{ weights: [{ name: 'w', shape: [2], dtype: 'float32' }], bytes: floats(1, 2) }]);
    const blobs = [new Blob([floats(1, 2)]), new Blob([jsonBytes(one.json)])];
    expect(plain(await (await openModel({ files: blobs })).readWeights(null))).toEqual([['w', [1, 2]]]);
    const more = await openModel({ files: [...blobs, new Blob([floats(1, 2)])] });
    await expect(more.readWeights(null)).rejects.toEqual(failure('model-invalid', /not among those given/));
  });

  test('that are missing are all named', async () => {
    const opened = await openModel({ files: picked().filter(({ name }) => !/shard2of3|group3/.test(name)) });
    await expect(opened.readWeights(null)).rejects.toEqual(
      failure('model-invalid', /group2-shard2of3.bin, group3-shard1of1.bin/),
    );
    expect((await opened.readWeights(new Set(['first/kernel']))).size).toBe(1);
  });

  test('of another length are told, unread', async () => {
    for (const length of [15, 17]) {
      const file = new File([new Uint8Array(length)], 'group1-shard1of1.bin');
      const reading = vi.spyOn(file, 'arrayBuffer');
      const files = [...picked().filter(({ name }) => name !== file.name), file];
      await expect((await openModel({ files })).readWeights(null)).rejects.toEqual(
        failure('model-invalid', `group1-shard1of1.bin must have 16 bytes.* there are ${length}`),
      );
      expect(reading).not.toHaveBeenCalled();
    }
  });

  test.each([
    ['none', [], /\(none\).*exactly one model.json/],
    [
      'no JSON',
      [new File([floats(1)], 'a.bin'), new Blob([floats(1)])],
      /a.bin, without a name.*exactly one model/,
    ],
    ['two JSONs', [new File([json], 'a.json'), new File([json], 'b.json')], /exactly one model.json/],
    [
      'two model.jsons',
      [new File([json], 'model.json'), new File([json], 'model.json')],
      /exactly one model.json/,
    ],
    [
      'another JSON',
      [new File(['[]'], 'a.json')],
      /The model a.json cannot be used: it has no modelTopology/,
    ],
  ])('%s is told', async (_name, files, message) => {
    await expect(openModel({ files })).rejects.toEqual(failure('model-invalid', message));
  });

  test('are checked as those of an address are', async () => {
    const file = 'group2-shard2of3.bin';
    const good = { 'model.json': sha(256, json), [file]: sha(256, model.files.get(file)!) };
    expect((await (await openModel({ files: picked() }, { integrity: good })).readWeights(null)).size).toBe(
      4,
    );
    await expect(
      openModel({ files: picked() }, { integrity: { 'model.json': sha(256, floats(0)) } }),
    ).rejects.toEqual(failure('model-invalid', 'model.json is another'));
    await expect(openModel({ files: picked() }, { maxBytes: 43 })).rejects.toEqual(
      failure('model-too-large', '44'),
    );
  });
});

test.each([
  ['an address that is none', { url: 'model.json' }, {}, 'bad-argument', /must be complete/],
  [
    'no time at all',
    { url: 'http://localhost' },
    { timeout: 0 },
    'bad-argument',
    /timeout must be more than 0/,
  ],
  [
    'a limit that is none',
    { url: 'http://localhost' },
    { maxBytes: NaN },
    'bad-argument',
    /maxBytes must be/,
  ],
  ['IndexedDB in Node', { url: 'indexeddb://net' }, {}, 'unsupported', /indexeddb:\/\/net needs IndexedDB/],
])('%s is told', async (_name, source, options, code, message) => {
  await expect(openModel(source, options)).rejects.toEqual(failure(code, message));
});

test('addresses are made complete; names of saved models stay as they are', () => {
  expect(locate('HTTP://localhost/a/../model.json?b#c')).toBe('http://localhost/model.json?b');
  expect(locate('indexeddb://My net/1#2')).toBe('indexeddb://My net/1#2');
  vi.stubGlobal('location', { href: 'https://host/folder/worker.js' });
  expect(locate('models/model.json')).toBe('https://host/folder/models/model.json');
  vi.stubGlobal('document', { baseURI: 'https://host/base/' });
  expect(locate('models/model.json')).toBe('https://host/base/models/model.json');
});

test('where there is no Cache Storage, it is empty', async () => {
  expect(await ModelCache.size()).toBe(0);
  expect(await ModelCache.list()).toEqual([]);
  expect(await ModelCache.delete('model.json')).toBe(false);
  await ModelCache.clear();
});

test('no memory for the weights is told', async () => {
  const server = await served();
  const opened = await openModel({ url: server.url });
  vi.stubGlobal(
    'Float32Array',
    class {
      constructor() {
        throw new RangeError('Array buffer allocation failed');
      }
    },
  );
  const failed = opened.readWeights(null);
  await expect(failed.finally(() => vi.unstubAllGlobals())).rejects.toEqual(
    failure('model-too-large', /no memory for/),
  );
});

/** Real networks, beside the checkout: they are not part of it. */
const modelsFolder =
  process.env['CAMDIAL_MODELS'] ?? fileURLToPath(new URL('../../../../shared/models', import.meta.url));
const mobileNet = `${modelsFolder}/mobilenet_v1_0.25_224`;
const hasModels = existsSync(`${mobileNet}/model.json`);
if (!hasModels)
  console.warn(
    `The real networks are not here (looked in ${modelsFolder}; CAMDIAL_MODELS names another folder): reading them is not tested.`,
  );

test.skipIf(!hasModels)('the real MobileNet, as its files say', async () => {
  const server = await serve(mobileNet);
  cleanUps.push(() => server.dispose());
  const opened = await openModel({ url: `${server.url}model.json` });
  const fractions: number[] = [];
  const onProgress = (fraction: number) => fractions.push(fraction);
  const weights = await opened.readWeights(null, { onProgress });
  const { weightsManifest } = JSON.parse(
    readFileSync(`${mobileNet}/model.json`, 'utf8'),
  ) as SampleModel['json'];
  const fromFiles = await openModel({
    files: ['model.json', ...weightsManifest.flatMap(({ paths }) => paths)].map(
      (name) => new File([readFileSync(`${mobileNet}/${name}`)], name),
    ),
  });
  const again = await fromFiles.readWeights(null);
  let count = 0;
  for (const { paths, weights: specs } of weightsManifest) {
    const bytes = Buffer.concat(paths.map((path) => readFileSync(`${mobileNet}/${path}`)));
    let offset = 0;
    for (const { name, shape } of specs) {
      const end = offset + 4 * shape.reduce((product, size) => product * size, 1);
      const expected = bytes.subarray(offset, end).toString('hex');
      for (const read of [weights, again]) {
        expect(Buffer.from(read.get(name)!.buffer).toString('hex') === expected, name).toBe(true);
      }
      offset = end;
      count++;
    }
    expect(offset).toBe(bytes.length);
  }
  expect([weights.size, again.size]).toEqual([count, count]);
  expect(count).toBeGreaterThan(100);
  expect(fractions.at(-1)).toBe(1);
});
