import { AreaAverage } from './area-average.js';
import { CanvasSquare } from './canvas-square.js';
import type { Frame, PixelImage } from './frame.js';
import { centralSquare } from './square-region.js';

/** A picture with something in every corner: smooth, so that ways of resizing may differ little, and of no strong colour. */
export function smoothPicture(width: number, height: number): ImageData {
  const image = new ImageData(width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const light = 70 + (110 * x) / width;
      const wave = Math.sin((6 * x) / width + (9 * y) / height);
      image.data.set([light + (60 * y) / height, light + 25, light + 40 * wave, 255], (y * width + x) * 4);
    }
  }
  return image;
}

/** A canvas that shows a picture. */
export function canvasOf(image: ImageData): HTMLCanvasElement {
  const { width, height } = image;
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  canvas.getContext('2d')!.putImageData(image, 0, 0);
  return canvas;
}

/** A WebCodecs frame that shows a picture. */
export function videoFrameOf({ data, width, height }: ImageData): VideoFrame {
  return new VideoFrame(data, { format: 'RGBX', codedWidth: width, codedHeight: height, timestamp: 0 });
}

/** Any picture that this page may show but not read. */
export async function imageOfAnotherOrigin(): Promise<HTMLImageElement> {
  const url = new URL('/docs/pong.png', location.href);
  url.hostname = url.hostname === 'localhost' ? '127.0.0.1' : 'localhost';
  const image = Object.assign(new Image(), { src: url.href });
  await image.decode();
  return image;
}

/** A frame of an image, as a source would hand it out. */
export function frameOf(
  image: Frame['image'],
  { width, height }: { width: number; height: number },
  mirrored = false,
): Frame {
  return { image, width, height, timestamp: 1234, mirrored };
}

/** What the canvas way reads. */
export function drawn(frame: Frame, size: number): Float32Array {
  const canvas = new CanvasSquare(size);
  const { width } = canvas.draw(frame, frame.image as CanvasImageSource);
  return averaged(canvas.pixels(width), size, frame.mirrored);
}

/** What plain pixels read. */
export function averaged(pixels: PixelImage, size: number, mirrored = false): Float32Array {
  const out = new Float32Array(3 * size * size);
  new AreaAverage(size).read(pixels, centralSquare(pixels.width, pixels.height), mirrored, out);
  return out;
}

/** How far two readings lie apart: the most, and on average. */
export function apart(a: Float32Array, b: Float32Array): { most: number; mean: number } {
  let most = a.length === b.length ? 0 : Number.POSITIVE_INFINITY;
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i]! - b[i]!);
    most = Math.max(most, difference);
    sum += difference;
  }
  return { most, mean: sum / a.length };
}

/** A video that plays what the camera of the test browser shows. */
export async function cameraVideo(width: number, height: number): Promise<HTMLVideoElement> {
  const video = document.createElement('video');
  video.muted = true;
  video.srcObject = await navigator.mediaDevices.getUserMedia({
    video: { width: { ideal: width }, height: { ideal: height } },
  });
  await video.play();
  await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
  return video;
}

/** Lets go of the camera of {@link cameraVideo}. */
export function stopVideo(video: HTMLVideoElement): void {
  for (const track of (video.srcObject as MediaStream).getTracks()) track.stop();
}
