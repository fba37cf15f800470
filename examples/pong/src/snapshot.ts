import type { Eye } from '../../shared/person/eye.js';

const thumbnailSize = 96; // px

/** Draws the square that is seen, mirrored as the preview is. */
export function snapshot({ preview, isMirrored }: Eye): HTMLCanvasElement {
  const picture = document.createElement('canvas');
  picture.width = picture.height = thumbnailSize;
  const [width, height] =
    preview instanceof HTMLVideoElement
      ? [preview.videoWidth, preview.videoHeight]
      : [preview.width, preview.height];
  const side = Math.min(width, height);
  const context = picture.getContext('2d');
  if (!context || side === 0) return picture;
  if (isMirrored) {
    context.translate(thumbnailSize, 0);
    context.scale(-1, 1);
  }
  const left = (width - side) / 2;
  const top = (height - side) / 2;
  context.drawImage(preview, left, top, side, side, 0, 0, thumbnailSize, thumbnailSize);
  return picture;
}
