import { Camera, type Frame, SquareReader } from 'camdial';
import { inTurns, median, type Timed } from '../lib/in-turns.js';
import { squareOf } from './tutorial.js';
import { useWasm } from './wasm.js';

export interface CaptureQuestion {
  /** Of the camera, px. */
  readonly width: number;
  readonly height: number;
  /** Edge of the square that is read, px. */
  readonly size: number;
  readonly rounds: number;
}

/** Medians of a frame, milliseconds. */
export interface CaptureTimes {
  readonly planes: number;
  readonly canvas: number;
  readonly tutorial: number;
}

/** From a camera's picture to the red, green and blue of a square, in the ways that are compared. */
export async function measureCapture({
  width,
  height,
  size,
  rounds,
}: CaptureQuestion): Promise<CaptureTimes> {
  await useWasm();
  const camera = await Camera.open({ width, height });
  document.body.append(camera.video);
  const { videoWidth, videoHeight } = camera.video;
  if (videoWidth !== width || videoHeight !== height)
    throw new Error(`a ${videoWidth} x ${videoHeight} camera`);

  const planes = new SquareReader(size);
  const canvas = new SquareReader(size);
  let frame: Frame;
  const timed = (work: () => unknown): Timed => ({
    async before() {
      frame = (await camera.next())!;
    },
    work,
  });
  const times = await inTurns(
    [
      timed(() => planes.read(frame)),
      timed(() => withoutVideoFrame(() => canvas.read(frame))),
      timed(() => readAsTutorial(camera.video, size)),
    ],
    rounds,
    Math.ceil(rounds / 10),
  );
  camera.dispose();
  const [ofPlanes, ofCanvas, ofTutorial] = times.map(median);
  return { planes: ofPlanes!, canvas: ofCanvas!, tutorial: ofTutorial! };
}

/** As in a browser without WebCodecs. */
function withoutVideoFrame<T>(work: () => T): T {
  const { VideoFrame } = globalThis;
  Reflect.set(globalThis, 'VideoFrame', undefined);
  try {
    return work(); // what it takes from a video, it takes at once
  } finally {
    Reflect.set(globalThis, 'VideoFrame', VideoFrame);
  }
}

async function readAsTutorial(video: HTMLVideoElement, size: number): Promise<void> {
  const square = squareOf(video, size);
  await square.data();
  square.dispose();
}
