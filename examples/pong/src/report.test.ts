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
  expect(words.isGood).toBe(false);
});
