import { readFileSync } from 'node:fs';
import { startBrowserBench } from './browser-bench.js';
import { type Clip, clipsFolder } from './clips.js';
import type { TimedClip } from './smoothing.js';

/** Of cap12.mp4, frames a second: the clip `cap` has labels for some of its frames. */
export const filmRate = 25;

/** The first recording of `cap` with every frame, as its camera gave it. */
export interface Film {
  /** The frames that have labels. */
  readonly labelled: TimedClip;
  /** Features of every frame from the first to the last of those. */
  readonly features: readonly Float32Array[];
  readonly first: number;
}

/** Plays the film in Chromium, which decodes it. About a minute. */
export async function loadFilm(cap: Clip): Promise<Film> {
  const own = cap.sourceFrames.filter((_, i) => cap.sessions[i] === 'cap12');
  const [first, last] = [own[0]!, own.at(-1)!];
  const bench = await startBrowserBench();
  try {
    const profile = await bench.newProfile();
    const file = readFileSync(`${clipsFolder}/cap12.mp4`, 'base64');
    const features: Float32Array[] = [];
    for (let from = first; from <= last; from += 100) {
      const to = Math.min(last + 1, from + 100);
      const answers = await bench.ask(profile, 'film', { file, frameRate: filmRate, from, to });
      for (const each of answers) features.push(floats(each));
    }
    const labelled = {
      name: 'film',
      featureShape: cap.featureShape,
      features: own.map((frame) => features[frame - first]!),
      positions: cap.positions.slice(0, own.length),
      sessions: own.map(() => 'cap12'),
      sourceFrames: own,
      times: own.map((frame) => (frame * 1000) / filmRate),
    };
    return { labelled, features, first };
  } finally {
    await bench.dispose();
  }
}

/** Bytes of their own: those of a Buffer need not begin where a float may. */
function floats(base64: string): Float32Array {
  return new Float32Array(Uint8Array.from(Buffer.from(base64, 'base64')).buffer);
}
