import { expect, test } from 'vitest';
import { melodyAt } from './melody.js';
import { compass, noteAt, notesOf, scales } from './scales.js';

test.each([1, 2, 3, 4])('with %i octaves the tune stays on the notes of its scale', (octaves) => {
  const reach = compass(octaves);
  const notes = notesOf(scales.find(({ id }) => id === 'pentatonic')!, reach);
  for (let ms = 0; ms < 30_000; ms += 90) {
    const { x, y } = melodyAt(ms, reach);
    expect(notes.some((note) => Math.abs(note - noteAt(x, reach)) < 1e-6)).toBe(true);
    expect(Math.abs(y)).toBeLessThanOrEqual(1);
  }
});
