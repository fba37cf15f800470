import { paintPicture, paintPlant, paintShelf } from './furniture.js';
import type { Look } from './looks.js';
import { Mask } from './mask.js';
import { mix, Painter, smoothStep } from './painter.js';
import { Placement } from './placement.js';
import { paintWindow } from './window.js';

/**
 * Paints the room behind the figure: light falls in through a window on the left, on the right there are shelves,
 * a picture and a plant. Costly; once a source is enough.
 *
 * @returns red, green, blue by pixel, 0..255.
 */
export function paintRoom(width: number, height: number, look: Look): Float32Array {
  const painter = new Painter(width, height);
  const unit = Math.min(width, height);
  // Anchored to the sides of pictures up to 4:3, and no further out in wider ones.
  const half = Math.min(width / unit, 1.5) / 2;
  const center = new Placement().set(width / 2, height / 2, unit);
  const leftSide = new Placement().set(width / 2 - Math.max(0.5, half) * unit, height / 2, unit);
  const rightSide = new Placement().set(width / 2 + Math.max(0.5, half) * unit, height / 2, unit);
  const mask = new Mask(width, height);
  const detail = new Mask(width, height);
  paintWall(painter, mask, center, look);
  paintSunPatch(painter, mask, center);
  paintPicture(painter, mask, rightSide, look);
  paintShelf(painter, mask, detail, rightSide, look);
  paintPlant(painter, mask, detail, rightSide);
  soften(painter.pixels, width, height, Math.max(1, Math.round(unit / 300)));
  paintWindow(painter, mask, detail, leftSide, look);
  soften(painter.pixels, width, height, Math.max(1, Math.round(unit / 400)));
  darkenCorners(painter.pixels, width, height);
  return painter.pixels;
}

function paintWall(painter: Painter, mask: Mask, center: Placement, { wall }: Look): void {
  const { width, height } = painter;
  mask.begin(new Placement()).box(0, 0, width, height).end();
  painter.fade(
    mask,
    mix(wall, 0xfff6e4, 0.35),
    mix(wall, 0x3c3346, 0.34),
    0,
    height * 0.3,
    width,
    height * 0.75,
  );
  painter.glow(center, 0.1, 0.62, 1.1, 0.5, mix(wall, 0x2a2233, 0.6), 0.4);
}

/** The light of the window panes on the wall, slanting. */
function paintSunPatch(painter: Painter, mask: Mask, center: Placement): void {
  for (let step = 0; step < 6; step++) {
    const grow = 0.012 - step * 0.0035; // from soft and wide to narrow
    mask.begin(center);
    for (let row = 0; row < 2; row++) {
      for (let column = 0; column < 2; column++) {
        const x = -0.14 + column * 0.17;
        const y = -0.44 + row * 0.27 + column * 0.035;
        mask.polygon([
          x - grow,
          y - grow,
          x + 0.145 + grow,
          y + 0.03 - grow,
          x + 0.195 + grow,
          y + 0.27 + grow,
          x + 0.05 - grow,
          y + 0.24 + grow,
        ]);
      }
    }
    mask.end();
    painter.fill(mask, 0xffe9bd, 0.07);
  }
}

/** A lens that is focused on the person: the room is a little soft. Two box blurs each way, in place. */
function soften(pixels: Float32Array, width: number, height: number, radius: number): void {
  const before = new Float32Array(pixels.length);
  const rowLength = width * 3;
  const share = 1 / (2 * radius + 1);
  for (let round = 0; round < 4; round++) {
    before.set(pixels);
    pixels.fill(0);
    for (let row = 0; row < height; row++) {
      const start = row * rowLength;
      for (let offset = -radius; offset <= radius; offset++) {
        if (round % 2 === 0) {
          const from = Math.min(height - 1, Math.max(0, row + offset)) * rowLength;
          for (let i = 0; i < rowLength; i++) pixels[start + i]! += before[from + i]! * share;
        } else {
          for (let i = 0; i < rowLength; i++) {
            let from = i + offset * 3;
            if (from < 0) from = i % 3;
            else if (from >= rowLength) from = rowLength - 3 + (i % 3);
            pixels[start + i]! += before[start + from]! * share;
          }
        }
      }
    }
  }
}

/** Darkens the corners of the picture a little, as lenses do. */
function darkenCorners(pixels: Float32Array, width: number, height: number): void {
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const distance = Math.hypot(column / width - 0.48, row / height - 0.46);
      const factor = 1 - 0.2 * smoothStep(0.32, 0.78, distance);
      const at = (row * width + column) * 3;
      pixels[at]! *= factor;
      pixels[at + 1]! *= factor;
      pixels[at + 2]! *= factor;
    }
  }
}
