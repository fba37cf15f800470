import type { Controller, Output } from 'camdial';
import type { Drive } from './autopilot.js';
import type { Pong } from './game.js';

/** Leaning less than this is standing still, where the dial is a speed: nobody holds exactly 0. */
const rest = 0.12;

/** Lets the dial play: its first value is where the paddle goes, or how fast it moves. */
export class PongController implements Controller {
  drive: Drive = 'position';
  readonly #pong: Pick<Pong, 'updatePlayerPosition' | 'updatePlayerSpeed'>;

  constructor(pong: Pick<Pong, 'updatePlayerPosition' | 'updatePlayerSpeed'>) {
    this.#pong = pong;
  }

  update({ values }: Output): void {
    const value = values[0]!;
    if (this.drive === 'position') this.#pong.updatePlayerPosition(value);
    else this.#pong.updatePlayerSpeed(Math.abs(value) < rest ? 0 : value);
  }

  /** The paddle stays where it is: a speed that was left standing would carry it to the wall. */
  release(): void {
    this.#pong.updatePlayerSpeed(0);
  }
}
