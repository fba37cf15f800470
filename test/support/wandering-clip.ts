import { smoothPath } from 'camdial';
import { wander } from 'camdial/testing';
import { type CameraClip, clipFrameRate, makeCameraClip } from './camera-clip.js';

const dot = smoothPath();
const following = 1000 * dot.seconds;

/** The clip: sitting still, then following the dot, then moving about in its own way, ms. */
export const still = 5000;
const free = 20_000;

/** The first frame that is surely from after the following. */
export const firstFree = Math.round(((still + following + 500) / 1000) * clipFrameRate);

/** A person who follows Pong's dot, and then moves in another way than the dot did. */
export function makeWanderingClip(): Promise<CameraClip> {
  const about = wander(5);
  return makeCameraClip(Math.round(((still + following + free) / 1000) * clipFrameRate), (ms) => {
    const { x, y, z } = about(ms);
    const lean = ms - still < following ? dot(ms - still)[0]! : x;
    // The page mirrors its camera: who leans to the right of the mirror leans to the left of the picture.
    return { x: -lean, y: 0.4 * y, z: 0.4 * z };
  });
}
