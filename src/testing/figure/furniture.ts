import type { Look } from './looks.js';
import { Mask } from './mask.js';
import { mix, type Painter } from './painter.js';
import type { Placement } from './placement.js';
import { scatter } from './random.js';

export function paintPicture(
  painter: Painter,
  mask: Mask,
  side: Placement,
  { curtain, sweater }: Look,
): void {
  painter.glow(side, -0.14, -0.235, 0.17, 0.2, 0x2a1c18, 0.4, undefined, 0.5);
  mask.begin(side).box(-0.275, -0.42, 0.24, 0.3).end();
  painter.fill(mask, 0x8a5f3d);
  mask.begin(side).box(-0.263, -0.408, 0.216, 0.276).end();
  painter.fill(mask, 0xf4eddf);
  mask.begin(side).box(-0.238, -0.383, 0.166, 0.226).end();
  painter.fade(
    mask,
    0xf7dfb5,
    mix(curtain, 0xffe8cc, 0.3),
    side.x(0, -0.38),
    side.y(0, -0.38),
    side.x(0, -0.16),
    side.y(0, -0.16),
  );
  const sun = new Mask(painter.width, painter.height);
  sun.begin(side).ellipse(-0.125, -0.315, 0.033, 0.033).end();
  painter.fill(sun, 0xf7f0dc);
  sun.begin(side).curve([-0.3, -0.22, -0.2, -0.27, -0.12, -0.22, -0.03, -0.26, 0.02, -0.1, -0.3, -0.1]).end();
  painter.fill(sun, mix(sweater, 0xf0dcc0, 0.35), 1, mask);
  sun.begin(side).curve([-0.3, -0.17, -0.2, -0.2, -0.1, -0.175, 0.0, -0.2, 0.02, -0.1, -0.3, -0.1]).end();
  painter.fill(sun, mix(sweater, 0x201828, 0.35), 1, mask);
}

export function paintShelf(painter: Painter, mask: Mask, detail: Mask, side: Placement, look: Look): void {
  const y = 0.13;
  painter.glow(side, -0.13, y + 0.06, 0.24, 0.06, 0x2a1c18, 0.45);
  mask.begin(side).box(-0.34, y, 0.4, 0.022).end();
  painter.fade(
    mask,
    0xb98657,
    0x8a5f3d,
    side.x(-0.34, y),
    side.y(-0.34, y),
    side.x(0, y + 0.02),
    side.y(0, y + 0.02),
  );
  const colors = [look.curtain, 0x3f5d6b, 0xe8dcc3, look.sweater, 0x9a4f3f, 0xd9a94f, 0x5d7257, 0xcfd3cf];
  let x = -0.315;
  for (let book = 0; book < 8; book++) {
    const wide = 0.018 + 0.014 * scatter(book, 3);
    const high = 0.1 + 0.055 * scatter(book, 7);
    const color = colors[book]!;
    mask
      .begin(side)
      .box(x, y - high, wide - 0.002, high, 0.003)
      .end();
    painter.fade(
      mask,
      mix(color, 0xfff4e0, 0.15),
      mix(color, 0x1a1220, 0.35),
      side.x(x, y),
      side.y(x, y),
      side.x(x + wide, y),
      side.y(x + wide, y),
    );
    detail
      .begin(side)
      .box(x, y - high * 0.8, wide, 0.006)
      .box(x, y - high * 0.72, wide, 0.004)
      .end();
    painter.fill(detail, mix(color, 0xfff4e0, 0.6), 0.6, mask);
    x += wide;
  }
  // A cup at the end of the row.
  mask
    .begin(side)
    .box(x + 0.035, y - 0.062, 0.055, 0.062, 0.01)
    .end();
  painter.fade(
    mask,
    0xf6efe2,
    0xa8998c,
    side.x(x + 0.03, y),
    side.y(x + 0.03, y),
    side.x(x + 0.095, y),
    side.y(x + 0.095, y),
  );
}

export function paintPlant(painter: Painter, mask: Mask, detail: Mask, side: Placement): void {
  painter.glow(side, -0.02, 0.42, 0.3, 0.26, 0x241a1c, 0.4);
  for (let leaf = 0; leaf < 9; leaf++) {
    const angle = -2.75 + leaf * 0.27 + 0.1 * (scatter(leaf, 5) - 0.5);
    const length = 0.2 + 0.07 * scatter(leaf, 9);
    const fromX = -0.085;
    const fromY = 0.47;
    const toX = fromX + Math.cos(angle) * length;
    const toY = fromY + Math.sin(angle) * length * 1.1;
    const bend = (leaf < 4 ? -1 : 1) * 0.025;
    const green = mix(0x4f8a55, leaf % 2 ? 0x2c5a48 : 0x86b067, scatter(leaf, 15));
    mask.begin(side).stroke(fromX, fromY, toX, toY, bend, 0.075, 0.02, 0.62).end();
    painter.fade(
      mask,
      mix(green, 0x12241e, 0.45),
      mix(green, 0xfff2c0, 0.12),
      side.x(fromX, fromY),
      side.y(fromX, fromY),
      side.x(toX, toY),
      side.y(toX, toY),
    );
    detail.begin(side).stroke(fromX, fromY, toX, toY, bend, 0.008, 0.2).end();
    painter.fill(detail, mix(green, 0xfff2c0, 0.4), 0.6, mask);
  }
  mask.begin(side).polygon([-0.17, 0.41, 0, 0.41, -0.018, 0.6, -0.15, 0.6]).end();
  painter.fade(
    mask,
    0xd98b63,
    0x8f4f3a,
    side.x(-0.17, 0.45),
    side.y(-0.17, 0.45),
    side.x(0, 0.45),
    side.y(0, 0.45),
  );
}
