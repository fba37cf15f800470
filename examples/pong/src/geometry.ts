import { clampUnit } from '../../shared/page/unit.js';

/**
 * The court in its own units: x to the right and y up from the middle, half the height is 1. The player has the left
 * side. A paddle's position is -1 (bottom) to +1 (top), whatever its length.
 */
export const court = {
  halfWidth: 1.5,
  halfHeight: 1,
  /** Half the length of a paddle. */
  paddleHalf: 0.22,
  /** Where the faces of the paddles are: this far left and right of the middle. */
  faceX: 1.38,
  paddleThickness: 0.045,
  ballRadius: 0.036,
} as const;

export interface Ball {
  readonly x: number;
  readonly y: number;
  /** Court units a second. */
  readonly vx: number;
  readonly vy: number;
}

/** Height of the middle of a paddle at a position of -1..1. */
export function paddleY(position: number): number {
  return position * (court.halfHeight - court.paddleHalf);
}

/** The position whose middle is at a height; beyond the ends of the way it is clamped. */
export function positionAt(y: number): number {
  return clampUnit(y / (court.halfHeight - court.paddleHalf));
}

/** Where a ball that flew to height `y` through the walls really is. */
export function foldIntoCourt(y: number): number {
  const limit = court.halfHeight - court.ballRadius;
  const period = 4 * limit;
  const phase = (((y + limit) % period) + period) % period;
  return phase < 2 * limit ? phase - limit : 3 * limit - phase;
}

/** Height at which a ball will come to `x`, walls included; null when it flies the other way. */
export function heightOnArrival({ x, y, vx, vy }: Ball, at: number): number | null {
  const seconds = (at - x) / vx;
  return Number.isFinite(seconds) && seconds >= 0 ? foldIntoCourt(y + vy * seconds) : null;
}

/** @throws TypeError for NaN and infinity. */
export function finite(value: number): number {
  if (Number.isFinite(value)) return value;
  throw new TypeError(`Pong moves by finite numbers in -1..1, got ${value}.`);
}
