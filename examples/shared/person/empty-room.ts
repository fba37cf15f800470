import type { Frame, FrameSource, PixelImage } from 'camdial';
import { renderFigure, type SimulatedFrame } from 'camdial/testing';

/** The wall that no lean shows, as shares of the width; it is painted from what is beside it. */
const hidden = { from: 0.3, to: 0.7 } as const;

/** Passes on the pictures of a simulated person; while that one is away, pictures of the room alone. */
export class EmptiableSource implements FrameSource {
  readonly #inner: FrameSource;
  readonly #seed: number;
  readonly #isEmpty: () => boolean;
  #room: Uint8ClampedArray | null = null;

  constructor(inner: FrameSource, seed: number, isEmpty: () => boolean) {
    this.#inner = inner;
    this.#seed = seed;
    this.#isEmpty = isEmpty;
  }

  async next(signal?: AbortSignal): Promise<Frame | null> {
    const frame = (await this.#inner.next(signal)) as SimulatedFrame | null;
    if (!frame || !this.#isEmpty()) return frame;
    this.#room ??= emptyRoom(frame.image, this.#seed);
    return { ...frame, image: { ...frame.image, data: this.#room } };
  }

  dispose(): void {
    this.#inner.dispose();
  }
}

/** The room as it is seen beside a person who leans out of the way, one side after the other. */
function emptyRoom({ width, height }: PixelImage, seed: number): Uint8ClampedArray {
  const [left, right] = [1, -1].map((x) => renderFigure({ x, y: 0, z: 0 }, { width, height, seed }).data);
  const room = Uint8ClampedArray.from(right!);
  const from = Math.round(hidden.from * width);
  const to = Math.round(hidden.to * width);
  for (let y = 0; y < height; y++) {
    const row = 4 * y * width;
    room.set(left!.subarray(row, row + 4 * from), row);
    for (let x = from; x < to; x++) {
      const share = (x - from) / (to - from);
      for (let channel = 0; channel < 3; channel++) {
        const at = (column: number) => row + 4 * column + channel;
        room[at(x)] = (1 - share) * left![at(from - 1)]! + share * right![at(to)]!;
      }
    }
  }
  return room;
}
