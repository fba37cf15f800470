import { expect, test } from 'vitest';
import { compass, frequencyOf, nameOf, noteAt, notesOf, scales, valueFor } from './scales.js';

const scale = (id: string) => scales.find((each) => each.id === id)!;

test('the ends of the dial are the ends of the compass, an octave more for each', () => {
  for (const octaves of [1, 2, 3, 4]) {
    const reach = compass(octaves);
    expect(noteAt(-1, reach)).toBe(reach.lowest);
    expect(noteAt(1, reach)).toBe(reach.highest);
    expect(reach.highest - reach.lowest).toBe(12 * octaves);
    expect(nameOf(reach.lowest)).toMatch(/^C\d$/);
  }
});

test('a note has a value, and the value that note', () => {
  const reach = compass(2);
  for (const note of notesOf(scale('major'), reach))
    expect(noteAt(valueFor(note, reach), reach)).toBeCloseTo(note);
});

test('a scale has its own notes, and gliding has all', () => {
  const reach = compass(1);
  expect(notesOf(scale('pentatonic'), reach).map(nameOf)).toEqual(['C4', 'D4', 'E4', 'G4', 'A4', 'C5']);
  expect(notesOf(scale('glide'), reach)).toHaveLength(13);
});

test('an octave is twice the frequency', () => {
  expect(frequencyOf(69)).toBe(440);
  expect(frequencyOf(81)).toBeCloseTo(880);
  expect(nameOf(69)).toBe('A4');
});
