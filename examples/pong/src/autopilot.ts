import { clampUnit } from '../../shared/page/unit.js';
import type { Pong } from './game.js';
import { type Ball, court, heightOnArrival, positionAt } from './geometry.js';
import { bell, makeRandom } from './random.js';

/** What a person needs to see the ball turn and begin to lean, ms. */
const reaction = 160;

/** How the dial drives the paddle: its value is where the paddle goes, or how fast. */
export type Drive = 'position' | 'speed';

/** Plays the left side as a person would: a little late, and never aiming twice the same. Says how to lean. */
export class Autopilot {
  readonly #pong: Pong;
  readonly #random: () => number;
  readonly #seen: { ball: Ball; at: number }[] = [];
  #wasComing = false;
  #error = 0;
  #lean = 0;

  constructor(pong: Pong, seed = 7) {
    this.#pong = pong;
    this.#random = makeRandom(seed);
  }

  /** @param now - ms; grows from call to call. */
  lean(now: number, drive: Drive): number {
    this.#seen.push({ ball: this.#pong.ball, at: now });
    while (this.#seen.length > 1 && this.#seen[1]!.at <= now - reaction) this.#seen.shift();
    const seen = this.#seen[0]!.ball;
    const isComing = seen.vx < 0;
    if (isComing && !this.#wasComing) this.#error = 0.13 * bell(this.#random);
    this.#wasComing = isComing;
    const height = isComing ? heightOnArrival(seen, -court.faceX) : null;
    const goal = height === null ? 0.25 * positionAt(seen.y) : positionAt(height) + this.#error;
    this.#lean = clampUnit(drive === 'position' ? goal : 3 * (goal - this.#pong.paddle));
    return this.#lean;
  }
}
