import { AreaAverage } from './area-average.js';
import type { Frame } from './frame.js';
import { averagePlanes, type Plane, type YuvEncoding } from './plane-average.js';
import { centralSquare, type SquareRegion } from './square-region.js';

/** What newer browsers tell of a frame that is stored turned or flipped. */
type TurnedFrame = VideoFrame & { readonly rotation?: number; readonly flip?: boolean };

/**
 * The picture of an image as a WebCodecs frame, where it is one or a video that shows one; else null. The caller closes
 * it, unless it is the image itself.
 */
export function snapshotOf(image: CanvasImageSource): VideoFrame | null {
  if ('copyTo' in image) return image;
  const hasPicture = 'videoWidth' in image && image.readyState >= 2; // HAVE_CURRENT_DATA
  return hasPicture && typeof VideoFrame !== 'undefined' ? new VideoFrame(image) : null;
}

/**
 * Reads the central square of WebCodecs frames from the bytes that the camera or the decoder left, without a canvas:
 * only the square is copied, and only the averages become red, green and blue.
 */
export class VideoPlanes {
  readonly #size: number;
  readonly #average: AreaAverage;
  /** Those that no read is using: reads that overlap have one each. */
  readonly #buffers: Uint8Array<ArrayBuffer>[] = [];

  /** @param size - edge of the result, px. */
  constructor(size: number) {
    this.#size = size;
    this.#average = new AreaAverage(size);
  }

  /**
   * Begins to copy before it returns.
   *
   * @param out - takes `size * size * 3` values 0..255.
   * @returns null where the picture has to be drawn: it is stored turned, stretched, or in a way not known here.
   */
  read(picture: VideoFrame, frame: Frame, out: Float32Array): Promise<void> | null {
    return isKnown(picture, frame) ? this.#read(picture, frame.mirrored, out) : null;
  }

  async #read(picture: VideoFrame, mirrored: boolean, out: Float32Array): Promise<void> {
    const { format, colorSpace } = picture;
    const { rect, region } = squareOf(picture);
    // Where the picture is out of reach, on the graphics processor, the browser has to convert it as it fetches it.
    const options: VideoFrameCopyToOptions = format ? { rect } : { rect, format: 'RGBA' };
    const length = picture.allocationSize(options);
    let data = this.#buffers.pop();
    if (!data || data.length < length) data = new Uint8Array(length);
    const layout = await picture.copyTo(data, options);
    if (format?.startsWith('I') || format === 'NV12') {
      averagePlanes(data, planesOf(layout, region), encodingOf(colorSpace), mirrored, this.#size, out);
    } else {
      const { offset, stride } = layout[0]!;
      const image = { data: data.subarray(offset), width: stride / 4, height: rect.height };
      this.#average.read(image, region, mirrored, out);
      if (format?.startsWith('B')) swapRedAndBlue(out);
    }
    this.#buffers.push(data);
  }
}

const formats = /^(I420A?|NV12|(RGB|BGR)[AX])$/;
/** Colours that browsers show as they are; they convert those of other screens, of film and of high dynamic range. */
const plainColours = /^(bt709|smpte170m|iec61966-2-1)$/;

function isKnown(picture: TurnedFrame, { width, height }: Frame): boolean {
  const { format, visibleRect, colorSpace, rotation, flip } = picture;
  if (!visibleRect || rotation || flip) return false;
  // Older browsers keep a turn to themselves: then, and where pixels are not square, it shows in another shape.
  if (Math.abs((visibleRect.width * height) / (visibleRect.height * width) - 1) > 0.005) return false;
  if (!format) return true;
  const { primaries, transfer, matrix } = colorSpace;
  return (
    formats.test(format) &&
    [primaries, transfer].every((colour) => !colour || plainColours.test(colour)) &&
    (!matrix || matrix in encodings || matrix === 'rgb')
  );
}

/** The part to copy, in whole pairs of pixels because two share a colour, and where the central square is in it. */
function squareOf({ codedWidth, codedHeight, visibleRect }: VideoFrame): {
  rect: Place;
  region: SquareRegion;
} {
  const seen = visibleRect!;
  const { x, y, size } = centralSquare(seen.width, seen.height);
  const [left, width] = pairs(seen.x + x, size, codedWidth);
  const [top, height] = pairs(seen.y + y, size, codedHeight);
  const region = { x: seen.x + x - left, y: seen.y + y - top, size };
  return { rect: { x: left, y: top, width, height }, region };
}

type Place = Required<DOMRectInit>;

/** Begin and length of the pairs of pixels that a line goes through. */
function pairs(from: number, length: number, coded: number): [number, number] {
  const begin = 2 * Math.floor(from / 2);
  return [begin, Math.min(2 * Math.ceil((from + length) / 2), coded) - begin];
}

/** I420: a plane each. NV12: the two colours take turns in one. Both have half as many pixels for colour, each way. */
function planesOf(
  [light, first, second]: PlaneLayout[],
  region: SquareRegion,
): readonly [Plane, Plane, Plane] {
  const half = { x: region.x / 2, y: region.y / 2, size: region.size / 2 };
  const step = second ? 1 : 2;
  const blueness = { ...first!, step, region: half };
  const redness = second ? { ...second, step, region: half } : { ...blueness, offset: first!.offset + 1 };
  return [{ ...light!, step: 1, region }, blueness, redness];
}

const bt601 = { red: 0.299, blue: 0.114 };
const encodings: Record<string, { red: number; blue: number }> = {
  bt709: { red: 0.2126, blue: 0.0722 },
  smpte170m: bt601,
  bt470bg: bt601,
};

/** Where a frame does not say, as webcams in Firefox, it is BT.601 of limited range: so browsers draw it. */
function encodingOf({ matrix, fullRange }: VideoColorSpace): YuvEncoding {
  const known = encodings[matrix ?? ''];
  return { ...(known ?? bt601), fullRange: Boolean(known && fullRange) };
}

function swapRedAndBlue(rgb: Float32Array): void {
  for (let i = 0; i < rgb.length; i += 3) {
    const first = rgb[i]!;
    rgb[i] = rgb[i + 2]!;
    rgb[i + 2] = first;
  }
}
