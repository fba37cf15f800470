import type { Look } from './looks.js';
import type { Mask } from './mask.js';
import { mix, type Painter } from './painter.js';
import type { Placement } from './placement.js';

// Outlines in units of half a face, clockwise from the top.
const faceOutline = [
  0, -1.0, 0.42, -0.92, 0.7, -0.58, 0.76, -0.12, 0.72, 0.3, 0.57, 0.67, 0.31, 0.92, 0, 1.0, -0.31, 0.92,
  -0.57, 0.67, -0.72, 0.3, -0.76, -0.12, -0.7, -0.58, -0.42, -0.92,
];
const beardOutline = [
  0.8, -0.1, 0.8, 0.5, 0.5, 1.0, 0, 1.1, -0.5, 1.0, -0.8, 0.5, -0.8, -0.1, -0.8, -0.1, -0.68, 0.05, -0.6, 0.3,
  -0.46, 0.42, -0.2, 0.37, 0, 0.4, 0.2, 0.37, 0.46, 0.42, 0.6, 0.3, 0.68, 0.05, 0.8, -0.1,
];

/** What the face does at a moment. */
export interface Expression {
  /** 0 closed, 1 open. */
  readonly openness: number;
  /** Where the eyes look, -1..1: right in the picture. */
  readonly gaze: number;
}

/** The ears, which the face and hair then cover in part. */
export function drawEars(painter: Painter, mask: Mask, ears: Placement, { skin, shade }: Look): void {
  mask.begin(ears).ellipse(-0.77, 0.08, 0.13, 0.21, -0.15).ellipse(0.77, 0.08, 0.13, 0.21, 0.15).end();
  painter.fade(
    mask,
    skin,
    mix(skin, shade, 0.6),
    ears.x(-0.6, 0),
    ears.y(-0.6, 0),
    ears.x(0.6, 0),
    ears.y(0.6, 0),
  );
  painter.glow(ears, -0.78, 0.09, 0.08, 0.14, shade, 0.7, mask);
  painter.glow(ears, 0.78, 0.09, 0.08, 0.14, mix(shade, 0x000000, 0.1), 0.7, mask);
}

/** Skin, light and shade of the face; leaves its shape in `mask`. */
export function drawSkin(painter: Painter, mask: Mask, head: Placement, face: Placement, look: Look): void {
  const { skin, shade, lips } = look;
  const bright = mix(skin, 0xfff4e2, 0.3);
  mask.begin(head).curve(faceOutline).end();
  painter.fade(
    mask,
    mix(skin, 0xfff4e2, 0.1),
    mix(skin, shade, 0.32),
    head.x(-0.7, -0.3),
    head.y(-0.7, -0.3),
    head.x(0.75, 0.2),
    head.y(0.75, 0.2),
  );
  painter.glow(head, 0.95, 0.2, 0.62, 1.2, shade, 0.6, mask); // the side away from the window
  painter.glow(head, 0.1, -0.72, 0.85, 0.5, shade, 0.42, mask); // under the hair
  painter.glow(head, 0.12, 1.12, 0.8, 0.34, shade, 0.75, mask); // under the chin
  painter.glow(face, -0.34, 0.24, 0.42, 0.4, bright, 0.5, mask);
  painter.glow(face, -0.14, -0.42, 0.4, 0.24, bright, 0.35, mask);
  painter.glow(face, -0.46, 0.34, 0.3, 0.24, lips, 0.25, mask);
  painter.glow(face, 0.46, 0.34, 0.3, 0.24, lips, 0.25, mask);
  painter.glow(face, -0.3, 0.0, 0.26, 0.2, shade, 0.26, mask); // eye sockets
  painter.glow(face, 0.32, 0.0, 0.28, 0.2, shade, 0.3, mask);
  painter.graze(mask, 0.07 * head.scale, mix(skin, 0xfff2d8, 0.7), 0.5);
}

/** Eyes, brows, nose, mouth; within the shape of the face, `skinMask`. */
export function drawFeatures(
  painter: Painter,
  mask: Mask,
  skinMask: Mask,
  face: Placement,
  look: Look,
  expression: Expression,
): void {
  if (look.beard) drawBeard(painter, mask, skinMask, face, look);
  drawEye(painter, mask, face, -0.32, look, expression);
  drawEye(painter, mask, face, 0.32, look, expression);
  const brow = mix(look.hair, 0x1a0f0b, look.hair > 0x909090 ? 0.25 : 0.35);
  mask.begin(face).stroke(-0.13, -0.24, -0.52, -0.22, 0.07, 0.085, 0.3, 0.35);
  mask.stroke(0.13, -0.24, 0.52, -0.22, -0.07, 0.085, 0.3, 0.35).end();
  painter.fill(mask, brow, 0.92);
  drawNose(painter, mask, face, look);
  drawMouth(painter, mask, face, look);
  if (look.glasses !== undefined) drawGlasses(painter, mask, face, look.glasses);
}

function drawEye(
  painter: Painter,
  mask: Mask,
  face: Placement,
  x: number,
  { skin, shade, iris }: Look,
  { openness, gaze }: Expression,
): void {
  const outside = Math.sign(x);
  const y = 0.0;
  const high = 0.13 * openness;
  const low = 0.085 * openness;
  if (openness > 0.12) {
    mask.begin(face);
    mask.curve([
      x - 0.155,
      y + 0.015 - outside * 0.012,
      x - 0.155,
      y + 0.015 - outside * 0.012,
      x - 0.085,
      y - high * 0.75,
      x,
      y - high,
      x + 0.085,
      y - high * 0.75,
      x + 0.155,
      y + 0.015 + outside * 0.012,
      x + 0.155,
      y + 0.015 + outside * 0.012,
      x + 0.08,
      y + low * 0.85,
      x,
      y + low,
      x - 0.08,
      y + low * 0.85,
    ]);
    mask.end();
    painter.fill(mask, 0xfbf6ef);
    const lookX = x + gaze * 0.04;
    const lookY = y - 0.018;
    painter.glow(face, lookX, lookY, 0.108, 0.108, mix(iris, 0x0a0605, 0.35), 1, mask, 0.9);
    painter.glow(face, lookX, lookY + 0.03, 0.085, 0.075, mix(iris, 0xfff0d0, 0.25), 0.85, mask, 0.3);
    painter.glow(face, lookX, lookY, 0.054, 0.054, 0x120b0a, 1, mask, 0.8);
    painter.glow(face, x, y - 0.14, 0.2, 0.12, mix(shade, 0x2a1512, 0.5), 0.55, mask); // the lid's shadow
    painter.glow(face, lookX - 0.036, lookY - 0.04, 0.034, 0.034, 0xffffff, 1, mask, 0.6);
    painter.glow(face, lookX + 0.04, lookY + 0.045, 0.022, 0.022, 0xffffff, 0.6, mask, 0.5);
  }
  const bend = -0.125 * openness + 0.045 * (1 - openness);
  const lid = mix(shade, 0x1d0f0b, 0.75);
  mask
    .begin(face)
    .stroke(x - 0.17, y + 0.02, x + 0.17, y + 0.02, bend, 0.052, 0.4)
    .end();
  painter.fill(mask, lid);
  mask.begin(face);
  mask.stroke(x - 0.15, y - 0.05 - high * 0.55, x + 0.15, y - 0.05 - high * 0.55, -0.05, 0.028, 0.1);
  mask.stroke(x - 0.11, y + 0.06 + low * 0.4, x + 0.11, y + 0.06 + low * 0.4, 0.035, 0.022, 0.1).end();
  painter.fill(mask, mix(skin, shade, 0.9), 0.6);
}

function drawNose(painter: Painter, mask: Mask, face: Placement, { skin, shade }: Look): void {
  painter.glow(face, 0.09, 0.14, 0.12, 0.28, shade, 0.5, undefined, 0, -0.15);
  painter.glow(face, -0.03, 0.06, 0.07, 0.3, mix(skin, 0xffe3c0, 0.4), 0.45);
  painter.glow(face, -0.02, 0.24, 0.1, 0.09, mix(skin, 0xffe8cc, 0.42), 0.6);
  painter.glow(face, 0.01, 0.34, 0.18, 0.07, shade, 0.6);
  mask.begin(face).stroke(-0.1, 0.3, 0.11, 0.3, 0.055, 0.036, 0.2).end();
  painter.fill(mask, mix(shade, 0x3a1a12, 0.35), 0.85);
}

function drawMouth(painter: Painter, mask: Mask, face: Placement, { skin, shade, lips }: Look): void {
  const y = 0.53;
  mask.begin(face);
  mask.curve([
    -0.25,
    y + 0.01,
    -0.25,
    y + 0.01,
    -0.1,
    y + 0.035,
    0,
    y + 0.045,
    0.1,
    y + 0.035,
    0.25,
    y + 0.01,
    0.25,
    y + 0.01,
    0.13,
    y + 0.15,
    0,
    y + 0.18,
    -0.13,
    y + 0.15,
  ]);
  mask.end();
  painter.fill(mask, mix(lips, 0x3a0d10, 0.62));
  painter.glow(face, 0, y + 0.02, 0.21, 0.09, 0xfdf7f0, 1, mask, 0.75); // teeth
  painter.glow(face, 0, y + 0.2, 0.14, 0.09, 0xc8605e, 0.8, mask); // tongue
  mask.begin(face);
  mask.stroke(-0.27, y, 0.27, y, 0.045, 0.05, 0.3);
  mask.stroke(-0.17, y + 0.15, 0.17, y + 0.15, 0.05, 0.055, 0.1).end();
  painter.fill(mask, lips, 0.95);
  painter.glow(face, 0, y + 0.28, 0.2, 0.06, shade, 0.5);
  painter.glow(face, -0.04, y + 0.205, 0.09, 0.025, mix(skin, 0xffffff, 0.6), 0.5);
  mask.begin(face).stroke(-0.3, y - 0.05, -0.29, y + 0.05, 0.02, 0.03, 0.2);
  mask.stroke(0.3, y - 0.05, 0.29, y + 0.05, -0.02, 0.03, 0.2).end();
  painter.fill(mask, shade, 0.7);
}

function drawBeard(
  painter: Painter,
  mask: Mask,
  skinMask: Mask,
  face: Placement,
  { hair, skin }: Look,
): void {
  mask.begin(face).curve(beardOutline).end();
  painter.fill(mask, mix(hair, skin, 0.12), 0.88, skinMask);
  painter.glow(face, -0.4, 0.7, 0.3, 0.3, mix(hair, 0xffe0c0, 0.3), 0.4, skinMask);
}

function drawGlasses(painter: Painter, mask: Mask, face: Placement, color: number): void {
  mask.begin(face);
  for (const x of [-0.325, 0.325]) {
    mask.ellipse(x, 0.01, 0.245, 0.23).ellipse(x, 0.01, -0.212, 0.197); // the other way round: a hole
  }
  mask.stroke(-0.09, -0.03, 0.09, -0.03, -0.04, 0.04, 1);
  mask.stroke(-0.56, -0.05, -0.78, -0.09, 0, 0.04, 1).stroke(0.56, -0.05, 0.78, -0.09, 0, 0.04, 1).end();
  painter.fill(mask, color);
  painter.glow(face, -0.4, -0.06, 0.1, 0.045, 0xffffff, 0.35, undefined, 0.3, -0.7);
  painter.glow(face, 0.25, -0.06, 0.1, 0.045, 0xffffff, 0.3, undefined, 0.3, -0.7);
}
