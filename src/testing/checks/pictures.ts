import type { Frame, PixelImage } from '../../capture/frame.js';

/** Where the bright disc of a picture is. */
export type Scene = 'left' | 'right' | 'low';

/** A frame of plain pixels that may be written to. */
export type PlainFrame = Frame & { readonly image: PixelImage & { readonly data: Uint8ClampedArray } };

const places: Record<Scene, readonly [number, number]> = {
  left: [0.3, 0.4],
  right: [0.68, 0.4],
  low: [0.68, 0.72],
};

/**
 * A bright disc and a bar before a shaded, finely structured ground. The central square is the same for every form of
 * picture with the same shorter side; outside of it there is a pattern that depends on the form.
 */
export function frameOf(scene: Scene, width = 160, height = 120): PlainFrame {
  const data = new Uint8ClampedArray(width * height * 4);
  const side = Math.min(width, height);
  const left = (width - side) / 2;
  const top = (height - side) / 2;
  const [discX, discY] = places[scene];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const x = (column + 0.5 - left) / side;
      const y = (row + 0.5 - top) / side;
      const at = (row * width + column) * 4;
      const isOutside = x < 0 || x > 1 || y < 0 || y > 1;
      const ground = isOutside
        ? 255 * ((Math.floor(column / 4) + Math.floor(row / 4)) % 2)
        : 60 + 70 * x + 30 * y;
      const structure = isOutside ? 0 : 14 * Math.sin(40 * x + 9 * y) * Math.sin(31 * y);
      // Soft edges, so that small pictures show the place of the disc finely.
      const disc = Math.min(1, Math.max(0, (0.2 - Math.hypot(x - discX, y - discY)) / 0.05));
      const bar = !isOutside && x > 0.08 && x < 0.14 ? 1 : 0;
      const light = isOutside ? 0 : 110 * disc;
      data[at] = ground + structure + light - 30 * bar;
      data[at + 1] = ground + structure + 0.7 * light + 40 * bar;
      data[at + 2] = ground - structure + 0.3 * light - 50 * bar;
      data[at + 3] = 255;
    }
  }
  return { image: { data, width, height }, width, height, timestamp: 0, mirrored: false };
}

/** A picture on the way from one to another: 0 the first, 1 the second. */
export function blend(from: Scene, to: Scene, share: number): PlainFrame {
  const frame = frameOf(from);
  const other = frameOf(to).image.data;
  const { data } = frame.image;
  for (let i = 0; i < data.length; i++) data[i] = data[i]! + (other[i]! - data[i]!) * share;
  return frame;
}

/** The same picture with its pixels flipped left to right. */
export function flipped(frame: PlainFrame): PlainFrame {
  const { data, width, height } = frame.image;
  const turned = new Uint8ClampedArray(data.length);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const from = (row * width + column) * 4;
      turned.set(data.subarray(from, from + 4), (row * width + width - 1 - column) * 4);
    }
  }
  return { ...frame, image: { data: turned, width, height } };
}
