/** Weight of the new value in an exponential low-pass of `cutoff` Hz after a step of `seconds`. */
export function exponentialWeight(cutoff: number, seconds: number): number {
  const turn = 2 * Math.PI * cutoff * seconds;
  return turn / (turn + 1);
}
