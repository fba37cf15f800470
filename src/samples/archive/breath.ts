import { Pause } from '../../pause.js';

/** Awaited often in long work: lets the page draw, and ends the work when it was called off. */
export type Breath = () => Promise<void>;

/** @returns a breath that rejects with the signal's reason once that is aborted. */
export function breathOf(signal?: AbortSignal | undefined): Breath {
  const pause = new Pause();
  return async () => {
    await pause.ifDue();
    signal?.throwIfAborted();
  };
}

/** Values that are worked through between two breaths: about a millisecond. */
const sliceLength = 2 ** 16;

/** Calls `work` for one stretch of `0..length` after the other, with a breath before each. */
export async function inSlices(
  length: number,
  breath: Breath,
  work: (from: number, to: number) => void,
): Promise<void> {
  for (let from = 0; from < length; from += sliceLength) {
    await breath();
    work(from, Math.min(length, from + sliceLength));
  }
}
