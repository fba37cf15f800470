import { wander } from 'camdial/testing';
import { dotDuration, dotPath } from '../../examples/pong/src/dot-path.js';
import { type CameraClip, clipFrameRate, makeCameraClip } from './camera-clip.js';

/** The clip: sitting still, then following the dot, then moving about in its own way, ms. */
export const still = 5000;
const free = 20_000;

/** The first frame that is surely from after the following. */
export const firstFree = Math.round(((still + dotDuration + 500) / 1000) * clipFrameRate);

/** A person who follows Pong's dot, and then moves in another way than the dot did. */
export function makeWanderingClip(): Promise<CameraClip> {
  const about = wander(5);
  return makeCameraClip(Math.round(((still + dotDuration + free) / 1000) * clipFrameRate), (ms) => {
    const { x, y, z } = about(ms);
    const dot = ms - still < dotDuration ? dotPath(ms - still) : x;
    // The page mirrors its camera: who leans to the right of the mirror leans to the left of the picture.
    return { x: -dot, y: 0.4 * y, z: 0.4 * z };
  });
}
