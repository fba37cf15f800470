import { Winograd } from './calls';
import { multiply, strideOf, targets } from './multiply';
import { activate, madd } from './simd';

// A 3 x 3 convolution by Winograd's F(4x4, 3x3): 16 results of 36 products where the plain way takes 144.
//   Y = A^T [ (G g G^T) . (B^T d B) ] A,  d 6 x 6 inputs, g 3 x 3 taps, Y 4 x 4 results
// after A. Lavin and S. Gray, Fast Algorithms for Convolutional Neural Networks, CVPR 2016. Summed over channels, the
// products become 36 products of matrices, which are panels as any other. In float32 it is exact to about 1e-6.

const square = memory.data(36 * 16, 16); // 6 x 6 vectors on their way

export function winograd(w: Winograd): void {
  if (w.depth <= 128) inGroups<u32>(w);
  else if (w.depth <= 256) inGroups<u16>(w);
  else inGroups<u8>(w);
}

// @ts-ignore: decorator
@inline
function inGroups<T>(w: Winograd): void {
  const across = (w.columns + 3) >> 2, tiles = across * ((w.rows + 3) >> 2), wide = <usize>w.groups << 5;
  const plain = f32x4.splat(1), endless = f32x4.splat(Infinity), groupStep = <usize>w.depth << 5;
  for (let tile = 0; tile < tiles; tile += w.together) {
    const count = min(w.together, tiles - tile);
    for (let i = 0; i < count; i++) {
      const y = (tile + i) / across, x = tile + i - y * across;
      forward(w, w.source + 4 * (y * w.sourceRow + x * w.sourcePixel), w.inputs + i * strideOf<T>());
    }
    let panel = w.inputs, target = w.outputs, filter = w.filter;
    for (let product = 0; product < 36; product++) {
      for (let i = 0; i < ((count + 3) & ~3); i++) {
        store<u32>(targets + (i << 2), i < count ? target + i * wide : w.sink);
      }
      multiply<T>(panel, count, w.depth, filter, groupStep, w.groups, w.zeros, plain, endless);
      panel += w.inputStep; target += w.outputStep; filter += groupStep * w.groups;
    }
    for (let i = 0; i < count; i++) {
      const y = (tile + i) / across, x = tile + i - y * across;
      back(w, w.outputs + i * wide, 4 * y, 4 * x);
    }
  }
}

/** B^T d B of one tile, four channels at a time; product 6 r + c goes to its own panel. */
function forward(w: Winograd, source: usize, target: usize): void {
  for (const end = source + (<usize>w.depth << 2); source < end; source += 16, target += 16) {
    for (let r: usize = 0; r < 6; r++) inputLine(source + r * w.sourceRow, w.sourcePixel, square + r * 96, 16);
    for (let c: usize = 0; c < 6; c++) inputLine(square + c * 16, 96, target + c * w.inputStep, 6 * w.inputStep);
  }
}

/** A^T m A of one tile, bias and activation. Only so much of it is stored as lies in the picture. */
function back(w: Winograd, source: usize, y: i32, x: i32): void {
  const rows = min(4, w.rows - y), columns = min(4, w.columns - x);
  const slope = f32x4.splat(w.slope), ceiling = f32x4.splat(w.ceiling);
  let target = w.target + y * w.targetRow + x * w.targetPixel, bias = w.bias;
  for (const end = bias + (<usize>w.groups << 5); bias < end; bias += 16, source += 16, target += 16) {
    for (let r: usize = 0; r < 6; r++) outputLine(source + 6 * r * w.outputStep, w.outputStep, square + r * 64, 16);
    for (let c: usize = 0; c < 4; c++) outputLine(square + c * 16, 64, square + c * 16, 64);
    const b = v128.load(bias);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        const sum = f32x4.add(v128.load(square + (i << 6) + (j << 4)), b);
        v128.store(target + i * w.targetRow + j * w.targetPixel, activate(sum, slope, ceiling));
      }
    }
  }
}

/**
 * B^T d of six vectors.
 *
 *     4  0 -5  0  1  0
 *     0 -4 -4  1  1  0
 *     0  4 -4 -1  1  0
 *     0 -2 -1  2  1  0
 *     0  2 -1 -2  1  0
 *     0  4  0 -5  0  1
 */
// @ts-ignore: decorator
@inline
function inputLine(p: usize, step: usize, o: usize, outStep: usize): void {
  const d0 = v128.load(p), d1 = v128.load(p + step), d2 = v128.load(p + 2 * step);
  const d3 = v128.load(p + 3 * step), d4 = v128.load(p + 4 * step), d5 = v128.load(p + 5 * step);
  const four = f32x4.splat(4), minusFour = f32x4.splat(-4), minusFive = f32x4.splat(-5);
  v128.store(o, madd(d0, four, madd(d2, minusFive, d4)));
  v128.store(o + 5 * outStep, madd(d1, four, madd(d3, minusFive, d5)));
  const a = madd(d2, minusFour, d4), b = madd(d1, minusFour, d3);
  v128.store(o + outStep, f32x4.add(a, b));
  v128.store(o + 2 * outStep, f32x4.sub(a, b));
  const c = f32x4.sub(d4, d2), e = f32x4.sub(d3, d1);
  v128.store(o + 3 * outStep, madd(e, f32x4.splat(2), c));
  v128.store(o + 4 * outStep, madd(e, f32x4.splat(-2), c));
}

/**
 * A^T m of six vectors.
 *
 *     1  1  1  1  1  0
 *     0  1 -1  2 -2  0
 *     0  1  1  4  4  0
 *     0  1 -1  8 -8  1
 */
// @ts-ignore: decorator
@inline
function outputLine(p: usize, step: usize, o: usize, outStep: usize): void {
  const m0 = v128.load(p), m1 = v128.load(p + step), m2 = v128.load(p + 2 * step);
  const m3 = v128.load(p + 3 * step), m4 = v128.load(p + 4 * step), m5 = v128.load(p + 5 * step);
  const a = f32x4.add(m1, m2), b = f32x4.sub(m1, m2), c = f32x4.add(m3, m4), e = f32x4.sub(m3, m4);
  v128.store(o, f32x4.add(f32x4.add(m0, a), c));
  v128.store(o + outStep, madd(e, f32x4.splat(2), b));
  v128.store(o + 2 * outStep, madd(c, f32x4.splat(4), a));
  v128.store(o + 3 * outStep, f32x4.add(madd(e, f32x4.splat(8), b), m5));
}
