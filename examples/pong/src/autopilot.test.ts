import { expect, test } from 'vitest';
import { Autopilot, type Drive } from './autopilot.js';
import { Pong } from './game.js';

test.each<Drive>(['position', 'speed'])('it plays a fair game (%s)', (drive) => {
  let furthest = 0;
  let points = { player: 0, opponent: 0 };
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    const pong = new Pong({ seed });
    const autopilot = new Autopilot(pong, seed);
    pong.start();
    for (let i = 0; i < 60 * 60 * 10 && pong.state === 'playing'; i++) {
      const lean = autopilot.lean((i * 1000) / 60, drive);
      furthest = Math.max(furthest, Math.abs(lean));
      if (drive === 'position') pong.updatePlayerPosition(lean);
      else pong.updatePlayerSpeed(lean);
      pong.advance(1 / 60);
    }
    points = { player: points.player + pong.score.player, opponent: points.opponent + pong.score.opponent };
  }
  expect(furthest).toBeLessThanOrEqual(1);
  // Neither side has it all its own way.
  expect(points.player).toBeGreaterThan(8);
  expect(points.opponent).toBeGreaterThan(1);
});
