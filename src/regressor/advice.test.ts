import { expect, test } from 'vitest';
import { randomFrom } from '../random.js';
import { SampleStore } from '../samples/sample-store.js';
import { RidgeRegressor } from './ridge.js';

const random = randomFrom(3);
const uniform = () => 2 * random() - 1;
const mix = Array.from({ length: 24 }, uniform);

/** Features in which one number shows, and its square where the problem is to be bent. */
function featuresOf(x: number, { bend = 0, noise = 0.03 } = {}): Float32Array {
  return Float32Array.from(
    mix,
    (share, i) => 1 + share * x + (i % 3 === 0 ? bend * (x * x - 0.3) : 0) + noise * uniform(),
  );
}

async function adviceOn(fill: (samples: SampleStore) => void, outputs = 1): Promise<string> {
  const samples = new SampleStore({ backboneId: 'test', featureShape: [24], outputs });
  fill(samples);
  const { advice } = await new RidgeRegressor().fit(samples);
  return advice.join('\n');
}

test('a dial that was taught well needs no advice', async () => {
  const advice = await adviceOn((samples) => {
    for (let round = 0; round < 3; round++) {
      samples.beginRound();
      for (let i = 0; i < 60; i++) {
        const x = Math.sin(i / 5 + round);
        samples.add(featuresOf(x), [x]);
      }
    }
  });
  expect(advice).toBe('');
});

test('ends alone: what lies between is a guess', async () => {
  const advice = await adviceOn((samples) => {
    for (const x of [-1, 1]) {
      samples.beginRound();
      for (let i = 0; i < 30; i++) samples.add(featuresOf(x), [x]);
    }
  });
  expect(advice).toBe(
    'The dial was taught its ends only, -1 and 1: what it reads between them is a guess. Add poses in between, or follow a moving target.',
  );
});

test('poses that do not foretell what is between them', async () => {
  const advice = await adviceOn((samples) => {
    for (const x of [-1, 0, 1]) {
      samples.beginRound();
      // The middle pose is not between the ends: whoever leans forward looks like neither.
      for (let i = 0; i < 30; i++)
        samples.add(featuresOf(x === 0 ? 0.9 : x, { bend: x === 0 ? -2 : 0 }), [x]);
    }
  });
  expect(advice).toMatch(/does not foretell what lies between its poses: left out, 0 was read 0\.\d+ off/);
});

test('a stretch of the range that hardly anything was taught of', async () => {
  const advice = await adviceOn((samples) => {
    for (let i = 0; i < 120; i++) {
      const x = i % 60 === 0 ? 0.55 : i % 2 ? -1 + 1.3 * random() : 0.65 + 0.35 * random();
      samples.add(featuresOf(x), [x]);
    }
  });
  expect(advice).toMatch(
    /^Only \d of 120 samples teach the dial to read 0\.\d+ to 0\.\d+: spend more time there\.$/,
  );
});

test('a round that the others do not foretell, by its name', async () => {
  const advice = await adviceOn((samples) => {
    for (const label of ['first', 'second', 'slouching', 'fourth']) {
      samples.beginRound({ label });
      for (let i = 0; i < 40; i++) {
        const x = Math.sin(i / 4);
        samples.add(featuresOf(label === 'slouching' ? 0.8 * x - 1.2 : x), [x]);
      }
    }
  });
  expect(advice).toMatch(/Round "slouching" disagrees with the others: .* \d+% of its range off/);
});

test('an output that cannot be learned, by its number', async () => {
  const advice = await adviceOn((samples) => {
    for (let round = 0; round < 2; round++) {
      samples.beginRound();
      for (let i = 0; i < 60; i++) {
        const x = Math.sin(i / 5);
        samples.add(featuresOf(x), [x, Math.sin(i / 3 + 2 * round)]);
      }
    }
  }, 2);
  expect(advice).toMatch(/Output 2 explains only \d+%/);
  expect(advice).not.toMatch(/Output 1/);
});

test('a person who is too far behind the target', async () => {
  const advice = await adviceOn((samples) => {
    samples.beginRound({ lag: 'auto' });
    for (let ms = 0; ms < 20_000; ms += 50)
      samples.add(featuresOf(Math.sin((ms - 900) / 1500)), [Math.sin(ms / 1500)], { timestamp: ms });
  });
  expect(advice).toMatch(/You seem to have been 600 ms behind the target or more/);
});
