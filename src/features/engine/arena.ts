/** A stretch of memory that is wanted from one step to another, both included. */
export interface Wanted {
  readonly bytes: number;
  readonly from: number;
  readonly to: number;
}

/** Everything begins at a multiple of a line of the cache, and has a few bytes of room behind it for loads of whole vectors. */
const line = 64;

/** The next multiple of a line of the cache, with room for a vector or two that hangs over. */
export function roomFor(bytes: number): number {
  return Math.ceil((bytes + 32) / line) * line;
}

/**
 * Puts what is never wanted at the same time into the same memory: the largest first, each at the lowest place that is free
 * for as long as it is wanted.
 *
 * After Y. Pisarchyk and J. Lee, *Efficient Memory Management for Deep Neural Net Inference*, 2020, greedy by size.
 *
 * @returns where each begins, in bytes, and how much there is in all.
 */
export function share(wanted: readonly Wanted[]): { offsets: number[]; bytes: number } {
  const offsets = new Array<number>(wanted.length).fill(0);
  const placed: number[] = [];
  let total = 0;
  const bySize = [...wanted.keys()].sort((a, b) => wanted[b]!.bytes - wanted[a]!.bytes);
  for (const i of bySize) {
    const { bytes, from, to } = wanted[i]!;
    const size = roomFor(bytes);
    const beside = placed
      .filter((j) => wanted[j]!.from <= to && from <= wanted[j]!.to)
      .sort((a, b) => offsets[a]! - offsets[b]!);
    let at = 0;
    for (const j of beside) {
      if (at + size <= offsets[j]!) break;
      at = Math.max(at, offsets[j]! + roomFor(wanted[j]!.bytes));
    }
    offsets[i] = at;
    placed.push(i);
    total = Math.max(total, at + size);
  }
  return { offsets, bytes: total };
}
