import { constants, deflateRawSync } from 'node:zlib';
import { deflateSync, zlibSync } from 'fflate';
import { beforeAll, expect, test, vi } from 'vitest';
import { isCamdialError } from '../../errors.js';
import { randomFrom } from '../../random.js';
import { checkSamples } from '../data-checks.js';
import {
  bytesOf,
  entriesOf,
  joined,
  plainDial,
  sampleDial,
  type TestEntry,
  zipOf,
} from './archive.fixture.js';
import { readArchive, writeArchive } from './archive.js';
import { crc32 } from './crc32.js';
import { npyHeader } from './npy.js';

type Bytes = Uint8Array<ArrayBuffer>;

const failure = (message: RegExp, code = 'samples-invalid') =>
  expect.objectContaining({ name: 'CamdialError', code, message: expect.stringMatching(message) });
const text = (value: string): Bytes => new TextEncoder().encode(value);
const npy = (descr: string, shape: number[], data: ArrayBufferView<ArrayBuffer> = new Uint8Array(0)): Bytes =>
  joined([npyHeader(descr, shape), new Uint8Array(data.buffer, data.byteOffset, data.byteLength)]);

/** As `numpy.savez` would have it: as little as there may be. */
const manifest = {
  format: 'camdial',
  version: 1,
  backboneId: 'mine',
  featureShape: [2],
  outputs: 1,
};
const least: Record<string, Bytes> = {
  'manifest.json': text(JSON.stringify(manifest)),
  'features.npy': npy('<f4', [3, 2], Float32Array.of(1, 2, 3, 4, 5, 6)),
  'targets.npy': npy('<f4', [3, 1], Float32Array.of(-1, 0, 1)),
};
const withManifest = (changes: object) => ({
  ...least,
  'manifest.json': text(JSON.stringify({ ...manifest, ...changes })),
});
const read = (bytes: Bytes, options = {}) => readArchive(new Blob([bytes]), options);
const readEntries = (entries: Record<string, Bytes>, options = {}) =>
  read(zipOf(Object.entries(entries).map(([name, data]) => ({ name, data }))), options);

let archive: Bytes;
let original: unknown;
beforeAll(async () => {
  archive = await bytesOf(await writeArchive(sampleDial()));
  original = await plainDial(sampleDial());
});

test('as little as there may be', async () => {
  const { samples, settings, model } = await readEntries(least);
  expect({ settings, model }).toEqual({ settings: {}, model: null });
  expect(samples).toEqual({
    backboneId: 'mine',
    featureShape: [2],
    outputs: 1,
    precision: 'float32',
    rounds: [
      {
        uid: expect.stringMatching(/^[\da-f-]{36}$/),
        label: undefined,
        lag: 0,
        size: 3,
        features: Float32Array.of(1, 2, 3, 4, 5, 6),
        targets: Float32Array.of(-1, 0, 1),
        timestamps: new Float64Array(3),
        thumbnails: undefined,
      },
    ],
  });
  checkSamples(samples);
  expect((await readEntries(least)).samples.rounds[0]!.uid).not.toBe(samples.rounds[0]!.uid);
});

test('rounds by round.npy alone; what is not known is left alone; a comment at the end', async () => {
  const zip = zipOf([
    ...Object.entries(least).map(([name, data]) => ({ name, data })),
    { name: 'round.npy', data: npy('|u1', [3], Uint8Array.of(0, 1, 1)) },
    { name: 'thumbnails/', data: text('') },
    { name: 'notes.txt', data: text('not an array') },
    { name: 'model/rest.npy', data: text('not an array') },
  ]);
  zip[zip.length - 2] = 40; // length of the comment
  const comment = new Uint8Array(40);
  comment.set([0x50, 0x4b, 5, 6]);
  const { samples, model } = await read(joined([zip, comment]));
  expect(samples.rounds.map(({ size, features }) => [size, ...features])).toEqual([
    [1, 1, 2],
    [2, 3, 4, 5, 6],
  ]);
  expect(model).toBeNull();
});

test.each<[string, () => Record<string, Bytes>, RegExp]>([
  ['no manifest', () => ({ 'a.txt': text('a') }), /a zip, but not from camdial: it has no manifest\.json/],
  [
    'a manifest that is no JSON',
    () => ({ ...least, 'manifest.json': text('{') }),
    /manifest\.json is no JSON/,
  ],
  ['a manifest that is no text', () => ({ ...least, 'manifest.json': Uint8Array.of(0xff) }), /is no JSON/],
  ['a manifest that is a list', () => ({ ...least, 'manifest.json': text('[]') }), /is no object/],
  [
    'a manifest of too much',
    () => ({ ...least, 'manifest.json': new Uint8Array(2 ** 22 + 1) }),
    /4194304 are/,
  ],
  [
    'a manifest too deep',
    () => ({ ...least, 'manifest.json': text(`{"a":${'['.repeat(2e6)}${']'.repeat(2e6)}}`) }),
    /100 deep/,
  ],
  ['an infinite number', () => ({ ...least, 'manifest.json': text('{"a":1e999}') }), /finite numbers/],
  ['another format', () => withManifest({ format: 'other' }), /not from camdial: .* the format "other"/],
  ['no format', () => withManifest({ format: undefined }), /not from camdial: .* the format nothing/],
  [
    'a newer version',
    () => withManifest({ version: 2 }),
    /version 2 of the format, .* up to 1\. Update camdial/,
  ],
  ['no version', () => withManifest({ version: '1' }), /the version "1", and it is to be a positive whole/],
  ['no backbone', () => withManifest({ backboneId: 3 }), /the backboneId 3/],
  ['no featureShape', () => withManifest({ featureShape: undefined }), /the featureShape nothing/],
  ['a featureShape of 0', () => withManifest({ featureShape: [2, 0] }), /the featureShape \[2,0\]/],
  ['a featureShape of a half', () => withManifest({ featureShape: [2.5] }), /the featureShape \[2\.5\]/],
  ['an empty featureShape', () => withManifest({ featureShape: [] }), /the featureShape \[\]/],
  [
    'absurd dimensions',
    () => withManifest({ featureShape: [2 ** 50, 2 ** 50] }),
    /values a sample, more than/,
  ],
  ['absurd outputs', () => withManifest({ outputs: 2 ** 40 }), /values a sample, more than/],
  [
    'endless dimensions',
    () => withManifest({ featureShape: new Array(2000).fill(2 ** 50) }),
    /Infinity values/,
  ],
  ['outputs that are none', () => withManifest({ outputs: 0 }), /the outputs 0/],
  [
    'another precision',
    () => withManifest({ precision: 'int8' }),
    /the precision "int8", .* "float32" or "float16"/,
  ],
  ['settings that are none', () => withManifest({ settings: [] }), /the settings \[\]/],
  ['a model that is none', () => withManifest({ model: 'ridge' }), /the model "ridge"/],
  ['a model of no kind', () => withManifest({ model: {} }), /the model\.kind nothing/],
  [
    'a model of other numbers',
    () => withManifest({ model: { kind: '', numbers: 1 } }),
    /the model\.numbers 1/,
  ],
  ['rounds that are none', () => withManifest({ rounds: {} }), /the rounds \{\}/],
  ['a round that is none', () => withManifest({ rounds: [1] }), /the rounds\[0\] 1/],
  ['a uid that is none', () => withManifest({ rounds: [{ uid: '' }] }), /the rounds\[0\]\.uid ""/],
  ['a label that is none', () => withManifest({ rounds: [{ label: 1 }] }), /the rounds\[0\]\.label 1/],
  [
    'a lag that is none',
    () => withManifest({ rounds: [{ lag: 'later' }] }),
    /the rounds\[0\]\.lag "later", .* "auto"/,
  ],
  ['a size that is none', () => withManifest({ rounds: [{ size: -1 }] }), /the rounds\[0\]\.size -1/],
  [
    'another size',
    () => withManifest({ rounds: [{ size: 4 }] }),
    /rounds\[0\] has 4 samples, and round\.npy .* 3/,
  ],
  [
    'more rounds',
    () => withManifest({ rounds: [{}, {}] }),
    /has 2 rounds, and its 3 samples are of 1 \(round\.npy\)/,
  ],
  [
    'the same round twice',
    () => ({
      ...withManifest({ rounds: [{ uid: 'a' }, { uid: 'a' }] }),
      'round.npy': npy('<i4', [3], Int32Array.of(0, 0, 1)),
    }),
    /two rounds are one and the same/,
  ],
  [
    'rounds for no samples',
    () => ({
      ...withManifest({ rounds: [{}] }),
      'features.npy': npy('<f4', [0, 2]),
      'targets.npy': npy('<f4', [0, 1]),
    }),
    /has 1 rounds, and its 0 samples are of 0/,
  ],
  ['no features', () => ({ 'manifest.json': least['manifest.json']! }), /it has no features\.npy/],
  ['no targets', () => ({ ...least, 'targets.npy': undefined as never }), /it has no targets\.npy/],
  [
    'features of another shape',
    () => withManifest({ featureShape: [3] }),
    /features\.npy has the shape \(3, 2\), and \(3, 3\) was expected: from the manifest/,
  ],
  [
    'flat features',
    () => ({ ...least, 'features.npy': npy('<f4', [6], new Float32Array(6)) }),
    /the shape \(6,\), and \(6, 2\)/,
  ],
  [
    'a feature',
    () => ({ ...least, 'features.npy': npy('<f4', [], new Float32Array(1)) }),
    /the shape \(\), and \(0, 2\)/,
  ],
  [
    'targets of another shape',
    () => withManifest({ outputs: 2 }),
    /targets\.npy has the shape \(3, 1\), and \(3, 2\) was/,
  ],
  [
    'fewer targets',
    () => ({ ...least, 'targets.npy': npy('<f4', [2], new Float32Array(2)) }),
    /\(2,\), and \(3, 1\) or \(3,\) was/,
  ],
  [
    'fewer rounds than samples',
    () => ({ ...least, 'round.npy': npy('<i4', [2], new Int32Array(2)) }),
    /round\.npy has the shape \(2,\)/,
  ],
  [
    'fewer times than samples',
    () => ({ ...least, 'timestamp.npy': npy('<f8', [2], new Float64Array(2)) }),
    /timestamp\.npy has the shape/,
  ],
  [
    'rounds as floats',
    () => ({ ...least, 'round.npy': npy('<f4', [3], new Float32Array(3)) }),
    /round\.npy is of dtype <f4, and is to be of whole/,
  ],
  [
    'features as integers',
    () => ({ ...least, 'features.npy': npy('<i4', [3, 2], new Int32Array(6)) }),
    /features\.npy is of dtype <i4, and is to be of floats.* astype/,
  ],
  [
    'texts',
    () => ({ ...least, 'features.npy': npy('<U4', [3, 2]) }),
    /features\.npy is of dtype '<U4'\. Save plain arrays/,
  ],
  ['objects', () => ({ ...least, 'features.npy': npy('|O', [3, 2]) }), /dtype '\|O'/],
  ['long doubles', () => ({ ...least, 'features.npy': npy('<f16', [3, 2]) }), /dtype '<f16'/],
  ['complex numbers', () => ({ ...least, 'features.npy': npy('<c8', [3, 2]) }), /dtype '<c8'/],
  [
    'rounds mixed',
    () => ({ ...least, 'round.npy': npy('<i4', [3], Int32Array.of(0, 1, 0)) }),
    /round 0 for sample 2, after round 1; .*argsort/,
  ],
  [
    'rounds left out',
    () => ({ ...least, 'round.npy': npy('<i4', [3], Int32Array.of(0, 2, 2)) }),
    /round 2 for sample 1, after round 0/,
  ],
  [
    'rounds from 1',
    () => ({ ...least, 'round.npy': npy('<i4', [3], Int32Array.of(1, 1, 1)) }),
    /round 1 for sample 0, after none; rounds are counted from 0/,
  ],
  [
    'rounds below 0',
    () => ({ ...least, 'round.npy': npy('<i8', [3], BigInt64Array.of(-1n, 0n, 0n)) }),
    /round -1 for sample 0/,
  ],
  [
    'a feature that is NaN',
    () => ({ ...least, 'features.npy': npy('<f4', [3, 2], Float32Array.of(0, 0, 0, Number.NaN, 0, 0)) }),
    /feature of sample 1 is NaN/,
  ],
  [
    'an infinite half',
    () => ({ ...least, 'features.npy': npy('<f2', [3, 2], Uint16Array.of(0, 0, 0, 0, 0, 0x7c00)) }),
    /feature of sample 2 is NaN or infinite/,
  ],
  [
    'a float too large for float32',
    () => ({ ...least, 'features.npy': npy('<f8', [3, 2], Float64Array.of(1e300, 0, 0, 0, 0, 0)) }),
    /feature of sample 0/,
  ],
  [
    'an infinite float to be float16',
    () => ({
      ...withManifest({ precision: 'float16' }),
      'features.npy': npy('<f4', [3, 2], Float32Array.of(0, 0, 0, 1 / 0, 0, 0)),
    }),
    /feature of sample 1/,
  ],
  [
    'an infinite target',
    () => ({ ...least, 'targets.npy': npy('<f4', [3, 1], Float32Array.of(0, 0, 1 / 0)) }),
    /target of sample 2 is infinite/,
  ],
  [
    'a target of nothing',
    () => ({ ...least, 'targets.npy': npy('<f4', [3, 1], Float32Array.of(0, Number.NaN, 0)) }),
    /target of sample 1 /,
  ],
  [
    'a time that is NaN',
    () => ({ ...least, 'timestamp.npy': npy('<f8', [3], Float64Array.of(0, Number.NaN, 0)) }),
    /timestamp of sample 1 is NaN/,
  ],
  [
    'thumbnails of no sample',
    () => ({ ...least, 'thumbnails/000003.png': text('a') }),
    /thumbnail of sample 3, and samples from 0 to 2/,
  ],
  [
    'two thumbnails',
    () => ({ ...least, 'thumbnails/000001.png': text('a'), 'thumbnails/000001.jpg': text('b') }),
    /two thumbnails of sample 1/,
  ],
  [
    'a model of halves',
    () => ({ ...withManifest({ model: { kind: 'a' } }), 'model/a.npy': npy('<f2', [1], new Uint16Array(1)) }),
    /"model\/a\.npy" is of dtype <f2, .* <f4, <f8 or <i4/,
  ],
  [
    'no array',
    () => ({ ...least, 'features.npy': text('PK is not what an array begins with') }),
    /features\.npy is no \.npy file/,
  ],
  ['an empty array', () => ({ ...least, 'features.npy': text('') }), /features\.npy is no \.npy file/],
  [
    'an array cut off',
    () => ({ ...least, 'features.npy': least['features.npy']!.slice(0, -4) }),
    /shape \(3, 2\) of <f4, which is 24 bytes, and has 20/,
  ],
  [
    'a header cut off',
    () => ({ ...least, 'features.npy': least['features.npy']!.slice(0, 40) }),
    /the header of features\.npy is longer/,
  ],
  [
    'a header of 4 GiB',
    () => ({
      ...least,
      'features.npy': joined([least['features.npy']!.slice(0, 6), Uint8Array.of(2, 0, 255, 255, 255, 255)]),
    }),
    /the header of features\.npy is longer/,
  ],
  [
    'a newer .npy',
    () => ({
      ...least,
      'features.npy': joined([least['features.npy']!.slice(0, 6), Uint8Array.of(4, 0, 0, 0, 0, 0, 0)]),
    }),
    /version 4 of the \.npy format/,
  ],
  [
    'a header of nothing',
    () => ({
      ...least,
      'features.npy': joined([least['features.npy']!.slice(0, 6), Uint8Array.of(1, 0, 2, 0, 0x7b, 0x7d)]),
    }),
    /does not say its dtype/,
  ],
  [
    'absurd sizes',
    () => ({ ...least, 'features.npy': npy('<f4', [99999999999999, 99999999999999]) }),
    /shape \(99999999999999, 99999999999999\).* bytes, and has 0/,
  ],
  [
    'sizes of many digits',
    () => ({ ...least, 'features.npy': npy('<f4', ['9'.repeat(400) as never, 2]) }),
    /says it has the shape \(999/,
  ],
])('%s', async (_, entries, message) => {
  const given = Object.fromEntries(Object.entries(entries()).filter(([, data]) => data));
  await expect(readEntries(given)).rejects.toEqual(failure(message));
});

const entry = (part: Partial<TestEntry>): TestEntry => ({ name: 'a', data: text('abc'), ...part });
const three: TestEntry[] = Object.entries(least).map(([name, data]) => ({ name, data }));
const zeros = (size: number) => deflateSync(new Uint8Array(size), { level: 9 });

test.each<[string, () => Bytes, RegExp]>([
  ['nothing', () => text(''), /is no zip, as \.npz files are/],
  [
    'a picture',
    () => joined([Uint8Array.of(0xff, 0xd8), new Uint8Array(100_000)]),
    /is no zip.* Choose a file that/,
  ],
  ['the beginning of a zip', () => archive.slice(0, -1), /it is cut off: the end of the zip is missing/],
  ['the end of a zip', () => archive.slice(1), /its (directory|entry)/],
  ['an empty zip', () => zipOf([]), /no manifest/],
  [
    'a password',
    () => zipOf([...three, entry({ flags: 0x0801 })]),
    /entry "a" is encrypted\. Make it anew without/,
  ],
  ['another method', () => zipOf([...three, entry({ method: 14 })]), /packed by method 14, and only/],
  [
    'a name upwards',
    () => zipOf([...three, entry({ name: '../x' })]),
    /"\.\.\/x" has a name that leads elsewhere/,
  ],
  ['a name inside upwards', () => zipOf([...three, entry({ name: 'a/../../x' })]), /leads elsewhere/],
  [
    'an absolute name',
    () => zipOf([...three, entry({ name: '/etc/passwd' })]),
    /"\/etc\/passwd" has a name that leads/,
  ],
  ['the name of a drive', () => zipOf([...three, entry({ name: 'C:x' })]), /leads elsewhere/],
  ['a backslash', () => zipOf([...three, entry({ name: 'a\\b' })]), /leads elsewhere/],
  ['no name', () => zipOf([...three, entry({ name: '' })]), /"" has a name that leads elsewhere/],
  ['a name with a zero', () => zipOf([...three, entry({ name: 'a\u0000' })]), /leads elsewhere/],
  ['the same name twice', () => zipOf([...three, three[0]!]), /two entries of the name "manifest\.json"/],
  [
    'another checksum',
    () => zipOf([...three.slice(0, 2), { ...three[2]!, crc: 1 }]),
    /"targets\.npy" is not what was written: .*CRC-32/,
  ],
  [
    'a stored entry of another size',
    () => zipOf([...three, entry({ size: 4 })]),
    /"a" is said to be 4 bytes, which 3 packed/,
  ],
  [
    'more than deflate can make',
    () => zipOf([...three, entry({ size: 4000, method: 8 })]),
    /4000 bytes, which 3 packed ones cannot be/,
  ],
  ['an entry inside another', () => zipOf([...three, entry({ offset: 0 })]), /reaches into another one/],
  [
    'an entry that is elsewhere',
    () => zipOf([...three.slice(0, 2), { ...three[2]!, offset: 7 }]),
    /reaches into another/,
  ],
  ['an entry behind the end', () => zipOf([...three, entry({ offset: 1e6 })]), /reaches into another/],
  ['more than 4 GiB', () => zipOf([...three, entry({ size: 0xffffffff })]), /zip64/],
  [
    'what is no deflate',
    () => zipOf([three[0]!, { ...three[1]!, method: 8 }]),
    /"features\.npy" cannot be unpacked|"features\.npy" ends/,
  ],
  [
    'a zlib stream',
    () => zipOf([three[0]!, packed(three[1]!, zlibSync(three[1]!.data))]),
    /"features\.npy" cannot be unpacked/,
  ],
  [
    'a deflate stream cut off',
    () => zipOf([three[0]!, packed(three[1]!, deflateSync(three[1]!.data).slice(0, -3))]),
    /cannot be unpacked/,
  ],
  [
    'fewer bytes than declared',
    () => zipOf([three[0]!, { ...packed(three[1]!), size: three[1]!.data.length + 1 }]),
    /"features\.npy" ends after 152 of 153/,
  ],
  [
    'more bytes than declared',
    () => zipOf([three[0]!, { ...packed(three[1]!), size: 100 }]),
    /unpacks to more than the 100 bytes/,
  ],
  [
    'rubbish behind the end',
    () =>
      zipOf([three[0]!, packed(three[1]!, joined([deflateSync(three[1]!.data), new Uint8Array(2 ** 19)]))]),
    /goes on behind its end/,
  ],
  [
    'an endless bomb',
    () => zipOf([three[0]!, { ...three[1]!, data: zeros(50e6), method: 8 }]),
    /unpacks to more than/,
  ],
])('a zip of %s', async (_, bytes, message) => {
  await expect(read(bytes())).rejects.toEqual(failure(message));
});

function packed({ name, data }: TestEntry, bytes: Bytes = deflateSync(data)): TestEntry {
  return { name, data: bytes, method: 8, size: data.length, crc: crc32(data) };
}

test.each<[string, (end: DataView, bytes: Bytes) => void, RegExp]>([
  ['more entries than there are', (end) => end.setUint16(10, 4, true), /parts of a larger zip/],
  [
    'more entries than fit',
    (end) => [8, 10].map((at) => end.setUint16(at, 9000, true)),
    /directory is not where/,
  ],
  [
    'one entry more',
    (end) => [8, 10].map((at) => end.setUint16(at, 4, true)),
    /directory is (damaged|not where)/,
  ],
  ['one entry fewer', (end) => [8, 10].map((at) => end.setUint16(at, 2, true)), /directory is damaged/],
  [
    'as many as zip64',
    (end) => [8, 10].map((at) => end.setUint16(at, 0xffff, true)),
    /65534 entries or 4096 MiB/,
  ],
  ['a directory behind the end', (end) => end.setUint32(16, 1e9, true), /directory is not where it says/],
  [
    'a name longer than the directory',
    (end, bytes) => bytes.set([0xff, 0xff], end.getUint32(16, true) + 28),
    /damaged/,
  ],
  ['a name that is no text', (end, bytes) => bytes.set([0xff], end.getUint32(16, true) + 46), /no UTF-8/],
  ['another name than at the entry', (end, bytes) => bytes.set([0x61], end.getUint32(16, true) + 150), /.*/],
])('a directory of %s', async (_, spoil, message) => {
  const bytes = zipOf(three);
  spoil(new DataView(bytes.buffer, bytes.length - 22), bytes);
  await expect(read(bytes)).rejects.toEqual(failure(message));
});

test('gigabytes are refused at once', async () => {
  const mebibytes = deflateRawSync(new Uint8Array(2 ** 23), { finishFlush: constants.Z_SYNC_FLUSH });
  const bomb = joined(new Array<Bytes>(512).fill(mebibytes as Bytes));
  const zipped = (size: number) =>
    new Blob([zipOf([three[0]!, { ...three[1]!, data: bomb, method: 8, size }])]);
  expect(zipped(2 ** 32 - 2).size).toBeLessThan(2 ** 23);

  const before = process.memoryUsage().arrayBuffers;
  const honest = zipped(2 ** 32 - 2);
  const reads = vi.spyOn(honest, 'slice');
  await expect(readArchive(honest)).rejects.toEqual(
    failure(/would take 4097 MiB, and at most 512 MiB/, 'out-of-memory'),
  );
  expect(reads).toHaveBeenCalledTimes(1); // the end, with the directory: nothing is unpacked
  // One that lies about it is stopped where it goes beyond what it says.
  const lying = zipped(1000);
  const lyingReads = vi.spyOn(lying, 'slice');
  await expect(readArchive(lying)).rejects.toEqual(failure(/unpacks to more than the 1000 bytes/));
  expect(lyingReads.mock.calls.length).toBeLessThan(6);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 28);
});

/** Ways in which files get damaged, or are. */
const damages: Record<string, (bytes: Bytes, random: (below: number) => number) => Bytes> = {
  'a bit': (bytes, random) => {
    bytes[random(bytes.length)]! ^= 1 << random(8);
    return bytes;
  },
  'some bytes': (bytes, random) => {
    for (let i = random(20); i >= 0; i--) bytes[random(bytes.length)] = random(256);
    return bytes;
  },
  'the end cut off': (bytes, random) => bytes.slice(0, random(bytes.length)),
  'the beginning cut off': (bytes, random) => bytes.slice(1 + random(bytes.length - 1)),
  'a piece missing': (bytes, random) => {
    const at = random(bytes.length);
    return joined([bytes.subarray(0, at), bytes.subarray(at + 1 + random(60))]);
  },
  'a piece twice': (bytes, random) => {
    const at = random(bytes.length);
    return joined([bytes.subarray(0, at + 1 + random(60)), bytes.subarray(at)]);
  },
  'two pieces swapped': (bytes, random) => {
    const length = 1 + random(8);
    const [a, b] = [random(bytes.length - length), random(bytes.length - length)];
    const [first, second] = [bytes.slice(a, a + length), bytes.slice(b, b + length)];
    bytes.set(second, a);
    bytes.set(first, b);
    return bytes;
  },
  'a number of a header': (bytes, random) => {
    const starts = [...bytes.keys()].filter((at) => bytes[at] === 0x50 && bytes[at + 1] === 0x4b);
    const at = Math.min(starts[random(starts.length)]! + 4 + random(42), bytes.length - 4);
    const values = [0, 1, 0xffff, 0xffffffff, 0x7fffffff, random(2 ** 32), bytes.length, 22];
    new DataView(bytes.buffer).setUint32(at, values[random(values.length)]!, true);
    return bytes;
  },
};

test.each(Object.entries(damages))(
  'damaged by %s it is told, or nothing is lost',
  async (name, damage) => {
    const random = randomFrom(name.length);
    const compressed = zipOf(entriesOf(archive).map((entry) => (entry.method === 8 ? entry : packed(entry))));
    for (let i = 0; i < 150; i++) {
      const bytes = (i % 2 ? archive : compressed).slice();
      await expectSame(damage(bytes, (below) => Math.floor(random() * below)));
    }
  },
  60_000,
);

async function expectSame(bytes: Bytes): Promise<void> {
  try {
    expect(await plainDial(await read(bytes))).toEqual(original);
  } catch (error) {
    if (!isCamdialError(error)) throw error;
    expect(['samples-invalid', 'out-of-memory']).toContain(error.code);
  }
}

test('whatever well-formed entries say, samples that come out of them are sound', async () => {
  const random = randomFrom(3);
  const below = (limit: number) => Math.floor(random() * limit);
  const odd = [
    null,
    -1,
    0,
    1,
    3,
    7,
    2 ** 31,
    2 ** 53,
    1e300,
    'auto',
    '',
    'camdial',
    [],
    [2, 3],
    [6],
    {},
    true,
  ];
  let sound = 0;
  for (let i = 0; i < 400; i++) {
    const entries = entriesOf(archive).map((entry) => ({ ...entry }));
    const changed = entries[below(entries.length)]!;
    if (changed.method === 8 || changed.name.endsWith('.json')) {
      const json = JSON.parse(JSON.stringify(sampleManifest()));
      const fields = i % 3 ? json : json.rounds[below(2)];
      const keys = Object.keys(fields);
      fields[keys[below(keys.length)]!] = odd[below(odd.length)];
      entries[0] = { name: 'manifest.json', data: text(JSON.stringify(json)) };
    } else if (i % 2) {
      const digits = [...changed.data.keys()].filter(
        (at) => at < 128 && /\d/.test(String.fromCharCode(changed.data[at]!)),
      );
      if (digits.length > 0) changed.data[digits[below(digits.length)]!] = 0x30 + below(10);
    } else if (changed.data.length > 0) {
      changed.data[below(changed.data.length)] = below(256);
    }
    const bytes = zipOf(
      entries.map((entry) => (entry.method === 8 ? entry : { name: entry.name, data: entry.data })),
    );
    try {
      const { samples } = await read(bytes);
      checkSamples(samples);
      sound++;
    } catch (error) {
      if (!isCamdialError(error)) throw error;
      expect(error.code).toBe('samples-invalid');
      expect(error.message).toMatch(/^(This archive of a dial|These samples) .*\. \S/s);
    }
  }
  expect(sound).toBeGreaterThan(40);
  expect(sound).toBeLessThan(360);
}, 60_000);

function sampleManifest(): object {
  const { samples, settings, model } = sampleDial();
  const rounds = samples.rounds.map(({ uid, label = null, lag, size }) => ({ uid, label, lag, size }));
  const { kind, numbers } = model!;
  return { format: 'camdial', version: 1, ...samples, rounds, settings, model: { kind, numbers } };
}
