import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { checkSamples } from '../data-checks.js';
import { decodeFloat16 } from '../float16.js';
import type { SavedDial } from '../saved-dial.js';
import { bytesOf, sampleDial } from './archive.fixture.js';
import { readArchive, writeArchive } from './archive.js';

const hasNumpy = spawnSync('python3', ['-c', 'import numpy']).status === 0;

const title = hasNumpy ? 'NumPy' : 'NumPy (left out: python3 cannot import numpy here)';

describe.skipIf(!hasNumpy)(title, { timeout: 60_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'camdial-archive-'));
  const file = join(folder, 'dial.npz');
  afterAll(() => rmSync(folder, { recursive: true }));

  const python = (code: string) =>
    execFileSync('python3', ['-W', 'ignore', '-c', code], { cwd: folder, encoding: 'utf8' });
  const readFile = (name = 'dial.npz'): Promise<SavedDial> =>
    readArchive(new Blob([readFileSync(join(folder, name))]));

  /** Has NumPy save files of arrays, each with a manifest beside them. */
  const saved = (files: readonly { arrays: string; manifest?: object; name?: string }[], save = 'np.savez') =>
    python(`
import json, zipfile
import numpy as np
features = np.arange(24, dtype=np.float64).reshape(4, 2, 3) / 8
targets = np.array([[-1, np.nan], [0.5, 1], [np.nan, 0], [1, 1]])
least = {'format': 'camdial', 'version': 1, 'backboneId': 'mine', 'featureShape': [2, 3], 'outputs': 2}
def save(name, arrays, manifest):
    ${save}(name, **arrays)
    with zipfile.ZipFile(name, 'a') as archive:
        archive.writestr('manifest.json', json.dumps({**least, **json.loads(manifest)}))
${files
  .map(
    ({ arrays, manifest = {}, name = 'dial.npz' }) =>
      `save('${name}', dict(${arrays}), r'''${JSON.stringify(manifest)}''')`,
  )
  .join('\n')}
`);
  const features = Float32Array.from({ length: 24 }, (_, i) => i / 8);
  const targets = Float32Array.of(-1, Number.NaN, 0.5, 1, Number.NaN, 0, 1, 1);

  test.each(['float32', 'float16'] as const)('loads an archive of %s', async (precision) => {
    const dial = sampleDial(precision);
    writeFileSync(file, await bytesOf(await writeArchive(dial)));
    const loaded = JSON.parse(
      python(`
import json, zipfile
import numpy as np
with np.load('dial.npz') as dial:
    print(json.dumps({
        'keys': sorted(dial.keys()),
        'dtypes': {key: dial[key].dtype.str for key in ['features', 'targets', 'round', 'timestamp']},
        'features': dial['features'].astype(np.float64).tolist(),
        'targets': np.where(np.isnan(dial['targets']), None, dial['targets'].astype(object)).tolist(),
        'round': dial['round'].tolist(),
        'timestamp': dial['timestamp'].tolist(),
        'counts': dial['model/counts.npy'].tolist(),
        'none': dial['model/none'].shape,
        'manifest': json.loads(dial['manifest.json']),
        'bad': zipfile.ZipFile('dial.npz').testzip(),
    }))`),
    );
    const { rounds } = dial.samples;
    const numbers = rounds.flatMap(({ features }) => [
      ...(features instanceof Uint16Array ? decodeFloat16(features) : features),
    ]);
    expect(loaded).toMatchObject({
      dtypes: {
        features: precision === 'float16' ? '<f2' : '<f4',
        targets: '<f4',
        round: '<i4',
        timestamp: '<f8',
      },
      round: [0, 0, 0, 1, 1, 1, 1],
      timestamp: rounds.flatMap(({ timestamps }) => [...timestamps]),
      counts: [-1, 2147483647],
      none: [0],
      manifest: { format: 'camdial', version: 1, featureShape: [2, 3], outputs: 2, precision },
      bad: null,
    });
    expect(loaded.keys).toEqual(
      expect.arrayContaining(['features', 'model/größe', 'model/layer/weights', 'thumbnails/000002.webp']),
    );
    expect(loaded.features.flat(2)).toEqual(numbers);
    expect(loaded.targets.flat()).toEqual(
      rounds.flatMap(({ targets }) => [...targets].map((value) => (Number.isNaN(value) ? null : value))),
    );
  });

  test.each(['np.savez', 'np.savez_compressed'])('opens what %s wrote', async (save) => {
    const arrays =
      'features=features.astype("f4"), targets=targets.astype("f4"), round=np.array([0, 0, 1, 1])';
    const manifest = { rounds: [{ label: 'ä', lag: 'auto' }, { uid: 'b' }], settings: { a: 1 } };
    saved([{ arrays: `${arrays}, timestamp=np.arange(4) * 0.5`, manifest }], save);
    const { samples, settings, model } = await readFile();
    checkSamples(samples);
    expect({ settings, model }).toEqual({ settings: { a: 1 }, model: null });
    expect(samples).toEqual({
      backboneId: 'mine',
      featureShape: [2, 3],
      outputs: 2,
      precision: 'float32',
      rounds: [
        {
          uid: expect.stringMatching(/./),
          label: 'ä',
          lag: 'auto',
          size: 2,
          features: features.subarray(0, 12),
          targets: targets.subarray(0, 4),
          timestamps: Float64Array.of(0, 0.5),
          thumbnails: undefined,
        },
        {
          uid: 'b',
          label: undefined,
          lag: 0,
          size: 2,
          features: features.subarray(12),
          targets: targets.subarray(4),
          timestamps: Float64Array.of(1, 1.5),
          thumbnails: undefined,
        },
      ],
    });
  });

  test('features of any float, byte order and order, with either precision', async () => {
    const expressions = [
      ...['<f2', '<f4', '<f8', '>f2', '>f4', '>f8'].map((dtype) => `features.astype("${dtype}")`),
      'np.asfortranarray(features)',
      'np.asfortranarray(features.astype(">f4"))',
      'features.astype("f2").T.copy().T',
    ];
    const files = expressions.flatMap((expression, i) =>
      (['float32', 'float16', undefined] as const).map((precision) => ({
        arrays: `features=${expression}, targets=targets`,
        manifest: { precision },
        name: `${i}-${precision}.npz`,
        expected: precision ?? (expression.includes('f2') ? 'float16' : 'float32'),
      })),
    );
    saved(files);
    for (const { name, arrays, expected } of files) {
      const { samples } = await readFile(name);
      expect(samples.precision, arrays).toBe(expected);
      const [round] = samples.rounds;
      const read = round!.features;
      expect(read instanceof Uint16Array ? decodeFloat16(read) : read, arrays).toEqual(features);
      expect(round!.targets).toEqual(targets);
      checkSamples(samples);
    }
  });

  test('rounds of any integers', async () => {
    const files = ['i1', 'u1', '<i2', '>i2', '<u2', '<i4', '>i4', '<u4', '<i8', '>i8', '<u8'].map(
      (dtype, i) => ({
        arrays: `features=features, targets=targets, round=np.array([0, 1, 1, 2], dtype="${dtype}")`,
        name: `round-${i}.npz`,
      }),
    );
    saved(files);
    for (const { name, arrays } of files) {
      const { samples } = await readFile(name);
      expect(
        samples.rounds.map(({ size }) => size),
        arrays,
      ).toEqual([1, 2, 1]);
    }
  });

  test.each([1, 2, 3])('version %i of the .npy format', async (version) => {
    python(`
import json, zipfile, io
import numpy as np
def npy(array):
    file = io.BytesIO()
    np.lib.format.write_array(file, array, version=(${version}, 0))
    return file.getvalue()
with zipfile.ZipFile('dial.npz', 'w', zipfile.ZIP_DEFLATED) as archive:
    archive.writestr('features.npy', npy(np.arange(6, dtype='f4').reshape(3, 2)))
    archive.writestr('targets.npy', npy(np.array([0, 0.5, 1], dtype='>f8')))
    archive.writestr('timestamp.npy', npy(np.array([5, 6, 7], dtype='i8')))
    archive.writestr('manifest.json', '\\ufeff' + json.dumps({'format': 'camdial', 'version': 1, 'backboneId': 'a', 'featureShape': [2], 'outputs': 1}))
`);
    const [round] = (await readFile()).samples.rounds;
    expect(round!.features).toEqual(Float32Array.of(0, 1, 2, 3, 4, 5));
    expect(round!.targets).toEqual(Float32Array.of(0, 0.5, 1));
    expect(round!.timestamps).toEqual(Float64Array.of(5, 6, 7));
  });

  test.each([
    ['texts', 'features=np.array(["a"])', /features\.npy is of dtype '<U1'/],
    ['records', 'features=np.zeros(3, dtype=[("a", "f4")])', /the header of features\.npy does not say/],
    ['objects', 'features=np.array([None, {}])', /features\.npy is of dtype '\|O'/],
    ['booleans', 'features=features, targets=targets, round=targets > 0', /round\.npy is of dtype '\|b1'/],
  ])('does not open %s', async (_, arrays, message) => {
    saved([{ arrays }]);
    await expect(readFile()).rejects.toMatchObject({
      code: 'samples-invalid',
      message: expect.stringMatching(message),
    });
  });

  test('an archive in which Python does not know the sizes beforehand', async () => {
    saved([{ arrays: 'features=features.astype("f4"), targets=targets' }]);
    python(`
import zipfile
class Pipe:
    def __init__(self, file): self.file = file
    def write(self, data): return self.file.write(data)
    def flush(self): self.file.flush()
with zipfile.ZipFile('dial.npz') as old: entries = {name: old.read(name) for name in old.namelist()}
with open('dial.npz', 'wb') as file, zipfile.ZipFile(Pipe(file), 'w', zipfile.ZIP_DEFLATED) as archive:
    for name, data in entries.items(): archive.writestr(name, data)
`);
    expect((await readFile()).samples.rounds[0]!.features).toEqual(features);
  });

  test('the example of the format', async () => {
    const source = readFileSync(new URL('./archive.ts', import.meta.url), 'utf8');
    const lines = /```python\n(.*?) \* ```/s.exec(source)![1]!.split('\n');
    python(lines.map((line) => line.replace(/^ \* ?/, '')).join('\n'));
    const { samples } = await readFile();
    checkSamples(samples);
    expect(samples.rounds.map(({ size, features }) => [size, features.length])).toEqual([[120, 120 * 4500]]);
  });
});
