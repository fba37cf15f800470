import { CamdialError } from '../errors.js';
import { checkFeatures, checkTarget, productOf } from './checks.js';

/** A stretch of samples recorded in one go: the unit of undo, of removal and of honest validation. */
export interface Round {
  /** Unique within its store. */
  readonly id: number;
  /** A name for people, e.g. `lean left`. */
  readonly label: string | undefined;
  /** Samples in it so far; grows while it is being recorded. */
  readonly size: number;
  /**
   * How far the person was behind the targets, ms; `'auto'` where learning is to find out. Targets are kept as they were
   * shown: the lag is taken out when a model is fitted.
   */
  readonly lag: Lag;
}

/** Milliseconds by which a person trails a moving target; `'auto'` to have it estimated from the samples. */
export type Lag = number | 'auto';

/** Options of {@link SampleStore.beginRound}. */
export interface RoundOptions {
  /** A name for people. */
  label?: string | undefined;
  /** See {@link Round.lag}. Default 0. */
  lag?: Lag | undefined;
}

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
}

/** What is known of a sample beside its features and target. */
export interface SampleMeta {
  /** When the frame was taken, ms. Default 0. */
  timestamp?: number | undefined;
}

/** Samples of one round in typed arrays that double as they grow, so that adding n samples costs O(n) in all. */
class RoundBuffer implements Round {
  readonly id: number;
  readonly label: string | undefined;
  readonly lag: Lag;
  size = 0;
  features = new Float32Array(0);
  targets = new Float32Array(0);
  timestamps = new Float64Array(0);

  readonly #featureLength: number;
  readonly #outputs: number;

  constructor(id: number, { label, lag = 0 }: RoundOptions, featureLength: number, outputs: number) {
    this.id = id;
    this.label = label;
    this.lag = lag;
    this.#featureLength = featureLength;
    this.#outputs = outputs;
  }

  add(features: Float32Array, target: SampleTarget, timestamp: number): void {
    const capacity = this.timestamps.length;
    if (this.size === capacity) this.#resize(Math.max(16, capacity * 2));
    this.features.set(features, this.size * this.#featureLength);
    for (let i = 0; i < this.#outputs; i++)
      this.targets[this.size * this.#outputs + i] = target[i] ?? Number.NaN;
    this.timestamps[this.size] = timestamp;
    this.size++;
  }

  /** Gives back the room that doubling left over. */
  trim(): void {
    if (this.size < this.timestamps.length) this.#resize(this.size);
  }

  get bytes(): number {
    return this.features.byteLength + this.targets.byteLength + this.timestamps.byteLength;
  }

  #resize(capacity: number): void {
    // All three are allocated before any is replaced: running out of memory leaves the round as it was.
    const features = new Float32Array(capacity * this.#featureLength);
    const targets = new Float32Array(capacity * this.#outputs);
    const timestamps = new Float64Array(capacity);
    features.set(this.features.subarray(0, this.size * this.#featureLength));
    targets.set(this.targets.subarray(0, this.size * this.#outputs));
    timestamps.set(this.timestamps.subarray(0, this.size));
    this.features = features;
    this.targets = targets;
    this.timestamps = timestamps;
  }
}

/**
 * The samples that a dial is learned from: features with the target they are to read as, in rounds. They are the
 * primary artefact, the model is derived from them. Everything is copied in; nothing is kept of the pictures.
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

  #rounds: readonly RoundBuffer[] = [];
  #current: RoundBuffer | null = null;
  #nextId = 1;
  // Rounds are never copied, so a state to go back to is a list of them.
  #past: (readonly RoundBuffer[])[] = [];
  #future: (readonly RoundBuffer[])[] = [];
  readonly #listeners = new Set<() => void>();

  /**
   * @param shape - what the samples are made of.
   * @throws CamdialError `bad-argument` when a dimension or the number of outputs is not a positive whole number.
   */
  constructor({ backboneId, featureShape, outputs }: SampleShape) {
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
    return this.#past.length > 0;
  }

  /** Whether {@link redo} has something to bring back. */
  get canRedo(): boolean {
    return this.#future.length > 0;
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
    this.#current?.trim();
    this.#current = new RoundBuffer(this.#nextId++, options, this.featureLength, this.outputs);
    return this.#current;
  }

  /**
   * Copies a sample into the current round, or a new one where there is none.
   *
   * @param features - `featureLength` finite numbers.
   * @param target - `outputs` finite numbers, in -1..1 by convention; `null` for an output that the sample does not teach.
   * @throws CamdialError `feature-shape`, `target-shape`, `not-finite`, or `out-of-memory`; the samples so far stay.
   */
  add(features: Float32Array, target: SampleTarget, { timestamp = 0 }: SampleMeta = {}): void {
    checkFeatures(features, this.featureLength);
    checkTarget(target, this.outputs);
    if (!this.#current) this.beginRound();
    const round = this.#current!;
    try {
      round.add(features, target, timestamp);
    } catch (cause) {
      if (!(cause instanceof RangeError)) throw cause;
      throw new CamdialError(
        'out-of-memory',
        `There is no memory for more than ${this.size} samples of ${this.featureLength} features. They are kept: train with them, or remove a round.`,
        { cause },
      );
    }
    if (round.size === 1) {
      this.#past.push(this.#rounds);
      this.#future = [];
      this.#rounds = [...this.#rounds, round];
    }
    this.#changed();
  }

  /** Features of sample `index`, counted through all rounds: a view, not to be written to. */
  features(index: number): Float32Array {
    const [round, at] = this.#locate(index);
    return round.features.subarray(at * this.featureLength, (at + 1) * this.featureLength);
  }

  /** Target of sample `index`, counted through all rounds, NaN for an output that it does not teach: a view, not to be written to. */
  target(index: number): Float32Array {
    const [round, at] = this.#locate(index);
    return round.targets.subarray(at * this.outputs, (at + 1) * this.outputs);
  }

  /** When the frame of sample `index` was taken, ms. */
  timestamp(index: number): number {
    const [round, at] = this.#locate(index);
    return round.timestamps[at]!;
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

  /** Takes all rounds out; {@link undo} brings them back. */
  clear(): void {
    if (this.#rounds.length > 0) this.#replace([]);
  }

  /** Takes back the last round begun, round removed, or clearing. Nothing happens when there is none. */
  undo(): void {
    const before = this.#past.pop();
    if (!before) return;
    this.#future.push(this.#rounds);
    this.#show(before);
  }

  /** Brings back what {@link undo} took back last. Nothing happens when there is nothing to bring back. */
  redo(): void {
    const after = this.#future.pop();
    if (!after) return;
    this.#past.push(this.#rounds);
    this.#show(after);
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

  #replace(rounds: readonly RoundBuffer[]): void {
    this.#past.push(this.#rounds);
    this.#future = [];
    this.#show(rounds);
  }

  #show(rounds: readonly RoundBuffer[]): void {
    this.#rounds = rounds;
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

function isCount(value: number): boolean {
  return Number.isInteger(value) && value > 0;
}
