import { expect, test } from 'vitest';
import { Pong, stepsPerSecond } from './game.js';
import { court, foldIntoCourt, heightOnArrival, paddleY, positionAt } from './geometry.js';
import type { Level } from './opponent.js';

/** Where a paddle must be for the ball that comes. */
function perfect(pong: Pong): number {
  const height = heightOnArrival(pong.ball, -court.faceX);
  return height === null ? 0 : positionAt(height + 0.15 * Math.sin(pong.steps)); // off centre, so that balls fly steeply
}

function playToTheEnd(pong: Pong, player: (pong: Pong) => number | null): void {
  pong.start();
  for (let i = 0; i < 60 * 60 * 20 && pong.state === 'playing'; i++) {
    const position = player(pong);
    if (position !== null) pong.updatePlayerPosition(position);
    pong.advance(1 / 60);
  }
}

test.each([30, 60, 144])('drawn at %i Hz, the same game comes to pass', (rate) => {
  const at = (hz: number) => {
    const pong = new Pong({ seed: 5 });
    pong.start();
    for (let second = 0; second < 20; second++) {
      pong.updatePlayerPosition(Math.sin(second));
      for (let i = 0; i < hz; i++) pong.advance(1 / hz);
    }
    return { ball: pong.ball, paddle: pong.paddle, score: pong.score, steps: pong.steps };
  };
  expect(at(rate)).toEqual(at(stepsPerSecond));
  expect(at(rate).steps).toBe(20 * stepsPerSecond);
});

test('what is drawn lies between the last two steps', () => {
  const pong = new Pong();
  pong.updatePlayerPosition(1);
  pong.advance(10 / stepsPerSecond);
  const whole = pong.paddle;
  pong.advance(1 / stepsPerSecond);
  const next = pong.paddle;
  expect(pong.view().player).toBeCloseTo(whole);
  pong.advance(0.5 / stepsPerSecond);
  expect(pong.view().player).toBeGreaterThan(whole);
  expect(pong.view().player).toBeLessThan(next);
});

test.each([4.2, 30, 120])('a ball of speed %d does not pass through a paddle', (speed) => {
  const pong = new Pong({ serveSpeed: speed, maxSpeed: speed, goal: 100 });
  let hits = 0;
  pong.onEvent = ({ kind }) => {
    if (kind === 'hit') hits++;
  };
  pong.start();
  const face = -court.faceX + court.ballRadius;
  for (let i = 0; i < 60 * stepsPerSecond && pong.state === 'playing'; i++) {
    const before = pong.ball;
    pong.advance(1 / stepsPerSecond);
    const { ball } = pong;
    if (before.x >= face && ball.x < face && before.vx < 0) {
      const miss = Math.abs(heightOnArrival(before, face)! - paddleY(pong.paddle));
      expect(miss).toBeGreaterThan(court.paddleHalf + court.ballRadius);
    }
  }
  expect(hits).toBeGreaterThan(10);
});

test('a ball flies straight, and keeps its speed off the walls', () => {
  const pong = new Pong({ seed: 2 });
  pong.start();
  pong.advance(0.25);
  while (pong.ball.vx === 0) pong.advance(1 / stepsPerSecond);
  const { x, y, vx, vy } = pong.ball;
  for (let i = 0; i < 100; i++) pong.advance(1 / stepsPerSecond);
  const seconds = 100 / stepsPerSecond;
  expect(pong.ball.x).toBeCloseTo(x + vx * seconds);
  expect(pong.ball.y).toBeCloseTo(foldIntoCourt(y + vy * seconds));
  expect(Math.abs(pong.ball.vy)).toBe(Math.abs(vy));
});

test.each<Level>(['easy', 'fair', 'sharp'])('a perfect player beats the %s computer', (level) => {
  for (const seed of [1, 2, 3]) {
    const pong = new Pong({ seed, level });
    playToTheEnd(pong, perfect);
    expect(pong.state).toBe('over');
    expect(pong.score.player).toBe(7);
    expect(pong.score.opponent).toBeLessThan(3);
  }
});

test.each<Level>(['easy', 'fair', 'sharp'])('the %s computer beats a paddle that stands still', (level) => {
  for (const seed of [1, 2, 3]) {
    const pong = new Pong({ seed, level });
    playToTheEnd(pong, () => null);
    expect(pong.score.opponent).toBe(7);
  }
});

test('the ball is faster after every hit', () => {
  const pong = new Pong();
  const speeds: number[] = [];
  pong.onEvent = ({ kind }) => {
    if (kind === 'hit') speeds.push(Math.hypot(pong.ball.vx, pong.ball.vy));
  };
  pong.start();
  while (speeds.length < 4) {
    pong.updatePlayerPosition(perfect(pong));
    pong.advance(1 / 60);
  }
  expect(speeds).toEqual([...speeds].sort((a, b) => a - b));
  expect(speeds[3]).toBeGreaterThan(speeds[0]! * 1.1);
});

test('start, stop, reset and the end are told by the state', () => {
  const pong = new Pong({ goal: 1 });
  expect(pong.state).toBe('idle');
  pong.stop();
  expect(pong.state).toBe('idle');
  pong.start();
  pong.stop();
  expect(pong.state).toBe('paused');
  const { ball } = pong;
  pong.advance(0.2);
  expect(pong.ball).toEqual(ball);
  playToTheEnd(pong, () => null);
  expect(pong.state).toBe('over');
  expect(pong.score).toEqual({ player: 0, opponent: 1 });
  pong.start();
  expect(pong.state).toBe('playing');
  expect(pong.score).toEqual({ player: 0, opponent: 0 });
  pong.reset();
  expect(pong.state).toBe('idle');
});

test('a position is reached, and clamped', () => {
  const pong = new Pong();
  pong.updatePlayerPosition(5);
  for (let i = 0; i < 60; i++) pong.advance(1 / 60);
  expect(pong.paddle).toBeCloseTo(1);
  expect(pong.paddle).toBeLessThanOrEqual(1);
  expect(paddleY(pong.paddle) + court.paddleHalf).toBeLessThanOrEqual(court.halfHeight);
});

test('a speed moves the paddle until it is 0, and is clamped', () => {
  const travelled = (speed: number) => {
    const pong = new Pong();
    pong.updatePlayerSpeed(speed);
    pong.advance(0.1);
    return pong.paddle;
  };
  expect(travelled(0.5)).toBeCloseTo(travelled(1) / 2);
  expect(travelled(9)).toBe(travelled(1));
  const pong = new Pong();
  pong.updatePlayerPosition(1);
  pong.advance(0.02);
  pong.updatePlayerSpeed(0);
  const { paddle } = pong;
  pong.advance(0.2);
  expect(pong.paddle).toBe(paddle);
});

test('NaN is refused, and the paddle stays', () => {
  const pong = new Pong();
  expect(() => pong.updatePlayerPosition(Number.NaN)).toThrow(TypeError);
  expect(() => pong.updatePlayerSpeed(Number.NaN)).toThrow(TypeError);
  pong.advance(0.1);
  expect(pong.paddle).toBe(0);
});
