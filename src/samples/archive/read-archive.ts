import { CamdialError } from '../../errors.js';
import { productOf } from '../checks.js';
import { encodeFloat16 } from '../float16.js';
import type { Precision, RoundData } from '../samples-data.js';
import type { ModelArray, SavedDial } from '../saved-dial.js';
import { freshUid } from '../uid.js';
import { invalid, quoted } from './archive-errors.js';
import { type Breath, breathOf } from './breath.js';
import { modelArrays, names, parseModelArrayName, parseThumbnailName } from './entries.js';
import { largestManifest, type Manifest, parseManifest } from './manifest.js';
import { eachValue, type Npy, parseNpy, shown, viewOf } from './npy.js';
import { checkWhole, notFinite } from './whole.js';
import { ZipReader } from './zip-reader.js';

/** Options of {@link readArchive}. */
export interface ReadArchiveOptions {
  /** All that is in the archive takes no more memory than that, in bytes: more fails with `out-of-memory`. Default 512 MiB. */
  maxBytes?: number | undefined;
  /** Ends the reading: it rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Is told how far it is, 0..1. */
  onProgress?: ((fraction: number) => void) | undefined;
}

const defaultMaxBytes = 512 * 2 ** 20;
/** Progress is told no more often than a bar could show. */
const leastProgress = 0.005;

/**
 * Reads what {@link writeArchive} wrote, or NumPy: see the format in `archive.ts`. The file may come from anywhere: what
 * is damaged, too large or something else ends in an error, in bounded time and memory, and never in other samples than
 * were written.
 *
 * @param blob - the file.
 * @returns the dial; its arrays are views of larger ones.
 * @throws CamdialError `samples-invalid` with what is wrong with the file, `out-of-memory` beyond `maxBytes`,
 * `bad-argument` unless `maxBytes` is above 0; the signal's reason when it is aborted.
 */
export async function readArchive(
  blob: Blob,
  { maxBytes = defaultMaxBytes, signal, onProgress }: ReadArchiveOptions = {},
): Promise<SavedDial> {
  if (!(maxBytes > 0)) {
    throw new CamdialError('bad-argument', `maxBytes is a number of bytes above 0, got ${maxBytes}.`);
  }
  signal?.throwIfAborted();
  const breath = breathOf(signal);
  let [done, told] = [0, 0];
  const zip = await ZipReader.open(blob, breath, (bytes) => {
    done += bytes / blob.size;
    if (done - told < leastProgress) return;
    told = done;
    onProgress?.(Math.min(1, told));
  });
  const archive = new ArchiveReader(zip, await readManifest(zip, maxBytes), breath);
  const dial = await archive.read();
  onProgress?.(1);
  return dial;
}

async function readManifest(zip: ZipReader, maxBytes: number): Promise<Manifest> {
  const entry = zip.entries.get(names.manifest);
  if (!entry) {
    throw invalid(
      'it is a zip, but not from camdial: it has no manifest.json',
      'Choose a file that camdial wrote, or add a manifest.json to what numpy.savez wrote.',
    );
  }
  zip.check(maxBytes);
  if (entry.size > largestManifest) {
    throw invalid(`its manifest.json is of ${entry.size} bytes, and ${largestManifest} are the most`);
  }
  return parseManifest(await zip.read(entry), maxBytes);
}

class ArchiveReader {
  readonly #zip: ZipReader;
  readonly #manifest: Manifest;
  readonly #breath: Breath;

  constructor(zip: ZipReader, manifest: Manifest, breath: Breath) {
    this.#zip = zip;
    this.#manifest = manifest;
    this.#breath = breath;
  }

  async read(): Promise<SavedDial> {
    const { backboneId, featureShape, outputs, settings } = this.#manifest;
    const { features, precision, size } = await this.#features();
    const targets = await this.#targets(size);
    const sizes = await this.#roundSizes(size);
    const timestamps = await this.#timestamps(size);
    const thumbnails = await this.#thumbnails(size);
    const featureLength = productOf(featureShape);
    let to = 0;
    const rounds = sizes.map((size, i): RoundData => {
      const from = to;
      to += size;
      const { uid = freshUid(), label, lag = 0 } = this.#manifest.rounds?.[i] ?? {};
      const pictures = thumbnails?.slice(from, to);
      return {
        uid,
        label,
        lag,
        size,
        features: features.subarray(from * featureLength, to * featureLength),
        targets: targets.subarray(from * outputs, to * outputs),
        timestamps: timestamps.subarray(from, to),
        thumbnails: pictures?.some((picture) => picture !== null) ? pictures : undefined,
      };
    });
    const samples = { backboneId, featureShape, outputs, precision, rounds };
    await checkWhole(samples, this.#breath);
    const model = await this.#model();
    await this.#zip.checkUnread();
    return { samples, settings, model };
  }

  async #features(): Promise<{
    features: Float32Array | Uint16Array;
    precision: Precision;
    size: number;
  }> {
    const { featureShape } = this.#manifest;
    const npy = await this.#array(names.features, 'f');
    const size = npy.shape[0] ?? 0;
    expectShape(npy, [[size, ...featureShape]], "from the manifest's featureShape");
    const precision = this.#manifest.precision ?? (npy.dtype.kind === 'f2' ? 'float16' : 'float32');
    if (precision === 'float32') return { features: await this.#floats(npy), precision, size };
    const view = viewOf(npy, '<f2', Uint16Array);
    if (view) return { features: view, precision, size };
    const features = new Uint16Array(npy.length);
    await eachValue(npy, this.#breath, (values, at) => {
      // What is not finite would become the largest half.
      const bad = values.findIndex((value) => !Number.isFinite(value));
      if (bad >= 0) throw notFinite('feature', Math.floor((at + bad) / productOf(featureShape)));
      encodeFloat16(values, features, at);
    });
    return { features, precision, size };
  }

  async #targets(size: number): Promise<Float32Array> {
    const { outputs } = this.#manifest;
    const npy = await this.#array(names.targets, 'f');
    const shapes = outputs === 1 ? [[size, 1], [size]] : [[size, outputs]];
    expectShape(npy, shapes, "from features.npy and the manifest's outputs");
    return this.#floats(npy);
  }

  /** How many samples each round has. */
  async #roundSizes(size: number): Promise<number[]> {
    const { rounds } = this.#manifest;
    const sizes = this.#zip.entries.has(names.round) ? await this.#countRounds(size) : size > 0 ? [size] : [];
    if (!rounds) return sizes;
    if (rounds.length !== sizes.length) {
      throw invalid(
        `its manifest.json has ${rounds.length} rounds, and its ${size} samples are of ${sizes.length} (round.npy)`,
      );
    }
    const wrong = rounds.findIndex((round, i) => round.size !== undefined && round.size !== sizes[i]);
    if (wrong >= 0) {
      throw invalid(
        `its manifest.json says that rounds[${wrong}] has ${rounds[wrong]!.size} samples, and round.npy that it has ${sizes[wrong]}`,
      );
    }
    return sizes;
  }

  async #countRounds(size: number): Promise<number[]> {
    const npy = await this.#array(names.round, 'iu');
    expectShape(npy, [[size]], 'one number a sample');
    const sizes: number[] = [];
    await eachValue(npy, this.#breath, (values, at) => {
      for (let i = 0; i < values.length; i++) {
        const round = values[i]!;
        if (round === sizes.length) sizes.push(0);
        const last = sizes.length - 1;
        if (last < 0 || round !== last) throw badRound(at + i, round, last);
        sizes[last]!++;
      }
    });
    return sizes;
  }

  async #timestamps(size: number): Promise<Float64Array> {
    if (!this.#zip.entries.has(names.timestamp)) return new Float64Array(size);
    const npy = await this.#array(names.timestamp, 'fiu');
    expectShape(npy, [[size]], 'one number a sample');
    const view = viewOf(npy, '<f8', Float64Array);
    if (view) return view;
    const timestamps = new Float64Array(npy.length);
    await eachValue(npy, this.#breath, (values, at) => timestamps.set(values, at));
    return timestamps;
  }

  async #thumbnails(size: number): Promise<(Blob | null)[] | undefined> {
    let thumbnails: (Blob | null)[] | undefined;
    for (const entry of this.#zip.entries.values()) {
      const named = parseThumbnailName(entry.name);
      if (!named) continue;
      const { sample, type } = named;
      if (sample >= size) {
        throw invalid(`it has a thumbnail of sample ${sample}, and samples from 0 to ${size - 1}`);
      }
      thumbnails ??= new Array<null>(size).fill(null);
      if (thumbnails[sample]) throw invalid(`it has two thumbnails of sample ${sample}`);
      thumbnails[sample] = new Blob([await this.#zip.read(entry)], { type });
    }
    return thumbnails;
  }

  async #model(): Promise<SavedDial['model']> {
    const { model } = this.#manifest;
    if (!model) return null;
    const arrays: [string, ModelArray][] = [];
    for (const entry of this.#zip.entries.values()) {
      const name = parseModelArrayName(entry.name);
      if (name === null) continue;
      const npy = parseNpy(entry.name, await this.#zip.read(entry));
      const Type = modelArrays[npy.dtype.descr];
      const array = Type ? viewOf(npy, npy.dtype.descr, Type) : null;
      if (!array) {
        throw invalid(
          `${quoted(entry.name)} is of dtype ${npy.dtype.descr}${npy.fortran ? ' in Fortran order' : ''}, and the arrays of a model are <f4, <f8 or <i4 in C order`,
        );
      }
      arrays.push([name, array]);
    }
    return { ...model, arrays: Object.fromEntries(arrays) };
  }

  async #array(name: string, kinds: string): Promise<Npy> {
    const entry = this.#zip.entries.get(name);
    if (!entry) throw invalid(`it has no ${name}`);
    const npy = parseNpy(name, await this.#zip.read(entry));
    if (!kinds.includes(npy.dtype.kind[0]!)) {
      const expected = kinds === 'f' ? 'floats: float16, float32 or float64' : 'whole numbers';
      throw invalid(
        `${name} is of dtype ${npy.dtype.descr}, and is to be of ${expected}`,
        'Convert it with astype.',
      );
    }
    return npy;
  }

  async #floats(npy: Npy): Promise<Float32Array> {
    const view = viewOf(npy, '<f4', Float32Array);
    if (view) return view;
    const floats = new Float32Array(npy.length);
    await eachValue(npy, this.#breath, (values, at) => floats.set(values, at));
    return floats;
  }
}

function expectShape({ name, shape }: Npy, expected: readonly (readonly number[])[], where: string): void {
  if (expected.some((sizes) => sizes.join() === shape.join())) return;
  throw invalid(
    `${name} has the shape ${shown(shape)}, and ${expected.map(shown).join(' or ')} was expected: ${where}`,
    'Nothing was changed; reshape the array, or correct the manifest.',
  );
}

function badRound(sample: number, round: number, before: number): Error {
  return invalid(
    `round.npy says round ${round} for sample ${sample}, after ${before < 0 ? 'none' : `round ${before}`}; rounds are counted from 0, and the samples of each lie together, in the order of the rounds`,
    "Sort the samples by numpy.argsort(round, kind='stable').",
  );
}
