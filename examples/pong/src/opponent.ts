import { clampUnit } from '../../shared/page/unit.js';
import { type Ball, court, heightOnArrival, positionAt } from './geometry.js';
import { bell } from './random.js';

/** How well the computer plays. */
interface Skill {
  /** Positions a second. */
  readonly speed: number;
  /** It sees the ball as it was so many seconds ago. */
  readonly delay: number;
  /** How far its aim is off, as a position; more when the ball is fast. */
  readonly aimError: number;
}

const skills = {
  easy: { speed: 0.9, delay: 0.3, aimError: 0.2 },
  fair: { speed: 1.5, delay: 0.22, aimError: 0.15 },
  sharp: { speed: 2.3, delay: 0.15, aimError: 0.11 },
} as const satisfies Record<string, Skill>;

export type Level = keyof typeof skills;

/** Plays the right paddle with a person's failings: late, slow and not quite where it should be. */
export class Opponent {
  level: Level;
  readonly #random: () => number;
  readonly #seen: Ball[] = [];
  #wasComing = false;
  #error = 0;

  constructor(level: Level, random: () => number) {
    this.level = level;
    this.#random = random;
  }

  /** The ball was put back: what was seen of the last rally says nothing. */
  forget(): void {
    this.#seen.length = 0;
    this.#wasComing = false;
  }

  /** @returns its paddle's position after a step of `seconds`. */
  move(position: number, ball: Ball, seconds: number): number {
    const { speed, delay, aimError } = skills[this.level];
    this.#seen.push(ball);
    const late = Math.round(delay / seconds);
    while (this.#seen.length > late + 1) this.#seen.shift();
    const seen = this.#seen[0]!;

    const isComing = seen.vx > 0;
    if (isComing && !this.#wasComing) {
      // One aim for each approach, as a person takes: a new one every step would average out.
      this.#error = aimError * bell(this.#random) * (0.6 + 0.25 * Math.hypot(seen.vx, seen.vy));
    }
    this.#wasComing = isComing;

    const height = isComing ? heightOnArrival(seen, court.faceX) : null;
    const aim = height === null ? 0 : positionAt(height) + this.#error;
    const hurry = isComing ? speed : speed / 2;
    const pace = Math.min(hurry, Math.max(-hurry, (aim - position) * 9));
    return clampUnit(position + pace * seconds);
  }
}
