import { orientations } from './gabor.js';
import { grid } from './maps.js';

/** Edge of the square of pixels that is looked at, px. */
export const inputSize = 56;
/** Edges of the maps of the three octaves, px. */
export const edges = [56, 28, 14] as const;
export const colours = 3;
export const cells = grid * grid;
/** Maps of one octave, first order. */
export const maps = colours * orientations;
/** Pairs of octaves of the second order: a modulus of the first, looked at again in the coarser second. */
const pairs = 3; // 0 in 1, 0 in 2, 1 in 2
export const channels = maps * edges.length + maps * orientations * pairs; // 36 + 144

/** Opponent colours, each as shares of red, green and blue: brightness, red against green, yellow against blue. */
export const opponents = [
  [1 / 3, 1 / 3, 1 / 3],
  [Math.SQRT1_2, -Math.SQRT1_2, 0],
  [1 / Math.sqrt(6), 1 / Math.sqrt(6), -2 / Math.sqrt(6)],
] as const;

/** Where the mean of each of red, green and blue goes. */
export const middle = 0.5;

// Floors: what is about as strong counts as nothing, so that noise in flat or dark pictures is not blown up.
export const brightnessFloor = 255 * 0.05; // of 0..255
export const contrastFloor = 0.005;
export const textureFloor = 0.001;
export const strengthFloor = 0.005;
/** A ridge treats all features alike: with this factor the two orders weigh alike, measured on real clips. */
export const secondWeight = 1 / 4;
