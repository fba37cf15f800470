import type { Place } from '../../shared/person/simulated-person.js';
import { type Compass, valueFor } from './scales.js';

/** "Amazing Grace", by ear and in C: notes as MIDI counts them, and how many beats each is held. */
const tune: readonly (readonly [note: number, beats: number])[] = [
  [55, 1],
  [60, 2],
  [64, 0.5],
  [60, 0.5],
  [64, 2],
  [62, 1],
  [60, 2],
  [57, 1],
  [55, 2],
  [55, 1],
  [60, 2],
  [64, 0.5],
  [60, 0.5],
  [64, 2],
  [62, 1],
  [67, 4],
];

const beat = 620; // ms
const length = tune.reduce((sum, [, beats]) => sum + beats, 0) * beat;

/** Where a head is that plays the tune: softer at the end of a note, so that one hears the next one begin. */
export function melodyAt(ms: number, reach: Compass): Place {
  let left = ms % length;
  for (const [note, beats] of tune) {
    const duration = beats * beat;
    if (left < duration) {
      const folded = note < reach.lowest ? note + 12 : note;
      return { x: valueFor(folded, reach), y: left > duration - 130 ? -0.35 : 0.45 };
    }
    left -= duration;
  }
  return { x: 0, y: -1 };
}
