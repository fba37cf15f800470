import type { Color } from './painter.js';

/** How the hair is cut. */
type HairCut = 'short' | 'bob' | 'curls' | 'bun' | 'crop';

/** How a figure and its room look. */
export interface Look {
  readonly skin: Color;
  /** Skin in the shade. */
  readonly shade: Color;
  readonly lips: Color;
  readonly hair: Color;
  readonly cut: HairCut;
  readonly iris: Color;
  readonly sweater: Color;
  readonly stripes?: Color;
  readonly collar: 'crew' | 'roll' | 'shirt';
  readonly wall: Color;
  readonly curtain: Color;
  readonly beard?: boolean;
  readonly glasses?: Color;
}

/** Looks whose colors go well together; a seed picks one. */
const looks: readonly Look[] = [
  {
    skin: 0xf0c39c,
    shade: 0xcb8b68,
    lips: 0xc4655a,
    hair: 0x5a3425,
    cut: 'short',
    iris: 0x5b7a52,
    sweater: 0x2f6f73,
    collar: 'crew',
    wall: 0xe9d8bf,
    curtain: 0xd98e63,
  },
  {
    skin: 0x8d5a3c,
    shade: 0x5f3826,
    lips: 0x8f3f3c,
    hair: 0x241a1a,
    cut: 'curls',
    iris: 0x3a2518,
    sweater: 0xe0a233,
    collar: 'roll',
    wall: 0xc3d3cb,
    curtain: 0x5f8f86,
  },
  {
    skin: 0xf4cfb0,
    shade: 0xd39a7b,
    lips: 0xcb5f5f,
    hair: 0xb5562b,
    cut: 'bob',
    iris: 0x4f7f9b,
    sweater: 0xf1e9da,
    stripes: 0x37507a,
    collar: 'crew',
    wall: 0xb9c9d6,
    curtain: 0xe3b05c,
  },
  {
    skin: 0xc98d62,
    shade: 0x966042,
    lips: 0xa5534a,
    hair: 0x2a2020,
    cut: 'crop',
    iris: 0x4a2f1d,
    sweater: 0xb4473c,
    collar: 'shirt',
    wall: 0xdcd9cc,
    curtain: 0x7d95a8,
    beard: true,
  },
  {
    skin: 0xe7b48b,
    shade: 0xbd8160,
    lips: 0xb9574f,
    hair: 0x2b2226,
    cut: 'bun',
    iris: 0x3d281d,
    sweater: 0x8a6aa6,
    collar: 'roll',
    wall: 0xe6d3cf,
    curtain: 0xc4737a,
    glasses: 0x33302f,
  },
  {
    skin: 0xefc5a6,
    shade: 0xcc9174,
    lips: 0xbe6b62,
    hair: 0xb9b2aa,
    cut: 'short',
    iris: 0x5a7f9e,
    sweater: 0x4a5f8a,
    collar: 'shirt',
    wall: 0xd3dcc6,
    curtain: 0x93a46a,
    glasses: 0x6b4a35,
  },
];

/** The look that goes with a seed; seeds 0 to 5 give all there are. */
export function lookOf(seed: number): Look {
  return looks[((Math.trunc(seed) % looks.length) + looks.length) % looks.length]!;
}
