// What the host writes once, in the order of ../wasm-table.ts: every number four times, for the four lanes.

/** Where the parts of the table begin, in bytes. */
export const enum At {
  Envelope = 0, // g, taps 0..4
  Even = 5 * 16, // c: even and straight, zero-mean, scaled; taps 1..4, for the middle one follows from them
  Odd = 9 * 16, // s: odd and straight, scaled; taps 1..4, as of all odd ones
  ZeroMean = 13 * 16, // z: even and diagonal, zero-mean; taps 1..4
  Slope = 17 * 16, // t: odd and diagonal; taps 1..4
  Share = 21 * 16, // the envelope's share r of the even diagonal one, d = z + r g
  ScaledShare = 22 * 16, // the same, scaled as an even part
  ScaledZeroMean = 23 * 16,
  SlopeOfOdd = 27 * 16, // t, scaled as an odd part
  EvenOfOdd = 31 * 16, // d, scaled as an odd part; taps 0..4
  SlopeOfEven = 36 * 16, // t, scaled as an even part
  Halving = 40 * 16, // four taps of eight, outermost first
  Blur = 44 * 16, // thirteen taps of twenty-five, outermost first
  Red = 57 * 16, // what red, green and blue each give to the three opponent colours, the lanes
  Green = 58 * 16,
  Blue = 59 * 16,
  Middle = 60 * 16, // where the mean of a colour goes
  BrightnessFloor = 61 * 16,
  ContrastFloor = 62 * 16,
  TextureFloor = 63 * 16,
  StrengthFloor = 64 * 16,
  SecondWeight = 65 * 16,
}

export const table = memory.data(66 * 16, 16);

/** Addresses of the rows of a map, from 12 above it to 12 below: there its first and last row again. */
export const rows = memory.data(4 * (56 + 24), 16);

export function aim(map: usize, edge: i32): void {
  for (let y = -12, at = rows; y < edge + 12; y++, at += 4) {
    store<u32>(at, map + <usize>(min(max(y, 0), edge - 1) * edge << 4));
  }
}

/** Repeats the first and the last pixel of a line, `radius` bytes before and after. */
export function pad(line: usize, radius: usize, bytes: usize): void {
  const first = v128.load(line + radius), last = v128.load(line + radius + bytes - 16);
  for (let x: usize = 0; x < radius; x += 16) {
    v128.store(line + x, first);
    v128.store(line + radius + bytes + x, last);
  }
}
