import { madd } from '../../engine/assembly/simd';
import { addDivided, addRow, clear, PLANE, turn, writeFirst, writeSecond } from './cells';
import { gaborRow } from './gabor';
import { blurRow, shrink } from './maps';
import { aim, At, table } from './table';

// The arithmetic of ../plain-scattering.ts on vectors of four. A map has one vector a pixel, rows from the top; its lanes
// are the three opponent colours in the first order (the fourth is empty), the four orientations of the first order in
// the second. So there is no edge length that leaves a rest.

export { features } from './cells';
export { table } from './table';

/** Red, green and blue by pixel, 0..255. */
export const pixels = memory.data(56 * 56 * 12 + 16, 16);

/** Vectors of the maps of the three octaves, all after each other. */
// @ts-ignore: decorator
@inline
const PIXELS = 56 * 56 + 28 * 28 + 14 * 14;

const octaves = memory.data(16 * PIXELS, 16);
/** First order: four orientations of each octave; lanes are colours. */
const first = memory.data(4 * 16 * PIXELS, 16);
const energy = memory.data(16 * (56 * 56 + 2), 16);
const contrast = memory.data(16 * 60, 16);
/** The first order of one octave, shrunk: four orientations; then three colours, lanes are orientations. */
const shrunk = memory.data(4 * 16 * 28 * 28, 16);
const turned = memory.data(3 * 16 * 28 * 28, 16);
const second = memory.data(4 * 57 * 16, 16);

/** Features of the pixels. */
export function run(): void {
  split();
  for (let octave = 0, map = octaves, to = first; octave < 3; octave++) {
    const edge = 56 >> octave, plane = <usize>(edge * edge) << 4;
    firstOrder(octave, edge, map, to, plane);
    map += plane; to += 4 * plane;
  }
  for (let octave = 0, pair = 0, from = first; octave < 2; octave++) {
    let edge = 56 >> octave;
    const plane = <usize>(edge * edge) << 4;
    turnOrder(edge, from, plane);
    from += 4 * plane;
    for (let coarser = octave + 1; coarser < 3; coarser++, pair++) {
      edge >>= 1;
      const area = <usize>(edge * edge) << 4, isNext = coarser == octave + 1;
      for (let colour = 0, map = isNext ? turned : shrunk; colour < 3; colour++, map += area) {
        if (!isNext) shrink(turned + 4 * area * colour, edge << 1, map);
        secondOrder(octave, edge, map, (36 + pair * 48 + colour * 16) << 2);
      }
    }
  }
}

/** Opponent colours at three octaves, after exposure and white balance: middle / (mean + floor) times each colour. */
function split(): void {
  let red: f64 = 0, green: f64 = 0, blue: f64 = 0;
  for (let p = pixels, end = p + 56 * 56 * 12; p < end; p += 12) {
    red += <f64>load<f32>(p); green += <f64>load<f32>(p, 4); blue += <f64>load<f32>(p, 8);
  }
  const r = gained(v128.load(table, At.Red), red), g = gained(v128.load(table, At.Green), green);
  const b = gained(v128.load(table, At.Blue), blue);
  for (let p = pixels, end = p + 56 * 56 * 12, o = octaves; p < end; p += 12, o += 16) {
    const sum = madd(v128.load32_splat(p, 4), g, f32x4.mul(v128.load32_splat(p), r));
    v128.store(o, madd(v128.load32_splat(p, 8), b, sum));
  }
  shrink(octaves, 56, octaves + 16 * 56 * 56);
  shrink(octaves + 16 * 56 * 56, 28, octaves + 16 * (56 * 56 + 28 * 28));
}

function gained(weights: v128, sum: f64): v128 {
  const mean = sum / (56 * 56), floor = <f64>load<f32>(table, At.BrightnessFloor);
  return f32x4.mul(weights, f32x4.splat(<f32>(<f64>load<f32>(table, At.Middle) / (mean + floor))));
}

/** Edges of one octave; their energy is the mean of the squares of the four orientations, blurred. */
function firstOrder(octave: i32, edge: i32, map: usize, to: usize, plane: usize): void {
  const bytes = <usize>edge << 4, quarter = f32x4.splat(0.25);
  aim(map, edge);
  for (let y = 0, row = to, e = energy; y < edge; y++) {
    gaborRow(y, edge, row, plane);
    for (const end = row + bytes; row < end; row += 16, e += 16) {
      const a = v128.load(row), b = v128.load(row + plane);
      const c = v128.load(row + 2 * plane), d = v128.load(row + 3 * plane);
      const sum = madd(d, d, madd(c, c, madd(b, b, f32x4.mul(a, a))));
      v128.store(e, f32x4.mul(sum, quarter));
    }
  }
  aim(energy, edge);
  clear();
  for (let y = 0, row = to; y < edge; y++, row += bytes) {
    blurRow(y, edge, contrast);
    addDivided(y, edge, row, plane, contrast);
  }
  writeFirst(octave, edge);
}

/** Four orientations of colours, shrunk, to three colours of orientations. */
function turnOrder(edge: i32, from: usize, plane: usize): void {
  const small = plane >> 2;
  for (let o: usize = 0; o < 4; o++) shrink(from + o * plane, edge, shrunk + o * small);
  for (let p = shrunk, to = turned, end = p + small; p < end; p += 16, to += 16) {
    const a = v128.load(p), b = v128.load(p + small), c = v128.load(p + 2 * small), d = v128.load(p + 3 * small);
    turn(a, b, c, d, false, to, small);
  }
}

/** Edges in the edges of one colour, `at` bytes into the features of a cell. */
function secondOrder(octave: i32, edge: i32, map: usize, at: usize): void {
  aim(map, edge);
  clear();
  for (let y = 0; y < edge; y++) {
    gaborRow(y, edge, second, PLANE);
    addRow(y, edge, second);
  }
  writeSecond(octave, edge, at);
}
