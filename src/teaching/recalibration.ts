import { CamdialError } from '../errors.js';

/** What is done to one output: `gain * value + offset`. */
export interface OutputRecalibration {
  /** Above 0; 1 where only one pose was shown. */
  readonly gain: number;
  /** In the units of the labels. */
  readonly offset: number;
}

interface Anchor {
  readonly target: readonly (number | null)[];
  /** What the dial read there: the median of the frames. */
  readonly reading: readonly number[];
}

/** Anchors nearer to each other than this share of what their targets say tell nothing of a gain. */
const leastSpan = 0.15;

/**
 * Brings a dial back on another day, or on another person, without learning anew: what it reads in two or three known
 * poses gives a gain and an offset for each output; one pose gives the offset alone.
 */
export class Recalibration {
  readonly #anchors: readonly Anchor[];
  /** One an output. */
  readonly outputs: readonly OutputRecalibration[];

  private constructor(anchors: readonly Anchor[], outputs: readonly OutputRecalibration[]) {
    this.#anchors = anchors;
    this.outputs = outputs;
  }

  /**
   * With another anchor beside those of `before`; a new one with the same target takes the place of the old one.
   *
   * @param readings - of the frames, one list an output each.
   * @throws CamdialError `fit-failed` where the dial does not tell the anchors apart.
   */
  static with(
    before: Recalibration | null,
    target: readonly (number | null)[],
    readings: readonly Float32Array[],
  ): Recalibration {
    const reading = target.map((_, output) => median(readings.map((values) => values[output]!)));
    const kept = (before ? before.#anchors : []).filter((anchor) => anchor.target.join() !== target.join());
    const anchors = [...kept, { target, reading }];
    return new Recalibration(
      anchors,
      target.map((_, output) => fitted(anchors, output)),
    );
  }

  /** Brings values to what they should read; a fresh array. */
  apply(values: Float32Array): Float32Array {
    return values.map((value, output) => {
      const { gain, offset } = this.outputs[output]!;
      return gain * value + offset;
    });
  }
}

function fitted(anchors: readonly Anchor[], output: number): OutputRecalibration {
  const points = anchors.flatMap(({ target, reading }) => {
    const wanted = target[output];
    return typeof wanted === 'number' ? [{ wanted, read: reading[output]! }] : [];
  });
  const wanted = mean(points.map((point) => point.wanted));
  const read = mean(points.map((point) => point.read));
  if (points.length === 0) return { gain: 1, offset: 0 };
  const span = extent(points.map((point) => point.wanted));
  if (span === 0) return { gain: 1, offset: wanted - read };
  const covariance = mean(points.map((point) => (point.wanted - wanted) * (point.read - read)));
  const gain = covariance / mean(points.map((point) => (point.read - read) ** 2));
  if (!(gain > 0) || extent(points.map((point) => point.read)) < leastSpan * span) {
    const told = points.map((point) => `${point.read.toPrecision(2)} for ${point.wanted}`).join(', ');
    throw new CamdialError(
      'fit-failed',
      `The dial cannot be recalibrated: it read ${told}, which does not tell the anchors apart. Show the poses as they were taught, or record and train anew.`,
    );
  }
  return { gain, offset: wanted - gain * read };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function extent(values: readonly number[]): number {
  return Math.max(...values) - Math.min(...values);
}
