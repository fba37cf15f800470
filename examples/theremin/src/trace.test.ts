import { expect, test } from 'vitest';
import { memory, Trace } from './trace.js';

test('what is long past is forgotten', () => {
  const trace = new Trace();
  for (let at = 0; at <= 3 * memory; at += 100) trace.add({ note: 60, loudness: 0.5 }, at);
  expect(trace.moments[0]!.at).toBe(2 * memory);
  expect(trace.moments.at(-1)!.at).toBe(3 * memory);
});

test('nothing played is silence at the note before', () => {
  const trace = new Trace();
  trace.add({ note: 64.5, loudness: 1 }, 0);
  trace.add(null, 16);
  expect(trace.moments.at(-1)).toEqual({ note: 64.5, loudness: 0, at: 16 });
});
