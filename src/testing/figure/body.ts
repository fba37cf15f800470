import type { Look } from './looks.js';
import type { Mask } from './mask.js';
import { mix, type Painter } from './painter.js';
import { Placement } from './placement.js';

// Outlines in units of half a face, from the base of the neck; long enough for tall pictures.
const torso = [
  -0.46, -0.2, -0.46, -0.2, -0.66, -0.02, -1.1, 0.15, -1.56, 0.36, -1.86, 0.76, -2.02, 1.5, -2.14, 2.4, -2.2,
  3.4, -2.2, 3.4, -2.4, 12, -2.4, 12, 2.4, 12, 2.4, 12, 2.2, 3.4, 2.2, 3.4, 2.14, 2.4, 2.02, 1.5, 1.86, 0.76,
  1.56, 0.36, 1.1, 0.15, 0.66, -0.02, 0.46, -0.2, 0.46, -0.2,
];
const rollCollar = [
  -0.44, -0.36, -0.2, -0.3, 0, -0.28, 0.2, -0.3, 0.44, -0.36, 0.52, -0.22, 0.56, 0.02, 0.36, 0.16, 0, 0.22,
  -0.36, 0.16, -0.56, 0.02, -0.52, -0.22,
];
const throatRight = [-0.44, 0.5, 0.44, 0.5, 0.41, 0.95];
const throatLeft = [-0.41, 0.95];
const neckline = [0.4, -0.2, 0.38, -0.08, 0.25, 0.08, 0, 0.18, -0.25, 0.08, -0.38, -0.08, -0.4, -0.2];
const deepNeckline = [0.42, -0.2, 0.42, 0.0, 0.24, 0.36, 0, 0.64, -0.24, 0.36, -0.42, 0.0, -0.42, -0.2];

/** The sweater; leaves its shape in `mask`. */
export function drawBody(painter: Painter, mask: Mask, detail: Mask, body: Placement, look: Look): void {
  const { sweater } = look;
  const scale = body.scale;
  // Shade on stripes must be darker than either of their colors, and is laid on more thinly.
  const dark = mix(sweater, 0x14101c, look.stripes === undefined ? 0.42 : 0.85);
  const depth = look.stripes === undefined ? 1 : 0.5;
  mask.begin(body).curve(torso).end();
  painter.fade(
    mask,
    mix(sweater, 0xfff0d8, 0.12),
    mix(sweater, 0x14101c, 0.3),
    body.x(-1.7, 0.2),
    body.y(-1.7, 0.2),
    body.x(1.9, 1.4),
    body.y(1.9, 1.4),
  );
  if (look.stripes !== undefined) {
    detail.begin(body);
    for (let y = 0.62; y < 3.2; y += 0.46) detail.stroke(-2.3, y + 0.06, 2.3, y + 0.06, 0.16, 0.17, 1);
    detail.end();
    painter.fade(
      detail,
      look.stripes,
      mix(look.stripes, 0x14101c, 0.35),
      body.x(-1.7, 0.2),
      body.y(-1.7, 0.2),
      body.x(1.9, 1.4),
      body.y(1.9, 1.4),
      1,
      mask,
    );
  }
  painter.glow(body, 0.2, -0.1, 1.1, 0.8, dark, 0.55 * depth, mask); // under the head
  painter.glow(body, -0.9, 0.9, 1.3, 0.9, mix(sweater, 0xfff4e0, 0.4), 0.22, mask, 0, 0.3);
  // Where the arms begin, and the side away from the window.
  painter.glow(body, -1.42, 2.3, 0.13, 1.25, dark, 0.55 * depth, mask, 0, 0.08);
  painter.glow(body, -1.22, 2.3, 0.34, 1.3, dark, 0.25 * depth, mask, 0, 0.08);
  painter.glow(body, 1.42, 2.3, 0.14, 1.25, dark, 0.6 * depth, mask, 0, -0.08);
  painter.glow(body, 1.9, 1.9, 0.6, 1.6, dark, 0.45 * depth, mask);
  painter.graze(mask, 0.22 * scale, mix(sweater, 0xfff0d0, 0.6), 0.45);
}

/** The neck, which joins head and body wherever they are. */
export function drawNeck(painter: Painter, mask: Mask, head: Placement, body: Placement, look: Look): void {
  const { skin, shade } = look;
  const points: number[] = [];
  const add = (placement: Placement, outline: readonly number[]) => {
    for (let i = 0; i < outline.length; i += 2) {
      points.push(placement.x(outline[i]!, outline[i + 1]!), placement.y(outline[i]!, outline[i + 1]!));
    }
  };
  add(head, throatRight);
  add(body, look.collar === 'shirt' ? deepNeckline : neckline);
  add(head, throatLeft);
  mask.begin(new Placement()).curve(points).end();
  painter.fade(
    mask,
    skin,
    mix(skin, shade, 0.55),
    body.x(-0.45, 0),
    body.y(-0.45, 0),
    body.x(0.45, 0),
    body.y(0.45, 0),
  );
  painter.glow(head, 0.14, 0.86, 0.75, 0.56, mix(shade, 0x3a1410, 0.22), 0.9, mask, 0.35); // the head's shadow
  painter.glow(head, 0.5, 1.1, 0.3, 0.6, mix(shade, 0x3a1410, 0.2), 0.5, mask);
}

/** The collar; `mask` and `detail` are written over. */
export function drawCollar(painter: Painter, mask: Mask, detail: Mask, body: Placement, look: Look): void {
  const { sweater } = look;
  const dark = mix(sweater, 0x14101c, 0.45);
  const bright = mix(sweater, 0xfff4e0, 0.2);
  const fade = (shape: Mask, from: number, to: number) =>
    painter.fade(shape, from, to, body.x(-0.6, 0), body.y(-0.6, 0), body.x(0.65, 0.1), body.y(0.65, 0.1));
  if (look.collar === 'roll') {
    mask.begin(body).curve(rollCollar).end();
    fade(mask, bright, mix(sweater, 0x14101c, 0.3));
    painter.glow(body, 0.1, -0.4, 0.6, 0.24, dark, 0.6, mask);
    detail.begin(body).stroke(-0.55, -0.02, 0.55, -0.02, 0.2, 0.045, 0.3).end();
    painter.fill(detail, dark, 0.5, mask);
    detail.begin(body).stroke(-0.58, 0.02, 0.58, 0.02, 0.24, 0.06, 0.2).end();
    painter.fill(detail, dark, 0.35);
  } else if (look.collar === 'crew') {
    detail.begin(body).stroke(-0.5, -0.12, 0.5, -0.12, 0.38, 0.1, 0.6).end();
    painter.fill(detail, dark, 0.35);
    mask.begin(body).stroke(-0.475, -0.22, 0.475, -0.22, 0.38, 0.15, 0.95).end();
    fade(mask, look.stripes ?? bright, mix(look.stripes ?? sweater, 0x14101c, 0.32));
  } else {
    const shirt = 0xf3efe6;
    detail
      .begin(body)
      .stroke(-0.6, 0.0, 0.02, 0.78, 0, 0.16, 0.8)
      .stroke(0.6, 0.0, -0.02, 0.78, 0, 0.16, 0.8)
      .end();
    fade(detail, mix(sweater, 0xfff4e0, 0.12), mix(sweater, 0x14101c, 0.35));
    mask.begin(body).polygon([-0.46, -0.26, -0.08, 0.3, -0.34, 0.58, -0.66, 0.02]).end();
    painter.fade(
      mask,
      shirt,
      mix(shirt, 0x6a6478, 0.25),
      body.x(-0.6, 0),
      body.y(-0.6, 0),
      body.x(0, 0.4),
      body.y(0, 0.4),
    );
    mask.begin(body).polygon([0.46, -0.26, 0.66, 0.02, 0.34, 0.58, 0.08, 0.3]).end();
    painter.fill(mask, mix(shirt, 0x6a6478, 0.28));
  }
}
