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
    await new Promise((resolve) => {
      video.onseeked = resolve;
      video.currentTime = (frame + 0.5) / frameRate; // in its middle: rounding must not give a neighbour
    });
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

function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
