import { Depthwise } from './calls';
import { activate, madd } from './simd';

/** Each channel convolved by itself. */
export function depthwise(d: Depthwise): void {
  for (let y: usize = 0; y < <usize>d.rows; y++) {
    depthwiseRow(d, d.source + y * d.down, d.target + y * d.targetRow, d.targetPixel);
  }
}

/** One row of results, `step` bytes apart: into a picture, or into a panel for the convolution that follows. */
export function depthwiseRow(d: Depthwise, source: usize, target: usize, step: usize): void {
  const isUsual = d.tapRows == 3 && d.tapColumns == 3 && d.tapRight == d.sourcePixel;
  if (isUsual && d.right == d.sourcePixel && d.columns >= 4) fours(d, source, target, step);
  else if (isUsual && d.right == 2 * d.sourcePixel && d.columns >= 2) twos(d, source, target, step);
  else ones(d, source, target, step);
}

/** 3 x 3 with stride 1: four places share the six columns that they look at. A last group goes back over the one before. */
function fours(d: Depthwise, source: usize, target: usize, step: usize): void {
  const slope = f32x4.splat(d.slope), ceiling = f32x4.splat(d.ceiling), pixel = d.sourcePixel, last = d.columns - 4;
  for (let x = 0; x < d.columns; x += 4) {
    if (x > last) x = last;
    let p = source + x * pixel, o = target + x * step, w = d.filter, b = d.bias;
    for (const end = p + (<usize>d.quads << 4); p < end; p += 16, o += 16, b += 16) {
      let s0 = v128.load(b), s1 = s0, s2 = s0, s3 = s0, r = p;
      for (const rowsEnd = w + 144; w < rowsEnd; w += 48, r += d.tapDown) {
        const u = v128.load(w), v = v128.load(w, 16), z = v128.load(w, 32);
        let t = r + pixel;
        const i0 = v128.load(r), i1 = v128.load(t);
        t += pixel; const i2 = v128.load(t);
        t += pixel; const i3 = v128.load(t);
        t += pixel; const i4 = v128.load(t), i5 = v128.load(t + pixel);
        s0 = madd(i0, u, s0); s1 = madd(i1, u, s1); s2 = madd(i2, u, s2); s3 = madd(i3, u, s3);
        s0 = madd(i1, v, s0); s1 = madd(i2, v, s1); s2 = madd(i3, v, s2); s3 = madd(i4, v, s3);
        s0 = madd(i2, z, s0); s1 = madd(i3, z, s1); s2 = madd(i4, z, s2); s3 = madd(i5, z, s3);
      }
      let q = o;
      v128.store(q, activate(s0, slope, ceiling)); q += step;
      v128.store(q, activate(s1, slope, ceiling)); q += step;
      v128.store(q, activate(s2, slope, ceiling)); q += step;
      v128.store(q, activate(s3, slope, ceiling));
    }
  }
}

/** 3 x 3 with stride 2: two places share five columns. */
function twos(d: Depthwise, source: usize, target: usize, step: usize): void {
  const slope = f32x4.splat(d.slope), ceiling = f32x4.splat(d.ceiling), pixel = d.sourcePixel, last = d.columns - 2;
  for (let x = 0; x < d.columns; x += 2) {
    if (x > last) x = last;
    let p = source + 2 * x * pixel, o = target + x * step, w = d.filter, b = d.bias;
    for (const end = p + (<usize>d.quads << 4); p < end; p += 16, o += 16, b += 16) {
      let s0 = v128.load(b), s1 = s0, r = p;
      for (const rowsEnd = w + 144; w < rowsEnd; w += 48, r += d.tapDown) {
        const u = v128.load(w), v = v128.load(w, 16), z = v128.load(w, 32);
        let t = r + pixel;
        const i0 = v128.load(r), i1 = v128.load(t);
        t += pixel; const i2 = v128.load(t);
        t += pixel; const i3 = v128.load(t), i4 = v128.load(t + pixel);
        s0 = madd(i0, u, s0); s1 = madd(i2, u, s1);
        s0 = madd(i1, v, s0); s1 = madd(i3, v, s1);
        s0 = madd(i2, z, s0); s1 = madd(i4, z, s1);
      }
      v128.store(o, activate(s0, slope, ceiling)); v128.store(o + step, activate(s1, slope, ceiling));
    }
  }
}

/** Any window, one place at a time. */
function ones(d: Depthwise, source: usize, target: usize, step: usize): void {
  const slope = f32x4.splat(d.slope), ceiling = f32x4.splat(d.ceiling);
  for (let x = 0; x < d.columns; x++, source += d.right, target += step) {
    let p = source, o = target, w = d.filter, b = d.bias;
    for (const end = p + (<usize>d.quads << 4); p < end; p += 16, o += 16, b += 16) {
      let sum = v128.load(b), row = p;
      for (let i = 0; i < d.tapRows; i++, row += d.tapDown) {
        let tap = row;
        for (let j = 0; j < d.tapColumns; j++, tap += d.tapRight, w += 16) sum = madd(v128.load(tap), v128.load(w), sum);
      }
      v128.store(o, activate(sum, slope, ceiling));
    }
  }
}
