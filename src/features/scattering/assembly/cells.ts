import { madd } from '../../engine/assembly/simd';
import { At, table } from './table';

// Sums over 7 x 7 blocks of a picture, and means over 5 x 5 windows of 3 x 3 blocks each. A block has five sums: of the
// four orientations, and of all of them together.

/** Bytes of a block. */
// @ts-ignore: decorator
@inline
const BLOCK: usize = 80;

/** Bytes from an orientation to the next in a row that {@link addRow} takes. */
// @ts-ignore: decorator
@inline
export const PLANE: usize = 57 * 16;

const blocks = memory.data(49 * 80, 16);
/** One over what the second order of each octave is divided by in each cell: strength and its floor. */
const strengths = memory.data(3 * 25 * 16, 16);
export const features = memory.data(4500 * 4, 16);

export function clear(): void {
  memory.fill(blocks, 0, 49 * BLOCK);
}

/** Row y of the first order: undivided for its strength, and divided by sqrt(energy) + floor. */
export function addDivided(y: i32, edge: i32, row: usize, plane: usize, energy: usize): void {
  const step = edge / 7, floor = v128.load(table, At.ContrastFloor), one = f32x4.splat(1);
  for (let block = blocks + y / step * 7 * BLOCK, end = block + 7 * BLOCK; block < end; block += BLOCK) {
    let s0 = v128.load(block), s1 = v128.load(block, 16), s2 = v128.load(block, 32), s3 = v128.load(block, 48);
    let all = v128.load(block, 64);
    for (const last = row + (<usize>step << 4); row < last; row += 16, energy += 16) {
      const share = f32x4.div(one, f32x4.add(f32x4.sqrt(v128.load(energy)), floor));
      const m0 = v128.load(row), m1 = v128.load(row + plane);
      const m2 = v128.load(row + 2 * plane), m3 = v128.load(row + 3 * plane);
      all = f32x4.add(all, f32x4.add(f32x4.add(m0, m1), f32x4.add(m2, m3)));
      s0 = madd(m0, share, s0); s1 = madd(m1, share, s1); s2 = madd(m2, share, s2); s3 = madd(m3, share, s3);
    }
    v128.store(block, s0); v128.store(block, s1, 16); v128.store(block, s2, 32); v128.store(block, s3, 48);
    v128.store(block, all, 64);
  }
}

/** Row y of the second order. */
export function addRow(y: i32, edge: i32, row: usize): void {
  const step = edge / 7;
  for (let block = blocks + y / step * 7 * BLOCK, end = block + 7 * BLOCK; block < end; block += BLOCK) {
    let s0 = v128.load(block), s1 = v128.load(block, 16), s2 = v128.load(block, 32), s3 = v128.load(block, 48);
    for (const last = row + (<usize>step << 4); row < last; row += 16) {
      s0 = f32x4.add(s0, v128.load(row)); s1 = f32x4.add(s1, v128.load(row, PLANE));
      s2 = f32x4.add(s2, v128.load(row, 2 * PLANE)); s3 = f32x4.add(s3, v128.load(row, 3 * PLANE));
    }
    v128.store(block, s0); v128.store(block, s1, 16); v128.store(block, s2, 32); v128.store(block, s3, 48);
  }
}

/** Features of the first order, by colour and orientation, and how strong edges are, all twelve maps together. */
export function writeFirst(octave: i32, edge: i32): void {
  const share = shareOf(edge), floor = f32x4.extract_lane(v128.load(table, At.StrengthFloor), 0);
  let strength = strengths + octave * 25 * 16, to = features + octave * 48;
  for (let y = 0; y < 5; y++) {
    for (let x = 0; x < 5; x++, strength += 16, to += 720) {
      const block = blocks + (7 * y + x) * BLOCK, all = mean(block + 64, share);
      const sum = f32x4.extract_lane(all, 0) + f32x4.extract_lane(all, 1) + f32x4.extract_lane(all, 2);
      v128.store(strength, f32x4.splat(1 / (sum / 12 + floor)));
      turn(mean(block, share), mean(block + 16, share), mean(block + 32, share), mean(block + 48, share), false, to, 16);
    }
  }
}

/** weight log((mean + floor) / (strength + floor)), lanes the orientations of the first order, `at` bytes into a cell. */
export function writeSecond(octave: i32, edge: i32, at: usize): void {
  const share = shareOf(edge);
  let strength = strengths + octave * 25 * 16, to = features + at;
  for (let y = 0; y < 5; y++) {
    for (let x = 0; x < 5; x++, strength += 16, to += 720) {
      const block = blocks + (7 * y + x) * BLOCK, divisor = v128.load(strength);
      turn(
        ratio(mean(block, share), divisor), ratio(mean(block + 16, share), divisor),
        ratio(mean(block + 32, share), divisor), ratio(mean(block + 48, share), divisor), true, to, 16,
      );
    }
  }
}

function shareOf(edge: i32): v128 {
  const step = edge / 7, pixels = 9 * step * step;
  return f32x4.splat(1 / <f32>pixels);
}

/** Of a window of 3 x 3 blocks. */
function mean(block: usize, share: v128): v128 {
  let sum = f32x4.splat(0);
  for (const end = block + 21 * BLOCK; block < end; block += 7 * BLOCK) {
    const pair = f32x4.add(v128.load(block), v128.load(block, BLOCK));
    sum = f32x4.add(sum, f32x4.add(pair, v128.load(block, 2 * BLOCK)));
  }
  return f32x4.mul(sum, share);
}

function ratio(mean: v128, divisor: v128): v128 {
  const value = f32x4.mul(f32x4.add(mean, v128.load(table, At.TextureFloor)), divisor);
  return f32x4.mul(logarithm(value), v128.load(table, At.SecondWeight));
}

/**
 * ln of what is above 0, exact to about 1e-7: with x = 2^e m, m from sqrt(1/2) to sqrt(2), and s = (m - 1) / (m + 1),
 *   ln x = e ln 2 + 2 (s + s^3 / 3 + s^5 / 5 + s^7 / 7 + s^9 / 9 + ...)
 */
function logarithm(x: v128): v128 {
  const exponent = i32x4.shr_s(i32x4.sub(x, i32x4.splat(0x3f3504f3)), 23); // of x / sqrt(1/2), as bits
  const m = i32x4.sub(x, i32x4.shl(exponent, 23)), one = f32x4.splat(1);
  const s = f32x4.div(f32x4.sub(m, one), f32x4.add(m, one)), square = f32x4.mul(s, s);
  let series = madd(square, f32x4.splat(2.0 / 9), f32x4.splat(2.0 / 7));
  series = madd(series, square, f32x4.splat(2.0 / 5));
  series = madd(series, square, f32x4.splat(2.0 / 3));
  series = madd(series, square, f32x4.splat(2));
  return madd(f32x4.convert_i32x4_s(exponent), f32x4.splat(0.6931471805599453), f32x4.mul(series, s));
}

/** Four vectors of four as rows, written as columns, `step` bytes apart; of lanes 0..2 alone where the last is empty. */
// @ts-ignore: decorator
@inline
export function turn(a: v128, b: v128, c: v128, d: v128, isFull: bool, to: usize, step: usize): void {
  const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5), cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
  const ab2 = v128.shuffle<i32>(a, b, 2, 6, 3, 7), cd2 = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<i64>(ab, cd, 0, 2)); to += step;
  v128.store(to, v128.shuffle<i64>(ab, cd, 1, 3)); to += step;
  v128.store(to, v128.shuffle<i64>(ab2, cd2, 0, 2)); to += step;
  if (isFull) v128.store(to, v128.shuffle<i64>(ab2, cd2, 1, 3));
}
