import type { Look } from './looks.js';
import type { Mask } from './mask.js';
import { type Color, mix, type Painter } from './painter.js';
import type { Placement } from './placement.js';

// Outlines in units of half a face: the face reaches from -1 (top) to 1 (chin), x to about 0.76.
const shortFront = [
  -0.79, 0.06, -0.86, -0.3, -0.8, -0.78, -0.52, -1.13, -0.12, -1.27, 0.34, -1.23, 0.66, -1.02, 0.84, -0.66,
  0.86, -0.24, 0.79, 0.06, 0.79, 0.06, 0.73, -0.06, 0.72, -0.32, 0.63, -0.52, 0.4, -0.57, 0.08, -0.62, -0.22,
  -0.72, -0.34, -0.8, -0.34, -0.8, -0.46, -0.64, -0.62, -0.5, -0.71, -0.3, -0.73, -0.06, -0.79, 0.06,
];
const cropFront = [
  -0.78, 0.1, -0.82, -0.3, -0.77, -0.75, -0.5, -1.04, 0, -1.13, 0.5, -1.04, 0.77, -0.75, 0.82, -0.3, 0.78,
  0.1, 0.78, 0.1, 0.73, 0.02, 0.71, -0.3, 0.63, -0.52, 0.56, -0.66, 0.3, -0.7, 0, -0.69, -0.3, -0.7, -0.56,
  -0.66, -0.63, -0.52, -0.71, -0.3, -0.73, 0.02, -0.78, 0.1,
];
const bobBack = [
  0, -1.28, 0.55, -1.16, 0.92, -0.72, 1.02, -0.1, 1.03, 0.5, 1.0, 0.98, 0.82, 1.22, 0.5, 1.2, 0, 1.05, -0.5,
  1.2, -0.82, 1.22, -1.0, 0.98, -1.03, 0.5, -1.02, -0.1, -0.92, -0.72, -0.55, -1.16,
];
const bobFront = [
  -0.98, 0.62, -1.03, 0.05, -0.94, -0.66, -0.55, -1.16, 0, -1.29, 0.55, -1.16, 0.94, -0.66, 1.03, 0.05, 0.98,
  0.62, 0.98, 0.62, 0.8, 0.46, 0.73, 0.05, 0.69, -0.22, 0.58, -0.38, 0.58, -0.38, 0.3, -0.4, 0, -0.41, -0.3,
  -0.4, -0.58, -0.38, -0.58, -0.38, -0.69, -0.22, -0.73, 0.05, -0.8, 0.46, -0.98, 0.62,
];
const bunFront = [
  -0.79, 0.12, -0.85, -0.3, -0.78, -0.8, -0.48, -1.11, 0, -1.2, 0.48, -1.11, 0.78, -0.8, 0.85, -0.3, 0.79,
  0.12, 0.79, 0.12, 0.73, -0.1, 0.7, -0.32, 0.5, -0.56, 0.22, -0.74, 0.02, -0.84, 0.02, -0.84, -0.2, -0.76,
  -0.5, -0.56, -0.7, -0.32, -0.73, -0.1, -0.79, 0.12,
];
// x, y, radius of the curls.
const curlsBack = [
  -0.8, 0.07, 0.24, -0.88, -0.23, 0.28, -0.86, -0.58, 0.29, -0.69, -0.9, 0.3, -0.39, -1.12, 0.29, -0.02, -1.2,
  0.3, 0.36, -1.14, 0.29, 0.67, -0.92, 0.3, 0.86, -0.59, 0.29, 0.89, -0.22, 0.28, 0.81, 0.09, 0.24, 0, -0.59,
  0.81,
];
const curlsFront = [
  -0.7, -0.48, 0.17, -0.6, -0.7, 0.2, -0.36, -0.82, 0.2, -0.08, -0.86, 0.21, 0.2, -0.84, 0.21, 0.46, -0.76,
  0.2, 0.65, -0.56, 0.18, 0.74, -0.3, 0.12, -0.76, -0.28, 0.12, 0, -1.0, 0.3, -0.4, -0.95, 0.28, 0.4, -0.95,
  0.28,
];

function circles(mask: Mask, curls: readonly number[]): void {
  for (let i = 0; i < curls.length; i += 3)
    mask.ellipse(curls[i]!, curls[i + 1]!, curls[i + 2]!, curls[i + 2]!);
}

/** The hair that lies behind the head and shoulders. */
export function drawHairBehind(painter: Painter, mask: Mask, head: Placement, { cut, hair }: Look): void {
  if (cut !== 'bob' && cut !== 'curls' && cut !== 'bun') return;
  mask.begin(head);
  if (cut === 'bob') mask.curve(bobBack);
  else if (cut === 'curls') circles(mask, curlsBack);
  else mask.ellipse(0.3, -1.2, 0.36, 0.34, 0.3);
  mask.end();
  painter.fill(mask, mix(hair, 0x100806, cut === 'bob' ? 0.3 : 0.05));
  const scale = head.scale;
  painter.graze(mask, 0.12 * scale, mix(hair, 0xffdcb0, lift(hair)), 0.6);
  if (cut === 'curls') shine(painter, mask, head, curlsBack, hair);
  if (cut === 'bun') painter.glow(head, 0.22, -1.32, 0.24, 0.16, mix(hair, 0xffe6c8, 0.4), 0.6, mask);
}

/** The hair in front of the forehead. */
export function drawHair(painter: Painter, mask: Mask, head: Placement, { cut, hair }: Look): void {
  mask.begin(head);
  if (cut === 'curls') circles(mask, curlsFront);
  else
    mask.curve(
      cut === 'short' ? shortFront : cut === 'crop' ? cropFront : cut === 'bob' ? bobFront : bunFront,
    );
  mask.end();
  const light = mix(hair, 0xffd9ae, lift(hair) * 0.6);
  const dark = mix(hair, 0x0c0606, 0.35);
  const scale = head.scale;
  painter.fade(
    mask,
    cut === 'curls' ? hair : light,
    dark,
    head.x(-0.8, -0.9),
    head.y(-0.8, -0.9),
    head.x(0.9, 0.1),
    head.y(0.9, 0.1),
  );
  // Gloss where the light from the window meets the round of the skull.
  painter.glow(head, -0.34, -0.94, 0.5, 0.16, mix(hair, 0xffe6cc, lift(hair)), 0.6, mask, 0.1, -0.45);
  painter.graze(mask, 0.1 * scale, mix(hair, 0xffdcb0, lift(hair) * 1.3), 0.7);
  if (cut === 'curls') shine(painter, mask, head, curlsFront, hair);
}

/** How much light brightens hair: dark hair stays dark. */
function lift(hair: Color): number {
  return 0.16 + (0.24 * ((hair >> 8) & 255)) / 255;
}

/** Every curl has a light and a shaded side. */
function shine(painter: Painter, mask: Mask, head: Placement, curls: readonly number[], hair: Color): void {
  const light = mix(hair, 0xffd9ae, 0.3);
  const dark = mix(hair, 0x080404, 0.6);
  for (let i = 0; i < curls.length; i += 3) {
    const radius = curls[i + 2]!;
    if (radius > 0.5) continue; // the fill between the curls
    painter.glow(
      head,
      curls[i]! + 0.4 * radius,
      curls[i + 1]! + 0.55 * radius,
      radius,
      0.8 * radius,
      dark,
      0.4,
      mask,
    );
    painter.glow(
      head,
      curls[i]! - 0.3 * radius,
      curls[i + 1]! - 0.35 * radius,
      0.7 * radius,
      0.55 * radius,
      light,
      0.55,
      mask,
      0,
      -0.6,
    );
  }
}

/** A few strands that give the hair its direction. */
export function drawStrands(
  painter: Painter,
  mask: Mask,
  strand: Mask,
  head: Placement,
  { cut, hair }: Look,
): void {
  if (cut === 'curls' || cut === 'crop') return;
  strand.begin(head);
  if (cut === 'short') {
    for (let i = 0; i < 4; i++)
      strand.stroke(-0.3 + i * 0.1, -0.84 - i * 0.06, 0.5 + i * 0.09, -0.68 - i * 0.1, -0.12, 0.03);
    strand.stroke(-0.42, -0.84, -0.72, -0.4, -0.1, 0.03).stroke(-0.5, -0.98, -0.8, -0.42, -0.12, 0.03);
  } else if (cut === 'bob') {
    for (let i = -3; i <= 3; i++) strand.stroke(i * 0.08, -1.2, i * 0.17, -0.42, i * -0.02, 0.022);
    strand.stroke(-0.8, -0.7, -0.88, 0.5, 0.08, 0.03).stroke(0.8, -0.7, 0.88, 0.5, -0.08, 0.03);
  } else {
    for (let i = 1; i <= 4; i++) {
      strand.stroke(0.03, -0.88 - i * 0.05, 0.5 + i * 0.08, -0.62 - i * 0.03, -0.08, 0.022);
      strand.stroke(0.01, -0.88 - i * 0.05, -0.5 - i * 0.08, -0.62 - i * 0.03, 0.08, 0.022);
    }
  }
  strand.end();
  painter.fill(strand, mix(hair, 0x0c0606, 0.45), 0.45, mask);
}
