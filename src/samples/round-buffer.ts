import { decodeFloat16, encodeFloat16 } from './float16.js';
import type { Lag, Round, RoundOptions } from './round.js';
import type { Precision, RoundData } from './samples-data.js';

/** What rounds of one store have in common. */
export interface RoundShape {
  readonly featureLength: number;
  readonly outputs: number;
  readonly precision: Precision;
}

/** Samples of one round in typed arrays that double as they grow, so that adding n samples costs O(n) in all. */
export class RoundBuffer implements Round {
  readonly id: number;
  readonly uid: string;
  readonly label: string | undefined;
  readonly lag: Lag;
  size = 0;
  finished = false;
  readonly #shape: RoundShape;
  #features: Float32Array | Uint16Array;
  #targets: Float32Array = new Float32Array(0);
  #timestamps: Float64Array = new Float64Array(0);
  #thumbnails: (Blob | null)[] | undefined;

  constructor(id: number, uid: string, { label, lag = 0 }: RoundOptions, shape: RoundShape) {
    this.id = id;
    this.uid = uid;
    this.label = label;
    this.lag = lag;
    this.#shape = shape;
    this.#features = this.#emptyFeatures(0);
  }

  /**
   * A finished round of what was kept elsewhere.
   *
   * @param isOwn - whether the arrays are nobody else's; else they are copied.
   */
  static from(id: number, data: RoundData, shape: RoundShape, isOwn: boolean): RoundBuffer {
    const round = new RoundBuffer(id, data.uid, data, shape);
    round.#features = isOwn ? data.features : data.features.slice();
    round.#targets = isOwn ? data.targets : data.targets.slice();
    round.#timestamps = isOwn ? data.timestamps : data.timestamps.slice();
    round.#thumbnails = data.thumbnails?.slice();
    round.size = data.size;
    round.finished = true;
    return round;
  }

  add(
    features: Float32Array,
    target: ArrayLike<number | null>,
    timestamp: number,
    thumbnail: Blob | undefined,
  ): void {
    const { featureLength, outputs } = this.#shape;
    const capacity = this.#timestamps.length;
    if (this.size === capacity) this.#resize(Math.max(16, capacity * 2));
    const at = this.size * featureLength;
    if (this.#features instanceof Uint16Array) encodeFloat16(features, this.#features, at);
    else this.#features.set(features, at);
    for (let i = 0; i < outputs; i++) this.#targets[this.size * outputs + i] = target[i] ?? Number.NaN;
    this.#timestamps[this.size] = timestamp;
    if (thumbnail || this.#thumbnails) {
      this.#thumbnails ??= new Array<null>(this.size).fill(null);
      this.#thumbnails[this.size] = thumbnail ?? null;
    }
    this.size++;
  }

  /** No more samples come: gives back the room that doubling left over. */
  finish(): void {
    if (this.finished) return;
    if (this.size < this.#timestamps.length) this.#resize(this.size);
    this.finished = true;
  }

  /** A view where the precision is float32, else a fresh array. */
  features(at: number): Float32Array {
    const { featureLength } = this.#shape;
    const [from, to] = [at * featureLength, (at + 1) * featureLength];
    return this.#features instanceof Uint16Array
      ? decodeFloat16(this.#features.subarray(from, to))
      : this.#features.subarray(from, to);
  }

  target(at: number): Float32Array {
    const { outputs } = this.#shape;
    return this.#targets.subarray(at * outputs, (at + 1) * outputs);
  }

  timestamp(at: number): number {
    return this.#timestamps[at]!;
  }

  thumbnail(at: number): Blob | null {
    return this.#thumbnails?.[at] ?? null;
  }

  get bytes(): number {
    return this.#features.byteLength + this.#targets.byteLength + this.#timestamps.byteLength;
  }

  /** Views of what is in so far. */
  get data(): RoundData {
    const { uid, label, lag, size } = this;
    const { featureLength, outputs } = this.#shape;
    return {
      uid,
      label,
      lag,
      size,
      features: this.#features.subarray(0, size * featureLength),
      targets: this.#targets.subarray(0, size * outputs),
      timestamps: this.#timestamps.subarray(0, size),
      thumbnails: this.#thumbnails,
    };
  }

  #emptyFeatures(length: number): Float32Array | Uint16Array {
    return this.#shape.precision === 'float16' ? new Uint16Array(length) : new Float32Array(length);
  }

  #resize(capacity: number): void {
    const { featureLength, outputs } = this.#shape;
    // All three are allocated before any is replaced: running out of memory leaves the round as it was.
    const features = this.#emptyFeatures(capacity * featureLength);
    const targets = new Float32Array(capacity * outputs);
    const timestamps = new Float64Array(capacity);
    features.set(this.#features.subarray(0, this.size * featureLength));
    targets.set(this.#targets.subarray(0, this.size * outputs));
    timestamps.set(this.#timestamps.subarray(0, this.size));
    this.#features = features;
    this.#targets = targets;
    this.#timestamps = timestamps;
  }
}
