import { CamdialError } from '../../errors.js';
import { productOf } from '../checks.js';
import { checkRound } from '../data-checks.js';
import type { RoundData, SamplesData } from '../samples-data.js';

/** What rounds of one dial have in common. */
export type Shape = Pick<SamplesData, 'backboneId' | 'featureShape' | 'outputs' | 'precision'>;

/** Some samples of a round: what is copied, checked and kept in one go. */
export type Piece = Pick<RoundData, 'features' | 'targets' | 'timestamps' | 'thumbnails'>;

// Cloned and checked in a few ms; thumbnails are objects, which take longer than their bytes.
const bytesOfPiece = 2 ** 20;
const samplesOfPiece = 1024;

/** How many samples go into a piece. */
function samplesIn({ featureShape, precision }: Shape): number {
  const bytes = productOf(featureShape) * (precision === 'float16' ? 2 : 4);
  return Math.min(samplesOfPiece, Math.max(1, Math.floor(bytesOfPiece / bytes)));
}

/** Pieces of a round. */
export function countPieces(size: number, shape: Shape): number {
  return Math.ceil(size / samplesIn(shape));
}

/**
 * A piece of a round, copied: views would take their whole buffer along when they are cloned.
 *
 * @throws CamdialError `samples-invalid` where it is not whole.
 */
export function cutPiece(round: RoundData, number: number, shape: Shape): Piece {
  const count = samplesIn(shape);
  const [from, to] = [number * count, Math.min(round.size, (number + 1) * count)];
  const featureLength = productOf(shape.featureShape);
  const piece = {
    features: round.features.slice(from * featureLength, to * featureLength),
    targets: round.targets.slice(from * shape.outputs, to * shape.outputs),
    timestamps: round.timestamps.slice(from, to),
    thumbnails: round.thumbnails?.slice(from, to),
  };
  checkPiece(piece, round, to - from, shape);
  return piece;
}

/** A round that is put together of its pieces. */
export class RoundAssembly {
  readonly #about: Pick<RoundData, 'uid' | 'label' | 'lag' | 'size'>;
  readonly #shape: Shape;
  readonly #features: Float32Array | Uint16Array;
  readonly #targets: Float32Array;
  readonly #timestamps: Float64Array;
  #thumbnails: (Blob | null)[] | undefined;

  /** @throws CamdialError `out-of-memory` */
  constructor(about: Pick<RoundData, 'uid' | 'label' | 'lag' | 'size'>, shape: Shape) {
    this.#about = about;
    this.#shape = shape;
    const length = about.size * productOf(shape.featureShape);
    try {
      this.#features = shape.precision === 'float16' ? new Uint16Array(length) : new Float32Array(length);
      this.#targets = new Float32Array(about.size * shape.outputs);
      this.#timestamps = new Float64Array(about.size);
    } catch (cause) {
      throw new CamdialError(
        'out-of-memory',
        `There is no memory to open a round of ${about.size} samples. It stays kept: close other pages, and open it again.`,
        { cause },
      );
    }
  }

  /** @throws CamdialError `samples-invalid` where it is no piece of this round. */
  put(piece: unknown, number: number): void {
    if (typeof piece !== 'object' || piece === null) throw damaged('a piece of a round is missing');
    const { features, targets, timestamps, thumbnails } = piece as Piece;
    const from = number * samplesIn(this.#shape);
    const count = Math.min(samplesIn(this.#shape), this.#about.size - from);
    checkPiece({ features, targets, timestamps, thumbnails }, this.#about, count, this.#shape);
    this.#features.set(features, from * productOf(this.#shape.featureShape));
    this.#targets.set(targets, from * this.#shape.outputs);
    this.#timestamps.set(timestamps, from);
    if (!thumbnails) return;
    this.#thumbnails ??= new Array<null>(this.#about.size).fill(null);
    for (const [i, thumbnail] of thumbnails.entries()) this.#thumbnails[from + i] = thumbnail;
  }

  get data(): RoundData {
    const { uid, label, lag, size } = this.#about;
    return {
      uid,
      label,
      lag,
      size,
      features: this.#features,
      targets: this.#targets,
      timestamps: this.#timestamps,
      thumbnails: this.#thumbnails,
    };
  }
}

export function damaged(what: string): CamdialError {
  return new CamdialError(
    'samples-invalid',
    `What this browser kept is damaged: ${what}. The rest can be opened; record it anew, or open an export.`,
  );
}

function checkPiece(
  piece: Piece,
  { uid, label, lag }: Pick<RoundData, 'uid' | 'label' | 'lag'>,
  size: number,
  { featureShape, outputs, precision }: Shape,
): void {
  const { thumbnails } = piece;
  if (thumbnails && !(Array.isArray(thumbnails) && thumbnails.every(isThumbnail))) {
    throw damaged('a thumbnail is no picture');
  }
  checkRound(
    { uid, label, lag, size, ...piece },
    { featureLength: productOf(featureShape), outputs, precision },
  );
}

function isThumbnail(value: unknown): boolean {
  return value === null || value instanceof Blob;
}
