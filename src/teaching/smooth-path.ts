import { CamdialError } from '../errors.js';

/** Options of {@link smoothPath}. */
export interface SmoothPathOptions {
  /** Values of the dial. Default 1. */
  outputs?: number | undefined;
  /** How long it moves, s. Default 15 for one output, 5 more for each other one. */
  seconds?: number | undefined;
  /** The ends of every output. Default -1 and 1. */
  range?: readonly [from: number, to: number] | undefined;
}

/** A target that moves by itself, for a person to follow. */
export interface SmoothPath {
  /**
   * Where it is: one value an output.
   *
   * @param elapsedMs - since it began; before and after, it rests in the middle.
   */
  (elapsedMs: number): number[];
  /** How long it moves, s. */
  readonly seconds: number;
}

const sweeps = 3;
/** Share of the time in which it gathers speed, and in which it loses it again. */
const ramp = 0.08;

/**
 * A ready path for a dot to follow: from the middle to both ends and back, three times and more, at a pace that a
 * person leaning along can keep. It starts and stops gently, slows at the ends as a leaning person does, and does not
 * keep quite the same pace, so that nobody leans to a beat. Several outputs go back and forth a different number of
 * times (a Lissajous curve), so that each is seen with every value of the others.
 *
 * @throws CamdialError `bad-argument` for outputs that are no whole number from 1, or seconds not above 0.
 *
 * @example
 * ```ts
 * import { type Pipeline, smoothPath } from 'camdial';
 *
 * async function teach(dial: Pipeline, dot: HTMLElement) {
 *   const path = smoothPath();
 *   const start = performance.now();
 *   const show = () => {
 *     dot.style.left = `${50 + 40 * path(performance.now() - start)[0]!}%`;
 *     if (performance.now() - start < 1000 * path.seconds) requestAnimationFrame(show);
 *   };
 *   show();
 *   await dial.record(path, { seconds: path.seconds, live: true }); // the person's lag is estimated and taken out
 * }
 * ```
 */
export function smoothPath({
  outputs = 1,
  seconds = 5 * (sweeps + outputs - 1),
  range: [from, to] = [-1, 1],
}: SmoothPathOptions = {}): SmoothPath {
  if (!Number.isInteger(outputs) || outputs < 1 || !(seconds > 0) || !Number.isFinite(seconds)) {
    throw new CamdialError(
      'bad-argument',
      `smoothPath needs a whole number of outputs from 1 and seconds above 0, got ${outputs} and ${seconds}.`,
    );
  }
  const at = (elapsedMs: number) => {
    const share = travelled(Math.min(1, Math.max(0, elapsedMs / (1000 * seconds))));
    return Array.from({ length: outputs }, (_, output) => {
      const turns = (sweeps + output) * share + 0.045 * Math.sin(4 * Math.PI * share);
      return (from + to) / 2 + ((to - from) / 2) * Math.sin(2 * Math.PI * turns);
    });
  };
  return Object.assign(at, { seconds });
}

/** Share of the way after a share of the time: full speed in between, evenly faster and slower at the ends. */
function travelled(time: number): number {
  const whole = 1 - ramp;
  if (time < ramp) return time ** 2 / (2 * ramp) / whole;
  if (time > 1 - ramp) return 1 - (1 - time) ** 2 / (2 * ramp) / whole;
  return (time - ramp / 2) / whole;
}
