import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Pose, SimulatedSource } from 'camdial/testing';

/** The clip as a file for Chromium's fake camera, and what it shows. */
export interface CameraClip {
  readonly file: string;
  /** The true pose of every frame. */
  readonly poses: readonly Pose[];
  dispose(): void;
}

export const clipSize = { width: 320, height: 240 } as const;
export const clipFrameRate = 30;

/**
 * The number of a frame is written into its left margin, outside the central square that a backbone sees: so many bits,
 * each a black or white cell.
 */
export const barcode = { bits: 11, x: 4, y: 10, width: 24, height: 20 } as const;

/** Renders a simulated person as a clip for Chromium's fake camera (YUV4MPEG2, full-range 4:2:0). */
export async function makeCameraClip(frames: number, motion: (ms: number) => Pose): Promise<CameraClip> {
  const folder = mkdtempSync(join(tmpdir(), 'camdial-clip-'));
  const file = join(folder, 'person.y4m');
  const { width, height } = clipSize;
  const poses: Pose[] = [];
  const output = openSync(file, 'w');
  writeSync(output, `YUV4MPEG2 W${width} H${height} F${clipFrameRate}:1 Ip A1:1 C420jpeg\n`);
  const planes = Buffer.alloc((width * height * 3) / 2);
  const person = new SimulatedSource({ ...clipSize, frameRate: clipFrameRate, realtime: false, motion });
  for (let frame = 0; frame < frames; frame++) {
    const { pose, image } = (await person.next())!;
    poses.push(pose);
    const data = image.data.slice();
    writeBarcode(data, frame);
    toPlanes(data, planes);
    writeSync(output, 'FRAME\n');
    writeSync(output, planes);
  }
  closeSync(output);
  return { file, poses, dispose: () => rmSync(folder, { recursive: true, force: true }) };
}

function writeBarcode(data: Uint8ClampedArray | Uint8Array, frame: number): void {
  for (let bit = 0; bit < barcode.bits; bit++) {
    const level = (frame >> bit) & 1 ? 255 : 0;
    for (let y = barcode.y + bit * barcode.height; y < barcode.y + (bit + 1) * barcode.height; y++) {
      for (let x = barcode.x; x < barcode.x + barcode.width; x++)
        data.fill(level, 4 * (y * clipSize.width + x), 4 * (y * clipSize.width + x) + 3);
    }
  }
}

/** RGB to planar YCbCr, ITU-R BT.601, full range; colour of every other pixel and row. */
function toPlanes(rgba: Uint8ClampedArray | Uint8Array, planes: Buffer): void {
  const { width, height } = clipSize;
  let at = 0;
  for (let i = 0; i < width * height; i++) {
    planes[at++] = 0.299 * rgba[4 * i]! + 0.587 * rgba[4 * i + 1]! + 0.114 * rgba[4 * i + 2]!;
  }
  for (const [red, green, blue] of [
    [-0.168736, -0.331264, 0.5],
    [0.5, -0.418688, -0.081312],
  ] as const) {
    for (let y = 0; y < height; y += 2) {
      for (let x = 0; x < width; x += 2) {
        const i = 4 * (y * width + x);
        planes[at++] = 128 + red * rgba[i]! + green * rgba[i + 1]! + blue * rgba[i + 2]!;
      }
    }
  }
}

/**
 * Runs in the page: reads the number of the frame that a video shows now.
 *
 * @returns a function to call again and again, with -1 before there is a picture.
 */
export function frameNumberReader(
  selector: string,
  size: typeof clipSize,
  code: typeof barcode,
): () => number {
  const canvas = Object.assign(document.createElement('canvas'), size);
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  return () => {
    const video = document.querySelector<HTMLVideoElement>(selector);
    if (!video?.videoWidth) return -1;
    context.drawImage(video, 0, 0, size.width, size.height);
    let number = 0;
    for (let bit = 0; bit < code.bits; bit++) {
      const x = code.x + code.width / 2;
      const y = code.y + (bit + 0.5) * code.height;
      if (context.getImageData(x, y, 1, 1).data[0]! > 127) number |= 1 << bit;
    }
    return number;
  };
}
