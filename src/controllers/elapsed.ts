/**
 * Measures the time from call to call by the timestamps of the frames, ms. A clock that is set back counts as no time,
 * and what follows is measured from there; a leap (a pause, a page in the background) counts as `longest`.
 */
export function elapsed(longest = 250): (timestamp: number) => number {
  let last: number | null = null;
  return (timestamp) => {
    const step = last === null ? 0 : timestamp - last;
    last = timestamp;
    return Math.min(longest, Math.max(0, step));
  };
}
