import type { PixelImage } from '../capture/frame.js';
import { CamdialError } from '../errors.js';
import { FigureRenderer } from './figure/figure-renderer.js';
import { within } from './motion.js';
import type { Pose } from './pose.js';

/** What a simulated picture looks like. */
export interface FigureOptions {
  /** px, at least 16. Default 480. */
  width?: number | undefined;
  /** px, at least 16. Default 360. */
  height?: number | undefined;
  /** A whole number that picks the person, the room and the noise; 0 to 5 give all the looks there are. Default 0. */
  seed?: number | undefined;
  /** Strength of the sensor's noise and of the flicker of the light: 0 none, 1 that of a usual webcam. Default 1. */
  noise?: number | undefined;
}

/**
 * Draws one picture of the figure of {@link SimulatedSource}: the same arguments give the same bytes.
 *
 * @param pose - where the figure is; values beyond -1..1 are held at the border.
 * @param options - `milliseconds` (default 0) decides about blinks, glances, breath and flicker, `index` (a whole
 * number, default 0) about the noise: the time and the number of the frame of a source.
 * @returns a picture of its own.
 * @throws CamdialError `bad-argument` for an option out of range, or a pose that is not finite.
 *
 * @example
 * ```ts
 * import { renderFigure } from 'camdial/testing';
 *
 * const { data, width, height } = renderFigure({ x: 0.5, y: 0, z: 0 }, { seed: 2 });
 * console.log(data.length === width * height * 4);
 * ```
 */
export function renderFigure(
  pose: Pose,
  options: FigureOptions & { milliseconds?: number | undefined; index?: number | undefined } = {},
): PixelImage {
  const { width = 480, height = 360, seed = 0, noise = 1, milliseconds = 0, index = 0 } = options;
  checkFigure({ width, height, seed, noise });
  if (!Number.isFinite(milliseconds) || !Number.isInteger(index)) {
    throw new CamdialError(
      'bad-argument',
      `A simulated picture needs a finite time and a whole number for its frame, got ${milliseconds} ms and ${index}.`,
    );
  }
  return new FigureRenderer(width, height, seed, noise).draw(within(checkPose(pose)), milliseconds, index);
}

/** @throws CamdialError `bad-argument` for an option out of range. */
export function checkFigure({ width, height, seed, noise }: Record<keyof FigureOptions, number>): void {
  for (const [name, value] of Object.entries({ width, height })) {
    if (!Number.isInteger(value) || value < 16) {
      throw new CamdialError(
        'bad-argument',
        `A simulated picture needs a ${name} in whole pixels from 16, got ${value}.`,
      );
    }
  }
  if (!Number.isInteger(seed)) {
    throw new CamdialError(
      'bad-argument',
      `The seed of a simulated figure must be a whole number, got ${seed}.`,
    );
  }
  if (!(noise >= 0 && noise <= 1)) {
    throw new CamdialError(
      'bad-argument',
      `The noise of a simulated picture goes from 0 to 1, got ${noise}.`,
    );
  }
}

/** @throws CamdialError `bad-argument` when a value is not finite. */
export function checkPose(pose: Pose): Pose {
  if (![pose.x, pose.y, pose.z].every(Number.isFinite)) {
    throw new CamdialError(
      'bad-argument',
      `A pose needs finite x, y and z, got ${pose.x}, ${pose.y}, ${pose.z}. Give each a number from -1 to 1.`,
    );
  }
  return pose;
}
