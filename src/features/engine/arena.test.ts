import { expect, test } from 'vitest';
import { randomFrom } from '../../random.js';
import { roomFor, share, type Wanted } from './arena.js';

test('what is wanted at the same time does not overlap; what is not shares memory', () => {
  for (let seed = 1; seed <= 50; seed++) {
    const random = randomFrom(seed);
    const wanted: Wanted[] = Array.from({ length: 30 }, () => {
      const from = Math.floor(40 * random());
      return { bytes: 1 + Math.floor(5000 * random()), from, to: from + Math.floor(6 * random()) };
    });
    const { offsets, bytes } = share(wanted);
    for (const [i, a] of wanted.entries()) {
      expect(offsets[i]! % 64).toBe(0);
      expect(offsets[i]! + roomFor(a.bytes)).toBeLessThanOrEqual(bytes);
      for (const [j, b] of wanted.slice(0, i).entries()) {
        if (a.from > b.to || b.from > a.to) continue;
        const isApart =
          offsets[i]! + roomFor(a.bytes) <= offsets[j]! || offsets[j]! + roomFor(b.bytes) <= offsets[i]!;
        expect(isApart, `${i} and ${j} of ${seed}`).toBe(true);
      }
    }
    const largest = Math.max(
      ...Array.from({ length: 46 }, (_, time) =>
        wanted.reduce(
          (sum, { bytes: size, from, to }) => sum + (from <= time && time <= to ? roomFor(size) : 0),
          0,
        ),
      ),
    );
    expect(bytes).toBeGreaterThanOrEqual(largest);
    expect(bytes).toBeLessThan(2 * largest);
  }
});

test('a chain of values takes the memory of two', () => {
  const wanted = Array.from({ length: 10 }, (_, i) => ({ bytes: 1000, from: i, to: i + 1 }));
  expect(share(wanted).bytes).toBe(2 * roomFor(1000));
});
