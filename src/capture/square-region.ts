/** A square in the pixels of an image; edges may fall between pixels. */
export interface SquareRegion {
  /** Left edge, px. */
  readonly x: number;
  /** Top edge, px. */
  readonly y: number;
  /** Edge length, px. */
  readonly size: number;
}

/** The greatest square in the middle of an image of `width` x `height` px. */
export function centralSquare(width: number, height: number): SquareRegion {
  const size = Math.min(width, height);
  return { x: (width - size) / 2, y: (height - size) / 2, size };
}

/** Where a line of pixels is cut into equal parts: one cut more than parts, the first and last at the ends. */
export interface Cuts {
  /** The pixel that each cut goes through, or that it ends. */
  readonly at: Int32Array;
  /** How much of that pixel lies before the cut, 0..1. */
  readonly share: Float64Array;
  /** Length of a part, px. */
  readonly step: number;
}

/** Cuts the line from `start`, `length` px long, into `count` parts. */
export function cutsOf(start: number, length: number, count: number): Cuts {
  const step = length / count;
  const at = new Int32Array(count + 1);
  const share = new Float64Array(count + 1);
  for (let i = 0; i <= count; i++) {
    const cut = start + i * step;
    // A cut on a pixel border (up to rounding) ends the pixel before it, so that none goes beyond the image.
    at[i] = Math.max(Math.floor(start), Math.ceil(cut - 1e-6) - 1);
    share[i] = cut - at[i]!;
  }
  return { at, share, step };
}
