import { clampUnit } from '../../shared/page/unit.js';
import { type Ball, court, finite, foldIntoCourt, paddleY } from './geometry.js';
import { type Level, Opponent } from './opponent.js';
import { makeRandom } from './random.js';

export type PongState = 'idle' | 'playing' | 'paused' | 'over';
export type Side = 'player' | 'opponent';

/** What just happened, for the eye and the ear; `at` is a height for hits and bounces. */
export type PongEvent =
  | { readonly kind: 'hit'; readonly side: Side; readonly at: number }
  | { readonly kind: 'point'; readonly side: Side }
  | { readonly kind: 'over'; readonly side: Side };

/** What is to be drawn. */
export interface PongView {
  readonly ball: { readonly x: number; readonly y: number };
  /** Positions of the paddles, -1..1. */
  readonly player: number;
  readonly opponent: number;
  /** Whether the ball waits to be served. */
  readonly isServing: boolean;
}

export interface PongOptions {
  /** The same seed and the same input give the same game. Default 1. */
  seed?: number;
  level?: Level;
  /** Points to win. Default 7. */
  goal?: number;
  /** Court units a second. Default 1.5. */
  serveSpeed?: number;
  /** Default 4.2. */
  maxSpeed?: number;
}

/** Physics steps a second: fine enough for the fastest ball, and the same at any display rate. */
export const stepsPerSecond = 240;

const step = 1 / stepsPerSecond;
const serveDelay = 0.9;
const speedUp = 1.07;
const steepest = (52 / 180) * Math.PI;
/** Positions a second at a speed of 1. */
const playerPace = 2.2;
/** A dial gives 30 values a second: the paddle glides from one to the next within about this many seconds. */
const glide = 0.03;
/** A page that was away does not catch up on what it missed. */
const longestAdvance = 0.25;

/** Pong without a page: rules, physics and the computer's side. */
export class Pong {
  /** Told of hits, points and the end. */
  onEvent: (event: PongEvent) => void = () => {};
  readonly #goal: number;
  readonly #serveSpeed: number;
  readonly #maxSpeed: number;
  readonly #random: () => number;
  readonly #opponent: Opponent;
  #state: PongState = 'idle';
  #score = { player: 0, opponent: 0 };
  #ball: Ball = { x: 0, y: 0, vx: 0, vy: 0 };
  #paddles = { player: 0, opponent: 0 };
  #before = { ball: this.#ball, ...this.#paddles };
  #serveIn = serveDelay;
  #serveTo: Side = 'opponent';
  #target: number | null = 0;
  #speed = 0;
  #elapsed = 0;
  #steps = 0;

  constructor({ seed = 1, level = 'fair', goal = 7, serveSpeed = 1.5, maxSpeed = 4.2 }: PongOptions = {}) {
    this.#goal = goal;
    this.#serveSpeed = serveSpeed;
    this.#maxSpeed = maxSpeed;
    this.#random = makeRandom(seed);
    this.#opponent = new Opponent(level, this.#random);
  }

  get state(): PongState {
    return this.#state;
  }

  get score(): { readonly player: number; readonly opponent: number } {
    return this.#score;
  }

  get ball(): Ball {
    return this.#ball;
  }

  /** Position of the player's paddle, -1 (bottom) to +1 (top). */
  get paddle(): number {
    return this.#paddles.player;
  }

  /** Physics steps so far. */
  get steps(): number {
    return this.#steps;
  }

  get level(): Level {
    return this.#opponent.level;
  }

  set level(level: Level) {
    this.#opponent.level = level;
  }

  /** Begins, or goes on after `stop`. After the end it begins anew. */
  start(): void {
    if (this.#state === 'over') this.reset();
    this.#state = 'playing';
  }

  /** Pauses. */
  stop(): void {
    if (this.#state === 'playing') this.#state = 'paused';
  }

  /** Back to 0:0 and to before the first serve. */
  reset(): void {
    this.#state = 'idle';
    this.#score = { player: 0, opponent: 0 };
    this.#serveTo = 'opponent';
    this.#prepareServe();
  }

  /**
   * The dial as a position: the paddle glides there.
   *
   * @param value - -1 (bottom) to +1 (top); beyond, it is clamped.
   */
  updatePlayerPosition(value: number): void {
    this.#target = clampUnit(finite(value));
    this.#speed = 0;
  }

  /**
   * The dial as a speed, as in the 2018 tutorial: the paddle moves until it is told 0.
   *
   * @param value - -1 (down) to +1 (up); beyond, it is clamped.
   */
  updatePlayerSpeed(value: number): void {
    this.#speed = clampUnit(finite(value));
    this.#target = null;
  }

  /** Lets time pass, in whole physics steps. The paddle moves in any state, the ball only while playing. */
  advance(seconds: number): void {
    this.#elapsed += Math.min(longestAdvance, Math.max(0, seconds));
    // Counted from the total, so that rounding cannot make two display rates differ by a step.
    const due = Math.floor(this.#elapsed * stepsPerSecond + 1e-6);
    while (this.#steps < due) this.#step();
  }

  /** The moment between the last two steps that is now: smooth on any display. */
  view(): PongView {
    const share = Math.min(1, Math.max(0, this.#elapsed * stepsPerSecond - this.#steps));
    const { ball, player, opponent } = this.#before;
    const between = (from: number, to: number) => from + share * (to - from);
    return {
      ball: { x: between(ball.x, this.#ball.x), y: between(ball.y, this.#ball.y) },
      player: between(player, this.#paddles.player),
      opponent: between(opponent, this.#paddles.opponent),
      isServing: this.#serveIn > 0,
    };
  }

  #step(): void {
    this.#steps++;
    this.#before = { ball: this.#ball, ...this.#paddles };
    const { player, opponent } = this.#paddles;
    const moved =
      this.#target === null
        ? player + this.#speed * playerPace * step
        : player + (this.#target - player) * (1 - Math.exp(-step / glide));
    this.#paddles.player = clampUnit(moved);
    if (this.#state !== 'playing') return;
    this.#paddles.opponent = this.#opponent.move(opponent, this.#ball, step);
    if (this.#serveIn > 0) {
      this.#serveIn -= step;
      if (this.#serveIn <= 0) this.#serve();
    } else {
      this.#fly();
    }
  }

  #serve(): void {
    const angle = (this.#random() - 0.5) * 0.9;
    const way = this.#serveTo === 'player' ? -1 : 1;
    this.#ball = {
      x: 0,
      y: 0,
      vx: way * this.#serveSpeed * Math.cos(angle),
      vy: this.#serveSpeed * Math.sin(angle),
    };
  }

  #fly(): void {
    const { x, y, vx, vy } = this.#ball;
    const nextX = x + vx * step;
    const nextY = y + vy * step;
    const side: Side = vx < 0 ? 'player' : 'opponent';
    const way = vx < 0 ? -1 : 1;
    // The whole way of the step is looked at, not only its end: no ball is fast enough to jump over a paddle.
    const face = way * (court.faceX - court.ballRadius);
    if (way * x <= way * face && way * nextX > way * face) {
      const at = foldIntoCourt(y + (nextY - y) * ((face - x) / (nextX - x)));
      const reach = court.paddleHalf + court.ballRadius;
      const offset = (at - paddleY(this.#paddles[side])) / reach;
      if (Math.abs(offset) <= 1) {
        this.#bounce(side, face, at, offset);
        return;
      }
    }
    const isInside = Math.abs(nextY) <= court.halfHeight - court.ballRadius;
    this.#ball = isInside
      ? { x: nextX, y: nextY, vx, vy }
      : { x: nextX, y: foldIntoCourt(nextY), vx, vy: -vy };
    if (Math.abs(nextX) > court.halfWidth + 2 * court.ballRadius)
      this.#point(side === 'player' ? 'opponent' : 'player');
  }

  /** Off the middle of a paddle the ball goes straight, off its ends steeply. */
  #bounce(side: Side, x: number, y: number, offset: number): void {
    const speed = Math.min(this.#maxSpeed, speedUp * Math.hypot(this.#ball.vx, this.#ball.vy));
    const angle = offset * steepest;
    const way = side === 'player' ? 1 : -1;
    this.#ball = { x, y, vx: way * speed * Math.cos(angle), vy: speed * Math.sin(angle) };
    this.onEvent({ kind: 'hit', side, at: y });
  }

  #point(side: Side): void {
    this.#score = { ...this.#score, [side]: this.#score[side] + 1 };
    this.#serveTo = side === 'player' ? 'opponent' : 'player';
    this.#prepareServe();
    this.onEvent({ kind: 'point', side });
    if (this.#score[side] >= this.#goal) {
      this.#state = 'over';
      this.onEvent({ kind: 'over', side });
    }
  }

  #prepareServe(): void {
    this.#serveIn = serveDelay;
    this.#opponent.forget();
    this.#ball = { x: 0, y: 0, vx: 0, vy: 0 };
    this.#before = { ball: this.#ball, ...this.#paddles };
  }
}
