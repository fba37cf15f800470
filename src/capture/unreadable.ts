import { CamdialError } from '../errors.js';
import type { Frame } from './frame.js';

/** @throws CamdialError `frame-unreadable` when the frame is empty. */
export function checkPixels({ width, height }: Frame): void {
  if (width > 0 && height > 0) return;
  throw new CamdialError(
    'frame-unreadable',
    `Expected a frame with pixels, got one of ${width} x ${height}. Wait for the source's first picture.`,
  );
}

/** What it means that a picture could not be taken from a frame, as a typed error. */
export function unreadable(cause: unknown): CamdialError {
  const isWithheld = cause instanceof DOMException && cause.name === 'SecurityError';
  return new CamdialError(
    'frame-unreadable',
    isWithheld
      ? 'The pixels of this picture are withheld because it comes from another origin. Serve it with CORS headers and set crossOrigin = "anonymous" before its src.'
      : `The frame could not be drawn: ${String(cause)}. It may have been closed before it was read.`,
    { cause },
  );
}
