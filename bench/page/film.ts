import { Scattering } from 'camdial';

export interface FilmQuestion {
  /** The file, in base 64. */
  readonly file: string;
  /** Frames a second, and which of them to read. */
  readonly frameRate: number;
  readonly from: number;
  readonly to: number;
}

const edge = 224; // as the frames of the clips are stored

/** @returns the features of each frame, one after the other, in base 64. */
export async function readFilm({ file, frameRate, from, to }: FilmQuestion): Promise<string[]> {
  const video = document.createElement('video');
  video.muted = true;
  await new Promise((resolve, reject) => {
    video.onloadeddata = resolve;
    video.onerror = () => reject(new Error(`the film does not play: ${video.error?.message}`));
    video.src = `data:video/mp4;base64,${file}`;
  });
  const context = new OffscreenCanvas(edge, edge).getContext('2d', { willReadFrequently: true })!;
  context.imageSmoothingQuality = 'high';
  const side = Math.min(video.videoWidth, video.videoHeight);
  const [left, top] = [(video.videoWidth - side) / 2, (video.videoHeight - side) / 2];
  const backbone = Scattering.create();
  const answers: string[] = [];
  for (let frame = from; frame < to; frame++) {
    await show(video, frame, frameRate);
    context.drawImage(video, left, top, side, side, 0, 0, edge, edge);
    const image = context.getImageData(0, 0, edge, edge);
    const features = await backbone.extract({
      image,
      width: edge,
      height: edge,
      timestamp: 0,
      mirrored: false,
    });
    answers.push(toBase64(new Uint8Array(features.buffer)));
  }
  return answers;
}

/**
 * A seek that has ended may show another frame than the one asked for: what is shown tells its own time. The last frame
 * of a group of pictures may never show; then its neighbour stands for it.
 */
async function show(video: HTMLVideoElement, frame: number, frameRate: number): Promise<void> {
  let off = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 5; attempt++) {
    await new Promise((resolve) => {
      video.onseeked = resolve;
      video.currentTime = (frame + 0.5 + 0.05 * attempt) / frameRate; // in its middle: rounding must not give a neighbour
    });
    off = Math.abs(Math.round(timeShown(video) * frameRate) - frame);
    if (off === 0) return;
  }
  if (!(off <= 1)) throw new Error(`frame ${frame} of the film does not show`);
}

/** Of the picture that a video shows, s; not a number where it has none at this moment. */
function timeShown(video: HTMLVideoElement): number {
  try {
    const shown = new VideoFrame(video);
    const { timestamp } = shown;
    shown.close();
    return timestamp / 1e6;
  } catch {
    return Number.NaN;
  }
}

function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
