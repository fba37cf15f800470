import type { Look } from './looks.js';
import type { Mask } from './mask.js';
import { mix, type Painter } from './painter.js';
import type { Placement } from './placement.js';

export function paintWindow(
  painter: Painter,
  mask: Mask,
  detail: Mask,
  side: Placement,
  { curtain, wall }: Look,
): void {
  const [left, top, wide, high] = [0.03, -0.46, 0.3, 0.62];
  painter.glow(side, left + wide / 2, top + high / 2, 0.42, 0.56, 0xfff2d2, 0.6, undefined, 0.3); // light around it
  mask
    .begin(side)
    .box(left - 0.02, top - 0.02, wide + 0.04, high + 0.04)
    .end();
  painter.fill(mask, 0xfbf6ec);
  mask.begin(side).box(left, top, wide, high).end();
  painter.fade(
    mask,
    0x9fcbe6,
    0xfdf3da,
    side.x(0, top),
    side.y(0, top),
    side.x(0, top + high * 0.8),
    side.y(0, top + high * 0.8),
  );
  painter.glow(side, left + 0.09, top + 0.2, 0.2, 0.2, 0xfffdf0, 0.9, mask);
  detail
    .begin(side)
    .ellipse(0.24, -0.3, 0.05, 0.018)
    .ellipse(0.275, -0.312, 0.035, 0.02)
    .ellipse(0.21, -0.306, 0.03, 0.014)
    .end();
  painter.fill(detail, 0xffffff, 0.8, mask);
  detail
    .begin(side)
    .curve([-0.1, 0.06, 0.06, 0.0, 0.18, 0.05, 0.3, -0.02, 0.5, 0.06, 0.5, 0.3, -0.1, 0.3])
    .end();
  painter.fill(detail, 0xa9c7a4, 0.9, mask);
  detail
    .begin(side)
    .curve([-0.1, 0.1, 0.08, 0.08, 0.2, 0.11, 0.36, 0.06, 0.5, 0.12, 0.5, 0.3, -0.1, 0.3])
    .end();
  painter.fill(detail, 0x7fae86, 1, mask);
  mask
    .begin(side)
    .box(left + wide / 2 - 0.008, top, 0.016, high)
    .box(left, top + high * 0.46, wide, 0.016)
    .end();
  painter.fade(
    mask,
    0xfffaf0,
    0xd9d2c6,
    side.x(left, top),
    side.y(left, top),
    side.x(left + wide, top + high),
    side.y(left + wide, top + high),
  );
  painter.glow(side, left + wide / 2, 0.25, 0.26, 0.06, mix(wall, 0x2a1c18, 0.6), 0.4);
  mask
    .begin(side)
    .box(left - 0.045, top + high + 0.015, wide + 0.09, 0.03, 0.006)
    .end();
  painter.fade(mask, 0xffffff, 0xd8cdbb, side.x(0, 0.17), side.y(0, 0.17), side.x(0, 0.22), side.y(0, 0.22));
  paintCurtain(painter, mask, detail, side, curtain);
}

function paintCurtain(painter: Painter, mask: Mask, detail: Mask, side: Placement, curtain: number): void {
  mask
    .begin(side)
    .curve([
      -0.6, -0.7, -0.6, -0.7, 0.12, -0.7, 0.12, -0.7, 0.1, -0.2, 0.075, 0.1, 0.095, 0.6, 0.095, 0.6, -0.6,
      0.6, -0.6, 0.6,
    ])
    .end();
  painter.fade(
    mask,
    mix(curtain, 0xfff0d8, 0.1),
    mix(curtain, 0xfff0d8, 0.35),
    side.x(-0.1, 0),
    side.y(-0.1, 0),
    side.x(0.1, 0),
    side.y(0.1, 0),
  );
  for (let fold = 0; fold < 5; fold++) {
    const x = 0.075 - fold * 0.045;
    detail
      .begin(side)
      .stroke(x + 0.02, -0.62, x, 0.62, 0.012, 0.022, 0.6)
      .end();
    painter.fill(detail, mix(curtain, 0x40202a, 0.5), 0.35, mask);
    detail
      .begin(side)
      .stroke(x + 0.034, -0.62, x + 0.014, 0.62, 0.012, 0.014, 0.6)
      .end();
    painter.fill(detail, mix(curtain, 0xfff6e4, 0.6), 0.35, mask);
  }
}
