/** How long the dot moves, ms. */
export const dotDuration = 15_000;

const sweeps = 3;
/** Share of the time in which it gathers speed, and in which it loses it again. */
const ramp = 0.08;

/**
 * Where the dot to follow is, -1..1: three times up and down the whole range. It starts and stops gently, slows at the
 * ends as a leaning person does, and does not keep quite the same pace, so that nobody leans to a beat.
 *
 * @param ms - since it began; before and after, it rests in the middle.
 */
export function dotPath(ms: number): number {
  const share = travelled(Math.min(1, Math.max(0, ms / dotDuration)));
  const turns = sweeps * share + 0.045 * Math.sin(4 * Math.PI * share);
  return Math.sin(2 * Math.PI * turns);
}

/** Share of the way after a share of the time: full speed in between, evenly faster and slower at the ends. */
function travelled(time: number): number {
  const whole = 1 - ramp;
  if (time < ramp) return time ** 2 / (2 * ramp) / whole;
  if (time > 1 - ramp) return 1 - (1 - time) ** 2 / (2 * ramp) / whole;
  return (time - ramp / 2) / whole;
}
