import { CamdialError } from '../errors.js';
import type { ReadArchiveOptions } from './archive/archive.js';
import { checkFeatures, checkTarget, productOf } from './checks.js';
import { checkRound, checkSamples, foreign } from './data-checks.js';
import { decodeFloat16, encodeFloat16 } from './float16.js';
import { History } from './history.js';
import type { ReadDialOptions, WriteDialOptions } from './home/sample-home.js';
import type { Round, RoundOptions } from './round.js';
import { RoundBuffer } from './round-buffer.js';
import type { Precision, RoundData, SamplesData } from './samples-data.js';
import { freshUid } from './uid.js';
import { withHome } from './with-home.js';

/** What a sample is to read as: a value for each output, `null` for an output that it does not teach. */
export type SampleTarget = ArrayLike<number | null>;

/** What samples of a store are made of. */
export interface SampleShape {
  /** {@link FeatureBackbone.id} of the backbone that made the features. */
  readonly backboneId: string;
  /** {@link FeatureBackbone.featureShape}, e.g. `[5, 5, 180]`. */
  readonly featureShape: readonly number[];
  /** Values in a target: how many outputs the dial has. */
  readonly outputs: number;
  /** Default `float32`. */
  readonly precision?: Precision | undefined;
  /** Samples take no more memory than that, in bytes: adding beyond it fails with `out-of-memory`. Default 512 MiB. */
  readonly maxBytes?: number | undefined;
}

/** Options of {@link SampleStore.from}. */
export interface TakeOptions {
  /** See {@link SampleShape.maxBytes}. */
  maxBytes?: number | undefined;
  /** Whether the data was checked by who read it, and is nobody else's: then it is taken over as it is. Default false. */
  isOwn?: boolean | undefined;
}

const defaultMaxBytes = 512 * 2 ** 20;

/** What is known of a sample beside its features and target. */
export interface SampleMeta {
  /** When the frame was taken, ms. Default 0. */
  timestamp?: number | undefined;
  /** A small picture of the frame, for people; kept apart. Default none: nothing of the pictures is kept. */
  thumbnail?: Blob | undefined;
}

/**
 * The samples that a dial is learned from: features with the target they are to read as, in rounds. They are the
 * primary artefact, the model is derived from them. Everything is copied in; nothing is kept of the pictures unless you
 * hand in thumbnails.
 *
 * @example
 * ```ts
 * import { SampleStore } from 'camdial';
 *
 * const samples = new SampleStore({ backboneId: 'mine', featureShape: [2], outputs: 1 });
 * samples.beginRound({ label: 'left' });
 * samples.add(new Float32Array([0.1, 0.2]), [-1]);
 * console.log(samples.size, samples.rounds[0]?.label);
 * ```
 */
export class SampleStore {
  /** {@link FeatureBackbone.id} of the backbone that made the features. */
  readonly backboneId: string;
  /** Shape of the features of a sample. */
  readonly featureShape: readonly number[];
  /** Values in the features of a sample: the product of `featureShape`. */
  readonly featureLength: number;
  /** Values in the target of a sample. */
  readonly outputs: number;
  /** How features are kept. */
  readonly precision: Precision;
  /** What the samples may take, in bytes. */
  readonly maxBytes: number;

  #rounds: readonly RoundBuffer[] = [];
  #current: RoundBuffer | null = null;
  #nextId = 1;
  readonly #history: History;
  readonly #listeners = new Set<() => void>();

  /**
   * @param shape - what the samples are made of.
   * @throws CamdialError `bad-argument` when a dimension or the number of outputs is not a positive whole number, or
   * `maxBytes` is not above 0.
   */
  constructor({
    backboneId,
    featureShape,
    outputs,
    precision = 'float32',
    maxBytes = defaultMaxBytes,
  }: SampleShape) {
    if (!isCount(outputs) || featureShape.length === 0 || !featureShape.every(isCount)) {
      throw new CamdialError(
        'bad-argument',
        `SampleStore needs a feature shape and a number of outputs of positive whole numbers, got [${featureShape.join(', ')}] and ${outputs}.`,
      );
    }
    this.backboneId = backboneId;
    this.featureShape = [...featureShape];
    this.featureLength = productOf(featureShape);
    this.outputs = outputs;
    if (precision !== 'float32' && precision !== 'float16') {
      throw new CamdialError(
        'bad-argument',
        `precision is 'float32' or 'float16', got ${String(precision)}.`,
      );
    }
    if (!(maxBytes > 0)) {
      throw new CamdialError('bad-argument', `maxBytes is a number of bytes above 0, got ${maxBytes}.`);
    }
    this.precision = precision;
    this.maxBytes = maxBytes;
    this.#history = new History(maxBytes);
  }

  /**
   * A store of what was kept elsewhere. Everything is checked and copied, which takes a moment for many samples: what comes
   * from {@link readArchive} or {@link SampleHome.read} is checked already, and nobody else's.
   *
   * @throws CamdialError `samples-invalid` where the parts do not fit together, `out-of-memory` beyond `maxBytes`.
   */
  static from(data: SamplesData, { maxBytes, isOwn = false }: TakeOptions = {}): SampleStore {
    if (!isOwn) checkSamples(data);
    const store = new SampleStore({ ...data, maxBytes });
    const rounds = data.rounds.map((round) => RoundBuffer.from(store.#nextId++, round, store, isOwn));
    const bytes = rounds.reduce((sum, round) => sum + round.bytes, 0);
    if (bytes > store.maxBytes) throw store.#full(bytes);
    store.#rounds = rounds;
    return store;
  }

  /**
   * Reads samples from an archive, see {@link toBlob}.
   *
   * @throws CamdialError `samples-invalid` for a file that is damaged, not from camdial, or of a newer version;
   * `out-of-memory` where it holds more than `maxBytes`.
   */
  static async fromBlob(blob: Blob, options: ReadArchiveOptions = {}): Promise<SampleStore> {
    const { readArchive } = await import('./archive/archive.js');
    return SampleStore.from((await readArchive(blob, options)).samples, { ...options, isOwn: true });
  }

  /**
   * Opens samples that this browser keeps, see {@link save}. What of them is damaged is left out; {@link SampleHome.read}
   * tells.
   *
   * @throws CamdialError `not-found`, `samples-invalid` when nothing of them can be read, `storage-failed`.
   */
  static async open(
    name: string,
    options: ReadDialOptions & { maxBytes?: number } = {},
  ): Promise<SampleStore> {
    return withHome(async (home) => {
      const { dial } = await home.read(name, options);
      return SampleStore.from(dial.samples, { ...options, isOwn: true });
    });
  }

  /** Samples in all rounds. */
  get size(): number {
    return this.#rounds.reduce((sum, round) => sum + round.size, 0);
  }

  /** The rounds that hold samples, oldest first. A new array after every change of the list. */
  get rounds(): readonly Round[] {
    return this.#rounds;
  }

  /** Memory taken by the samples that are in, in bytes. Removed rounds keep theirs while {@link undo} can bring them back. */
  get bytes(): number {
    return this.#rounds.reduce((sum, round) => sum + round.bytes, 0);
  }

  /** Whether {@link undo} has something to take back. */
  get canUndo(): boolean {
    return this.#history.canUndo;
  }

  /** Whether {@link redo} has something to bring back. */
  get canRedo(): boolean {
    return this.#history.canRedo;
  }

  /**
   * Begins a round: samples are added to it until the next one begins. It is listed from its first sample on; a round
   * that stays empty leaves no trace.
   *
   * @throws CamdialError `bad-argument` unless the lag is `'auto'` or a finite number.
   */
  beginRound(options: RoundOptions = {}): Round {
    const { lag = 0 } = options;
    if (lag !== 'auto' && !Number.isFinite(lag)) {
      throw new CamdialError('bad-argument', `The lag of a round is 'auto' or a number of ms, got ${lag}.`);
    }
    this.endRound();
    this.#current = new RoundBuffer(this.#nextId++, freshUid(), options, this);
    return this.#current;
  }

  /** Ends the round that samples are added to: it is finished, and kept wherever the store is kept. */
  endRound(): void {
    const round = this.#current;
    if (!round) return;
    this.#current = null;
    round.finish();
    if (round.size > 0) this.#changed();
  }

  /**
   * Takes in a finished round from elsewhere; {@link undo} takes it out again. One that is there already, by its uid, is
   * left as it is.
   *
   * @throws CamdialError `samples-invalid` where it does not fit this store, `out-of-memory` beyond `maxBytes`.
   */
  addRound(data: RoundData): Round {
    const known = this.#rounds.find(({ uid }) => uid === data.uid);
    if (known) return known;
    checkRound(data, this);
    const round = RoundBuffer.from(this.#nextId++, data, this, false);
    if (this.bytes + round.bytes > this.maxBytes) throw this.#full(this.bytes + round.bytes);
    this.endRound();
    this.#replace([...this.#rounds, round]);
    return round;
  }

  /**
   * Copies a sample into the current round, or a new one where there is none.
   *
   * @param features - `featureLength` finite numbers.
   * @param target - `outputs` finite numbers, in -1..1 by convention; `null` for an output that the sample does not teach.
   * @throws CamdialError `feature-shape`, `target-shape`, `not-finite`, or `out-of-memory`; the samples so far stay.
   */
  add(features: Float32Array, target: SampleTarget, { timestamp = 0, thumbnail }: SampleMeta = {}): void {
    checkFeatures(features, this.featureLength);
    checkTarget(target, this.outputs);
    if (!this.#current) this.beginRound();
    const round = this.#current!;
    const bytes = this.#bytesOfSample * (this.size + 1);
    if (bytes > this.maxBytes) throw this.#full(bytes);
    try {
      round.add(features, target, timestamp, thumbnail);
    } catch (cause) {
      if (!(cause instanceof RangeError)) throw cause;
      throw new CamdialError(
        'out-of-memory',
        `There is no memory for more than ${this.size} samples of ${this.featureLength} features. They are kept: train with them, or remove a round.`,
        { cause },
      );
    }
    if (round.size === 1) {
      this.#history.remember(this.#rounds);
      this.#rounds = [...this.#rounds, round];
    }
    this.#changed();
  }

  /** Features of sample `index`, counted through all rounds: a view or a copy, not to be written to. */
  features(index: number): Float32Array {
    const [round, at] = this.#locate(index);
    return round.features(at);
  }

  /** Target of sample `index`, counted through all rounds, NaN for an output that it does not teach: a view, not to be written to. */
  target(index: number): Float32Array {
    const [round, at] = this.#locate(index);
    return round.target(at);
  }

  /** When the frame of sample `index` was taken, ms. */
  timestamp(index: number): number {
    const [round, at] = this.#locate(index);
    return round.timestamp(at);
  }

  /** The small picture that came with sample `index`; null where none did. */
  thumbnail(index: number): Blob | null {
    const [round, at] = this.#locate(index);
    return round.thumbnail(at);
  }

  /** All samples as plain data: views of what is in now. */
  get data(): SamplesData {
    const { backboneId, featureShape, outputs, precision } = this;
    return { backboneId, featureShape, outputs, precision, rounds: this.#rounds.map(({ data }) => data) };
  }

  /**
   * Takes a round out; {@link undo} brings it back.
   *
   * @param id - {@link Round.id}. A round that is not there is none to remove: nothing happens.
   */
  removeRound(id: number): void {
    if (this.#rounds.some((round) => round.id === id)) {
      this.#replace(this.#rounds.filter((round) => round.id !== id));
    }
  }

  /**
   * Takes in samples from elsewhere in place of those that are in; {@link undo} brings these back.
   *
   * @throws CamdialError `backbone-mismatch` for samples of another backbone, `feature-shape` or `target-shape` for
   * features of another shape or another number of outputs, `samples-invalid` where they are damaged, `out-of-memory` beyond `maxBytes`. What is in stays.
   */
  replaceWith(data: SamplesData, { isOwn = false }: Pick<TakeOptions, 'isOwn'> = {}): void {
    if (!isOwn) checkSamples(data);
    if (data.backboneId !== this.backboneId) throw foreign(data.backboneId, this.backboneId);
    checkTarget(new Float32Array(data.outputs), this.outputs);
    if (data.featureShape.join() !== this.featureShape.join()) {
      throw new CamdialError(
        'feature-shape',
        `These samples have features of [${data.featureShape.join(', ')}], and this store has [${this.featureShape.join(', ')}]. Nothing was changed; take samples of the same backbone.`,
      );
    }
    const rounds = data.rounds.map((round) => {
      const features = inPrecision(round.features, this.precision);
      return RoundBuffer.from(this.#nextId++, { ...round, features }, this, isOwn);
    });
    const bytes = rounds.reduce((sum, round) => sum + round.bytes, 0);
    if (bytes > this.maxBytes) throw this.#full(bytes);
    this.#replace(rounds);
  }

  /** Takes all rounds out; {@link undo} brings them back. */
  clear(): void {
    if (this.#rounds.length > 0) this.#replace([]);
  }

  /**
   * All samples as one file: a `.npz` archive that `numpy.load` opens. A whole dial, with what it has learned, is
   * {@link Pipeline.toBlob}.
   */
  async toBlob(): Promise<Blob> {
    const { writeArchive } = await import('./archive/archive.js');
    return writeArchive({ samples: this.data, settings: {}, model: null });
  }

  /**
   * Keeps the samples in this browser under a name, as they are now. {@link SampleHome.keep} keeps each round as it ends.
   *
   * @throws CamdialError `storage-full`, `storage-failed`, `backbone-mismatch` where the name has samples of another kind.
   */
  async save(name: string, options: WriteDialOptions = {}): Promise<void> {
    await withHome((home) => home.write(name, { samples: this.data, settings: {}, model: null }, options));
  }

  /** Takes back the last round begun, round removed, or clearing. Nothing happens when there is none. */
  undo(): void {
    const before = this.#history.back(this.#rounds);
    if (before) this.#show(before);
  }

  /** Brings back what {@link undo} took back last. Nothing happens when there is nothing to bring back. */
  redo(): void {
    const after = this.#history.forth(this.#rounds);
    if (after) this.#show(after);
  }

  /**
   * Calls a listener after every change, once for each sample that comes in.
   *
   * @returns a function that ends it.
   */
  subscribe(listener: () => void): () => void {
    const own = () => listener();
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  get #bytesOfSample(): number {
    return this.featureLength * (this.precision === 'float16' ? 2 : 4) + this.outputs * 4 + 8;
  }

  #full(bytes: number): CamdialError {
    const mebibytes = (value: number) => `${Math.ceil(value / 2 ** 20)} MiB`;
    return new CamdialError(
      'out-of-memory',
      `These samples would take ${mebibytes(bytes)}, and the store holds ${mebibytes(this.maxBytes)} (maxBytes). Those that are in it are kept: train with them, remove a round, or use precision 'float16'.`,
    );
  }

  #replace(rounds: readonly RoundBuffer[]): void {
    this.#history.remember(this.#rounds);
    this.#show(rounds);
  }

  #show(rounds: readonly RoundBuffer[]): void {
    this.#rounds = rounds;
    this.#current?.finish();
    this.#current = null; // what is added next is not part of anything that may come or go again
    this.#changed();
  }

  #locate(index: number): [RoundBuffer, number] {
    let rest = index;
    for (const round of this.#rounds) {
      if (rest < round.size) {
        if (rest >= 0 && Number.isInteger(rest)) return [round, rest];
        break;
      }
      rest -= round.size;
    }
    throw new CamdialError(
      'bad-argument',
      `There is no sample ${index}: samples are counted from 0 to ${this.size - 1}.`,
    );
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

function inPrecision(features: Float32Array | Uint16Array, precision: Precision): Float32Array | Uint16Array {
  if (precision === 'float32') return features instanceof Uint16Array ? decodeFloat16(features) : features;
  if (features instanceof Uint16Array) return features;
  const halves = new Uint16Array(features.length);
  encodeFloat16(features, halves, 0);
  return halves;
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value > 0;
}
