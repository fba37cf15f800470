import { CanvasSquare } from './canvas-square.js';
import type { Frame, PixelImage } from './frame.js';
import { centralSquare } from './square-region.js';
import { checkPixels } from './unreadable.js';
import { snapshotOf } from './video-planes.js';

/** A frame whose picture can be transferred to another thread. The receiver closes it with {@link closePicture}. */
export interface PortableFrame {
  readonly frame: Frame;
  /** What to hand to `postMessage` along with the frame. */
  readonly transfer: Transferable[];
}

/**
 * Makes of any frame one that can be posted to a worker, where a `SquareReader` of the same size reads from it what it
 * would have read from the original. The picture is taken during the call; the original stays as it is.
 *
 * @param size - the size at which the worker will read it, px: pictures that have to be drawn are drawn no greater
 * than that takes.
 * @throws CamdialError `frame-unreadable` or `unsupported`, as `SquareReader.read`.
 */
export async function portableFrame(frame: Frame, size: number): Promise<PortableFrame> {
  checkPixels(frame);
  const { image } = frame;
  if ('data' in image) {
    const square = copyOfSquare(image);
    return portable(frame, square, square.data.buffer);
  }
  const snapshot = ownSnapshot(image);
  if (snapshot) return { frame: { ...frame, image: snapshot }, transfer: [snapshot] };
  const square = new CanvasSquare(size);
  const canvas = square.draw(frame, image);
  square.pixels(1); // fails where pixels are withheld, which a bitmap hides until it is posted
  const bitmap =
    'transferToImageBitmap' in canvas ? canvas.transferToImageBitmap() : await createImageBitmap(canvas);
  return portable(frame, bitmap, bitmap);
}

/** Frees the picture of a frame from {@link portableFrame}. May be called more than once. */
export function closePicture({ image }: Frame): void {
  if ('close' in image) image.close();
}

function portable(frame: Frame, image: ImageBitmap | PixelImage, transferable: Transferable): PortableFrame {
  return { frame: { ...frame, image, width: image.width, height: image.height }, transfer: [transferable] };
}

/** A snapshot that is the receiver's to close; null where the picture has to be drawn, which then tells what is wrong. */
function ownSnapshot(image: CanvasImageSource): VideoFrame | null {
  try {
    const snapshot = snapshotOf(image);
    return snapshot === image ? snapshot.clone() : snapshot;
  } catch {
    return null;
  }
}

/** The rows of the central square, one after the other, with the pixels that it covers in part. */
function copyOfSquare({
  data,
  width,
  height,
}: PixelImage): PixelImage & { data: Uint8ClampedArray<ArrayBuffer> } {
  const { x, y, size } = centralSquare(width, height);
  const left = Math.floor(x);
  const top = Math.floor(y);
  const columns = Math.ceil(x + size) - left;
  const rows = Math.ceil(y + size) - top;
  const square = new Uint8ClampedArray(4 * columns * rows);
  for (let row = 0; row < rows; row++) {
    const from = 4 * ((top + row) * width + left);
    square.set(data.subarray(from, from + 4 * columns), 4 * columns * row);
  }
  return { data: square, width: columns, height: rows };
}
