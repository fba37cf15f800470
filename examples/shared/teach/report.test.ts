import type { FitReport } from 'camdial';
import { expect, test } from 'vitest';
import { describe } from './report.js';

const report = (parts: Partial<FitReport>): FitReport => ({
  samples: 450,
  rounds: 1,
  milliseconds: 640,
  outputs: [{ mae: 0.08, r2: 0.97 }],
  method: 'leave-one-block-out',
  advice: [],
  ...parts,
});

test('an error on the scale of -1 to 1 is told in percent of the range', () => {
  const { headline, details, isGood } = describe(report({}));
  expect(headline).toBe('Within 4% of the range');
  expect(details.join(' ')).toContain('leave one block out');
  expect(details.join(' ')).toContain('450 samples in 1 round, learned in 640 ms');
  expect(isGood).toBe(true);
});

test('while it learns it is told more shortly', () => {
  expect(describe(report({})).soFar).toBe('Reads you to within 4% so far');
  expect(describe(report({ outputs: [{ mae: 0.7, r2: 0 }] })).soFar).toBe('Off by 35% so far');
});

test('how far behind the dot the person was is told where it is known', () => {
  expect(describe(report({ lag: 183.4 })).details.join(' ')).toContain('You were 180 ms behind the dot');
  for (const lag of [undefined, null, 0, 3]) {
    expect(describe(report({ lag })).details.join(' ')).not.toContain('behind');
  }
});

test('there are three pieces of advice at most, the first ones', () => {
  expect(describe(report({ advice: ['a', 'b', 'c', 'd'] })).advice).toEqual(['a', 'b', 'c']);
});

test('it is never said to be perfect', () => {
  expect(describe(report({ outputs: [{ mae: 0.001, r2: 1 }] })).headline).toBe('Within 1% of the range');
});

test('a poor dial is told as one, with the advice', () => {
  const advice = ['Make larger moves.'];
  const words = describe(report({ outputs: [{ mae: 0.6, r2: 0.1 }], advice, method: 'leave-one-round-out' }));
  expect(words.headline).toBe('Off by 30% of the range');
  expect(words.advice).toEqual(advice);
  expect(words.isGood).toBe(false);
});

test('an error that could not be measured is not made up', () => {
  const words = describe(report({ outputs: [{ mae: Number.NaN, r2: Number.NaN }], method: 'none' }));
  expect(words.headline).toBe('Learned, but not measured');
  expect(words.soFar).toBe('');
  expect(words.isGood).toBe(false);
});

test('every output has its own error, and is called by its name', () => {
  const two = report({
    outputs: [
      { mae: 0.04, r2: 0.99 },
      { mae: 0.4, r2: 0.4 },
    ],
    advice: ['Output 2 explains only 40%.', 'Only 3 of 90 samples teach output 1 to read 0 to 1.'],
  });
  const words = describe(two, ['pitch', 'loudness']);
  expect(words.headline).toBe('Pitch within 2%, loudness off by 20% of the range');
  expect(words.soFar).toBe('Pitch within 2%, loudness off by 20% so far');
  expect(words.advice).toEqual([
    'Loudness explains only 40%.',
    'Only 3 of 90 samples teach pitch to read 0 to 1.',
  ]);
  expect(words.isGood).toBe(false);
});

test('an output that could not be measured is told beside one that was', () => {
  const half = report({
    outputs: [
      { mae: 0.04, r2: 0.99 },
      { mae: Number.NaN, r2: Number.NaN },
    ],
  });
  const words = describe(half, ['left and right', 'up and down']);
  expect(words.headline).toBe('Left and right within 2%, up and down not measured of the range');
  expect(words.isGood).toBe(false);
});
