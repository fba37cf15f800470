import { scatter } from './figure/random.js';
import type { Pose } from './pose.js';

/** How long the figure takes for the better part (63 %) of a way, ms. */
const TIME_CONSTANT = 120;
/** Pace of the critically damped spring that gets there in that time, 1/ms. */
const PACE = 2.15 / TIME_CONSTANT;
/** No body leans faster: the whole range in a third of a second. Units/ms. */
const TOP_SPEED = 0.006;
/** Where the figure should go is looked up at least this often, ms. */
const STEP = 1000 / 60;
/** Whatever happened longer ago has no influence on where the figure is now, ms. */
const MEMORY = 2000;

/**
 * A smooth, never quite repeating motion that covers the whole range of every direction: leaning takes a few seconds
 * from side to side, nodding is a little quicker, coming nearer slower.
 *
 * @param seed - a whole number; another one gives another motion of the same kind.
 * @returns where to be at a time in ms.
 */
export function wander(seed = 0): (milliseconds: number) => Pose {
  const phase = (number: number) => 2 * Math.PI * scatter(number, seed + 31);
  const swing = (periodMs: number, otherMs: number, number: number) => {
    const first = phase(number);
    const second = phase(number + 1);
    // The sine of two swings stays within -1..1, reaches both ends, and is smooth there.
    return (ms: number) =>
      Math.sin(
        1.3 * Math.sin((2 * Math.PI * ms) / periodMs + first) +
          0.6 * Math.sin((2 * Math.PI * ms) / otherMs + second),
      );
  };
  const x = swing(6100, 3700, 0);
  const y = swing(4700, 2900, 2);
  const z = swing(9700, 5300, 4);
  return (milliseconds) => ({ x: x(milliseconds), y: y(milliseconds), z: z(milliseconds) });
}

/** A figure that goes where it is told as a body would: without a jump, with limited speed, without overshooting. */
export class Follower {
  #milliseconds = 0;
  readonly #axes: readonly [Axis, Axis, Axis];

  /** @param start - where the figure is, at rest, at time 0. */
  constructor(start: Pose) {
    this.#axes = [new Axis(start.x), new Axis(start.y), new Axis(start.z)];
  }

  /**
   * Moves on to a time.
   *
   * @param motion - where to go, by time.
   * @param milliseconds - not before the time of the last call.
   */
  follow(motion: (milliseconds: number) => Pose, milliseconds: number): Pose {
    if (milliseconds - this.#milliseconds > MEMORY) this.#milliseconds = milliseconds - MEMORY;
    const elapsed = milliseconds - this.#milliseconds;
    const steps = Math.ceil(elapsed / STEP - 1e-6);
    const [x, y, z] = this.#axes;
    for (let step = 1; step <= steps; step++) {
      const target = within(motion(this.#milliseconds + (elapsed * step) / steps));
      x.step(target.x, elapsed / steps);
      y.step(target.y, elapsed / steps);
      z.step(target.z, elapsed / steps);
    }
    this.#milliseconds = milliseconds;
    return within({ x: x.place, y: y.place, z: z.place });
  }
}

/** One direction of a {@link Follower}: a critically damped spring. */
class Axis {
  place: number;
  #speed = 0;

  constructor(place: number) {
    this.place = place;
  }

  /** The exact solution over a step, so that its length does not matter. */
  step(target: number, milliseconds: number): void {
    const furthest = (2 * TOP_SPEED) / PACE; // a spring stretched no further moves no faster
    const offset = Math.min(furthest, Math.max(-furthest, this.place - target));
    const anchor = this.place - offset;
    const pull = (this.#speed + PACE * offset) * milliseconds;
    const decay = Math.exp(-PACE * milliseconds);
    this.place = anchor + (offset + pull) * decay;
    this.#speed = (this.#speed - PACE * pull) * decay;
  }
}

/** A pose with every value held within -1..1. */
export function within({ x, y, z }: Pose): Pose {
  return { x: hold(x), y: hold(y), z: hold(z) };
}

function hold(value: number): number {
  return value < -1 ? -1 : value > 1 ? 1 : value;
}
