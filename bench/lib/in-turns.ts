/** Something to be timed; what it returns is thrown away. */
export interface Timed {
  /** What is to be done before, untimed. */
  before?(): unknown;
  work(): unknown;
}

/**
 * Times several works in turns, each round beginning with another one, so that whatever else the machine does falls on
 * all of them alike.
 *
 * @returns milliseconds of each, by round.
 */
export async function inTurns(works: readonly Timed[], rounds: number, warmUp: number): Promise<number[][]> {
  const times = works.map((): number[] => []);
  for (let round = -warmUp; round < rounds; round++) {
    for (let turn = 0; turn < works.length; turn++) {
      const which = (round + warmUp + turn) % works.length;
      const { before, work } = works[which]!;
      await before?.();
      const begin = performance.now();
      await work();
      const milliseconds = performance.now() - begin;
      if (round >= 0) times[which]!.push(milliseconds);
    }
    await new Promise((resolve) => setTimeout(resolve)); // the page, and what is collected
  }
  return times;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** @param share - 0..1; 0.95 for what 95 of 100 are below. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
