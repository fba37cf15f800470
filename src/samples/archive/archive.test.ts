import { describe, expect, test, vi } from 'vitest';
import { randomFrom } from '../../random.js';
import { checkSamples } from '../data-checks.js';
import { SampleStore } from '../sample-store.js';
import type { SamplesData } from '../samples-data.js';
import type { Json, ModelData, SavedDial } from '../saved-dial.js';
import { bytesOf, entriesOf, plainDial, sampleDial } from './archive.fixture.js';
import { readArchive, writeArchive } from './archive.js';
import { crc32 } from './crc32.js';
import { ZipWriter } from './zip-writer.js';

const failure = (code: string, message: RegExp) =>
  expect.objectContaining({ name: 'CamdialError', code, message: expect.stringMatching(message) });

const dialOf = (samples: SamplesData): SavedDial => ({ samples, settings: {}, model: null });
const twice = async (dial: SavedDial) => readArchive(await writeArchive(dial));

describe.each(['float32', 'float16'] as const)('%s', (precision) => {
  test('everything comes back just as it was', async () => {
    const dial = sampleDial(precision);
    const read = await twice(dial);
    expect(await plainDial(read)).toStrictEqual(await plainDial(dial));
    expect(Object.hasOwn(read.settings, '__proto__')).toBe(true);
    checkSamples(read.samples);
    expect(SampleStore.from(read.samples).data.rounds.map(({ features }) => features)).toEqual(
      dial.samples.rounds.map(({ features }) => features),
    );
  });

  test('the same dial gives the same bytes', async () => {
    const [first, second] = [
      await writeArchive(sampleDial(precision)),
      await writeArchive(sampleDial(precision)),
    ];
    expect(await bytesOf(first)).toEqual(await bytesOf(second));
  });
});

test('a dial without samples, settings and model', async () => {
  const dial = dialOf({ ...sampleDial().samples, rounds: [] });
  expect(await twice(dial)).toStrictEqual(dial);
});

test('samples as a store has them, while it goes on recording', async () => {
  const store = new SampleStore({ backboneId: 'a', featureShape: [2], outputs: 1, precision: 'float16' });
  store.beginRound({ label: 'first' });
  for (let i = 0; i < 40; i++) store.add(Float32Array.of(i, -i), [i / 40], { timestamp: i });
  store.add(Float32Array.of(1, 2), [0], { thumbnail: new Blob(['x'], { type: 'image/png' }) });
  const dial = dialOf(store.data);
  store.add(Float32Array.of(3, 4), [0], { thumbnail: new Blob(['y']) });
  const writing = writeArchive(dial);
  store.add(Float32Array.of(5, 6), [0]);
  const { samples } = await readArchive(await writing);
  expect(samples.rounds).toHaveLength(1);
  expect(samples.rounds[0]).toMatchObject({ uid: store.rounds[0]!.uid, label: 'first', size: 41 });
  expect(samples.rounds[0]!.features).toEqual(dial.samples.rounds[0]!.features);
  expect(samples.rounds[0]!.thumbnails).toHaveLength(41);
  expect(await samples.rounds[0]!.thumbnails!.at(-1)!.text()).toBe('x');
});

test('what packs well is packed, features like noise are not', async () => {
  const random = randomFrom(1);
  const size = 64;
  const round = (value: () => number) => ({
    ...sampleDial().samples.rounds[0]!,
    size,
    features: Float32Array.from({ length: size * 1000 }, value),
    targets: new Float32Array(size),
    timestamps: new Float64Array(size),
    thumbnails: undefined,
  });
  const dial = (value: () => number) =>
    dialOf({ ...sampleDial().samples, featureShape: [1000], outputs: 1, rounds: [round(value)] });
  const noise = await writeArchive(dial(random));
  const sparse = await writeArchive(dial(() => (random() < 0.9 ? 0 : random())));
  const methods = async (blob: Blob) =>
    Object.fromEntries(entriesOf(await bytesOf(blob)).map(({ name, method }) => [name, method]));
  expect((await methods(noise))['features.npy']).toBe(0);
  expect((await methods(sparse))['features.npy']).toBe(8);
  expect(sparse.size).toBeLessThan(noise.size / 3);
  const { samples } = await readArchive(sparse);
  const again = await readArchive(await writeArchive(dialOf(samples)));
  expect(again.samples).toEqual(samples);
});

test('tells how far it is', async () => {
  const fractions: number[] = [];
  await readArchive(await writeArchive(sampleDial()), { onProgress: (fraction) => fractions.push(fraction) });
  expect(fractions.length).toBeGreaterThan(4);
  expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
  expect(fractions.at(-1)).toBe(1);
  expect(fractions[0]).toBeGreaterThan(0);
});

test('ends when it is called off', async () => {
  const archive = await writeArchive(sampleDial());
  const reason = new Error('enough');
  await expect(readArchive(archive, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  const abort = new AbortController();
  const onProgress = vi.fn(() => abort.abort(reason));
  await expect(readArchive(archive, { signal: abort.signal, onProgress })).rejects.toBe(reason);
  expect(onProgress).toHaveBeenCalledTimes(1);
});

test('takes no more memory than it may', async () => {
  const archive = await writeArchive(sampleDial());
  await expect(readArchive(archive, { maxBytes: 1000 })).rejects.toEqual(
    failure('out-of-memory', /would take \d{4} bytes, and at most 1000 bytes were allowed \(maxBytes\)/),
  );
  await expect(readArchive(archive, { maxBytes: 0 })).rejects.toEqual(
    failure('bad-argument', /maxBytes .* got 0/),
  );
});

test('a file that cannot be read any more', async () => {
  const archive = await writeArchive(sampleDial());
  const gone = new DOMException('gone', 'NotReadableError');
  vi.spyOn(archive, 'slice').mockReturnValue({ arrayBuffer: () => Promise.reject(gone) } as unknown as Blob);
  await expect(readArchive(archive)).rejects.toEqual(
    failure('samples-invalid', /cannot be read any more\. Choose/),
  );
});

test.each<[string, Partial<SavedDial>, RegExp]>([
  ['a number that is none', { settings: { a: [Number.NaN] } }, /finite numbers/],
  ['a date', { settings: { a: new Date() as unknown as string } }, /plain objects/],
  ['undefined', { settings: { a: undefined as unknown as null } }, /plain objects/],
  [
    'more than a manifest holds',
    { settings: { a: 'a'.repeat(2 ** 22) } },
    /take up to 4194304 bytes .* 419\d{4}/,
  ],
  ['numbers of a model', { model: { kind: '', numbers: { a: 1 / 0 }, arrays: {} } }, /finite numbers/],
  ...['', '../x', 'a//b', './a', 'a\\b', 'a\u0000', '\ud800'].map(
    (name): [string, Partial<SavedDial>, RegExp] => [
      `an array with the name ${JSON.stringify(name)}`,
      { model: { kind: '', numbers: {}, arrays: { [name]: new Float32Array(1) } } },
      /names such as/,
    ],
  ),
  [
    'an array of another type',
    { model: { kind: '', numbers: {}, arrays: { a: new Uint8Array(1) as unknown as Int32Array } } },
    /are Float32Arrays/,
  ],
])('does not write %s', async (_, part, message) => {
  await expect(writeArchive({ ...sampleDial(), ...part })).rejects.toEqual(failure('bad-argument', message));
});

test('what is nested is written as deep as it is read', async () => {
  const endless: Record<string, unknown> = {};
  endless['self'] = endless;
  const nested = (depth: number): Json => (depth === 0 ? {} : { in: nested(depth - 1) });
  const written = (settings: Json, numbers: Json) => {
    const model = { kind: 'deep', numbers, arrays: {} } as ModelData;
    return writeArchive({ ...sampleDial(), settings: settings as SavedDial['settings'], model });
  };
  const tooDeep = failure('bad-argument', /plain objects/);
  await expect(written(endless as Json, {})).rejects.toEqual(tooDeep);
  await expect(written(nested(99), {})).rejects.toEqual(tooDeep);
  await expect(written({}, nested(98))).rejects.toEqual(tooDeep);
  const { settings, model } = await readArchive(await written(nested(98), nested(97)));
  expect(settings).toEqual(nested(98));
  expect(model!.numbers).toEqual(nested(97));
});

test.each<[string, (samples: SamplesData) => unknown, RegExp]>([
  [
    'a feature that is none',
    ({ rounds }) => rounds[1]!.features.fill(Number.NaN, 7, 8),
    /feature of sample 4 is NaN/,
  ],
  [
    'a time that is none',
    ({ rounds }) => rounds[1]!.timestamps.fill(1 / 0, 2, 3),
    /timestamp of sample 5 is NaN/,
  ],
  ['a target of nothing', ({ rounds }) => rounds[0]!.targets.fill(Number.NaN, 2, 4), /target of sample 1 /],
  ['an infinite target', ({ rounds }) => rounds[0]!.targets.fill(-1 / 0, 0, 1), /target of sample 0 /],
])('does not write %s', async (_, spoil, message) => {
  const dial = sampleDial();
  spoil(dial.samples);
  await expect(writeArchive(dial)).rejects.toEqual(failure('samples-invalid', message));
});

test.each<[string, object, RegExp]>([
  ['more samples than values', { size: 4 }, /a round of 4 samples/],
  ['no samples', { size: 0 }, /a round of 0 samples/],
  ['other arrays', { features: new Float64Array(18) }, /arrays of another kind/],
  ['more thumbnails', { thumbnails: [null, null, null, new Blob()], size: 3 }, /^$/],
  ['no name', { uid: '' }, /without a name/],
])('a round with %s', async (name, part, message) => {
  const { samples } = sampleDial();
  const dial = dialOf({ ...samples, rounds: [{ ...samples.rounds[0]!, ...part }] });
  // Thumbnails that came in while the round was recorded further are of no sample: they are left out.
  if (name === 'more thumbnails') expect((await twice(dial)).samples.rounds[0]!.thumbnails).toBeUndefined();
  else await expect(writeArchive(dial)).rejects.toEqual(failure('samples-invalid', message));
});

test('more pictures than a zip holds are not written', async () => {
  const zip = new ZipWriter(async () => {});
  const picture = { size: 3, arrayBuffer: async () => new ArrayBuffer(3) } as Blob;
  for (let i = 0; i < 65_534; i++) await zip.addBlob(`thumbnails/${i}.png`, picture);
  await expect(zip.addBlob('thumbnails/65534.png', picture)).rejects.toEqual(
    failure('out-of-memory', /holds up to 4096 MiB and 65534 pictures .* leave the thumbnails out/),
  );
});

test('CRC-32, in one go and in parts', () => {
  const bytes = new TextEncoder().encode('123456789');
  expect(crc32(bytes)).toBe(0xcbf43926);
  expect(crc32(bytes.subarray(5), crc32(bytes.subarray(0, 5)))).toBe(0xcbf43926);
  expect(crc32(new Uint8Array(0))).toBe(0);
});
