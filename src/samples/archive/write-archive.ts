import { CamdialError } from '../../errors.js';
import type { SamplesData } from '../samples-data.js';
import type { SavedDial } from '../saved-dial.js';
import { breathOf } from './breath.js';
import { isModelArrayName, modelArrayName, modelArrays, names, thumbnailName } from './entries.js';
import { formatVersion, isJson, largestManifest } from './manifest.js';
import { npyHeader } from './npy.js';
import { checkWhole } from './whole.js';
import { ZipWriter } from './zip-writer.js';

/**
 * A dial as one file, a `.npz`: a zip that `numpy.load` opens. The same dial always gives the same bytes.
 *
 * @param dial - what is in it now is written, whatever is recorded meanwhile. Pictures that are no JPEG, PNG or WebP
 * lose their type.
 * @returns a blob to download, e.g. as `dial.npz`.
 * @throws CamdialError `samples-invalid` where the samples are not whole, `bad-argument` where settings or model cannot
 * be kept, `out-of-memory` beyond 4 GiB or 65,534 pictures.
 */
export async function writeArchive(dial: SavedDial): Promise<Blob> {
  const breath = breathOf();
  const { model } = dial;
  // Lists of thumbnails grow while a round is being recorded.
  const rounds = dial.samples.rounds.map((round) => ({
    ...round,
    thumbnails: round.thumbnails?.slice(0, round.size),
  }));
  const samples = { ...dial.samples, rounds };
  const manifest = new TextEncoder().encode(JSON.stringify(manifestOf({ ...dial, samples })));
  if (manifest.length > largestManifest) {
    throw new CamdialError(
      'bad-argument',
      `Settings, rounds and the numbers of the model take up to ${largestManifest} bytes of an archive, and these take ${manifest.length}. Keep what is large elsewhere.`,
    );
  }
  await checkWhole(samples, breath);

  const zip = new ZipWriter(breath);
  await zip.add(names.manifest, [manifest]);
  for (const [name, descr, shape, arrays] of arraysOf(samples)) {
    await zip.add(name, [npyHeader(descr, shape), ...arrays]);
  }
  for (const [name, array] of Object.entries(model?.arrays ?? {})) {
    await zip.add(modelArrayName(name), [npyHeader(dtypeOf(array)!, [array.length]), array]);
  }
  let before = 0;
  for (const { size, thumbnails } of rounds) {
    for (const [i, thumbnail] of thumbnails?.entries() ?? []) {
      if (thumbnail) await zip.addBlob(thumbnailName(before + i, thumbnail), thumbnail);
    }
    before += size;
  }
  // Browsers add .zip to the name of a download that is said to be one.
  return zip.finish('application/octet-stream');
}

/** @throws CamdialError `bad-argument` for what cannot be kept as it is. */
function manifestOf({ samples, settings, model }: SavedDial): object {
  const { backboneId, featureShape, outputs, precision } = samples;
  // As deep as they are in the manifest.
  if (!isJson(settings, 1) || !isJson(model?.numbers ?? {}, 2)) {
    throw new CamdialError(
      'bad-argument',
      'Settings and the numbers of a model are plain objects, lists, strings, booleans, null and finite numbers; something else is among these. Leave it out, or turn it into one of them.',
    );
  }
  for (const [name, array] of Object.entries(model?.arrays ?? {})) {
    if (!isModelArrayName(name) || !dtypeOf(array)) {
      throw new CamdialError(
        'bad-argument',
        `The arrays of a model are Float32Arrays, Float64Arrays and Int32Arrays with names such as "layer/kernel", and ${JSON.stringify(name)} is not such a one. Name it otherwise.`,
      );
    }
  }
  return {
    format: 'camdial',
    version: formatVersion,
    backboneId,
    featureShape,
    outputs,
    precision,
    rounds: samples.rounds.map(({ uid, label, lag, size }) => ({ uid, label, lag, size })),
    settings,
    model: model && { kind: model.kind, numbers: model.numbers },
  };
}

type NamedArrays = [
  name: string,
  descr: string,
  shape: readonly number[],
  arrays: readonly ArrayBufferView[],
];

function arraysOf({ featureShape, outputs, precision, rounds }: SamplesData): NamedArrays[] {
  const size = rounds.reduce((sum, round) => sum + round.size, 0);
  const round = new Int32Array(size);
  let before = 0;
  for (const [index, { size }] of rounds.entries()) {
    round.fill(index, before, before + size);
    before += size;
  }
  const features = rounds.map(({ features }) => features);
  const targets = rounds.map(({ targets }) => targets);
  const timestamps = rounds.map(({ timestamps }) => timestamps);
  return [
    [names.features, precision === 'float16' ? '<f2' : '<f4', [size, ...featureShape], features],
    [names.targets, '<f4', [size, outputs], targets],
    [names.round, '<i4', [size], [round]],
    [names.timestamp, '<f8', [size], timestamps],
  ];
}

function dtypeOf(array: unknown): string | undefined {
  return Object.keys(modelArrays).find((descr) => array instanceof modelArrays[descr]!);
}
