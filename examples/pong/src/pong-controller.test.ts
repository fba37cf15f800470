import type { Output } from 'camdial';
import { expect, test } from 'vitest';
import { Pong } from './game.js';
import { PongController } from './pong-controller.js';

const reading = (value: number): Output => ({
  values: Float32Array.of(value),
  confidence: 1,
  timestamp: 0,
  latency: 0,
});

test('the value is where the paddle goes', () => {
  const pong = new Pong();
  new PongController(pong).update(reading(0.5));
  for (let i = 0; i < 30; i++) pong.advance(1 / 60);
  expect(pong.paddle).toBeCloseTo(0.5);
});

test('or how fast it moves, and a small lean is none', () => {
  const pong = new Pong();
  const controller = new PongController(pong);
  controller.drive = 'speed';
  controller.update(reading(0.05));
  pong.advance(0.2);
  expect(pong.paddle).toBe(0);
  controller.update(reading(-0.5));
  pong.advance(0.2);
  expect(pong.paddle).toBeLessThan(-0.1);
});

test.each(['position', 'speed'] as const)('released, the paddle stops where it is (%s)', (drive) => {
  const pong = new Pong();
  const controller = new PongController(pong);
  controller.drive = drive;
  controller.update(reading(1));
  pong.advance(0.05);
  controller.release();
  controller.release();
  const { paddle } = pong;
  pong.advance(0.2);
  expect(paddle).toBeGreaterThan(0);
  expect(pong.paddle).toBe(paddle);
});
