import { Activation, Add, Affine, Border, Input } from './calls';
import { activate, madd } from './simd';

/** Frames of red, green and blue, three numbers a place; of bytes, the fourth of each is alpha. */
export function input(c: Input): void {
  let p = c.source;
  const shift = f32x4(c.red, c.green, c.blue, 0);
  for (let y: usize = 0; y < <usize>c.rows; y++) {
    // Each store writes one number too much, which the next puts right; after a row's last there is room.
    for (let o = c.target + y * c.targetRow, end = o + 12 * c.columns; o < end; o += 12) {
      if (c.isBytes) {
        const wide = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(p)));
        put(o, f32x4.add(f32x4.convert_i32x4_u(wide), shift));
        p += 4;
      } else {
        put(o, f32x4.add(v128.load(p), shift));
        p += 12;
      }
    }
  }
}

/** The first three of four. */
// @ts-ignore: decorator
@inline
function put(o: usize, v: v128): void {
  v128.store64_lane(o, v, 0);
  v128.store32_lane(o, v, 2, 8);
}

/** `length` values of one place, from channel `from` on: what comes before a 1 x 1 convolution that cannot take it in. */
export function affineRow(a: Affine, source: usize, target: usize, from: i32, length: i32): void {
  const slope = f32x4.splat(a.slope), ceiling = f32x4.splat(a.ceiling);
  let scale = a.scale + (<usize>from << 2), bias = a.bias + (<usize>from << 2);
  for (const end = target + (<usize>length << 2); target < end; target += 16) {
    v128.store(target, activate(madd(v128.load(source), v128.load(scale), v128.load(bias)), slope, ceiling));
    source += 16; scale += 16; bias += 16;
  }
}

export function affine(a: Affine): void {
  for (let y: usize = 0; y < <usize>a.rows; y++) {
    for (let x: usize = 0; x < <usize>a.columns; x++) {
      affineRow(a, a.source + y * a.sourceRow + x * a.sourcePixel, a.target + y * a.targetRow + x * a.targetPixel, 0, a.channels);
    }
  }
}

export function add(c: Add): void {
  const slope = f32x4.splat(c.slope), ceiling = f32x4.splat(c.ceiling);
  for (let y: usize = 0; y < <usize>c.rows; y++) {
    for (let x: usize = 0; x < <usize>c.columns; x++) {
      let p = c.source + y * c.sourceRow + x * c.sourcePixel, q = c.other + y * c.otherRow + x * c.otherPixel;
      let o = c.target + y * c.targetRow + x * c.targetPixel;
      for (const end = o + (<usize>c.quads << 4); o < end; p += 16, q += 16, o += 16) {
        v128.store(o, activate(f32x4.add(v128.load(p), v128.load(q)), slope, ceiling));
      }
    }
  }
}

/** Exactly the channels there are: beside them may be those of others. */
export function copy(c: Affine): void {
  const bytes = <usize>c.channels << 2;
  for (let y: usize = 0; y < <usize>c.rows; y++) {
    for (let x: usize = 0; x < <usize>c.columns; x++) {
      memory.copy(c.target + y * c.targetRow + x * c.targetPixel, c.source + y * c.sourceRow + x * c.sourcePixel, bytes);
    }
  }
}

export function border(b: Border): void {
  const top = b.top * b.rowBytes;
  memory.fill(b.start, 0, top);
  let p = b.start + top;
  for (let y = 0; y < b.rows; y++, p += b.rowBytes) {
    memory.fill(p, 0, b.leftBytes);
    memory.fill(p + b.rowBytes - b.rightBytes, 0, b.rightBytes);
  }
  memory.fill(p, 0, b.bottom * b.rowBytes);
}

// @ts-ignore: decorator
@inline
const SIGMOID = 0, TANH = 1, ELU = 2, SWISH = 3, LEAKY = 4;

export function activation(a: Activation): void {
  for (let y: usize = 0; y < <usize>a.rows; y++) {
    for (let x: usize = 0; x < <usize>a.columns; x++) {
      let p = a.source + y * a.sourceRow + x * a.sourcePixel;
      for (const end = p + (<usize>a.channels << 2); p < end; p += 4) store<f32>(p, valueOf(a.function, load<f32>(p), a.alpha));
    }
  }
}

function valueOf(kind: i32, x: f32, alpha: f32): f32 {
  if (kind == LEAKY) return x < 0 ? alpha * x : x;
  if (kind == ELU) return x < 0 ? Mathf.exp(x) - 1 : x;
  if (kind == TANH) {
    const t = Mathf.exp(-2 * Mathf.abs(x)); // never more than 1
    return copysign<f32>((1 - t) / (1 + t), x);
  }
  const sigmoid: f32 = 1 / (1 + Mathf.exp(-x));
  return kind == SWISH ? x * sigmoid : sigmoid;
}

/** Over the channels of each place. */
export function softmax(a: Activation): void {
  for (let y: usize = 0; y < <usize>a.rows; y++) {
    for (let x: usize = 0; x < <usize>a.columns; x++) {
      const first = a.source + y * a.sourceRow + x * a.sourcePixel, end = first + (<usize>a.channels << 2);
      let largest: f32 = -Infinity, sum: f32 = 0;
      for (let p = first; p < end; p += 4) largest = max(largest, load<f32>(p));
      for (let p = first; p < end; p += 4) {
        const e = Mathf.exp(load<f32>(p) - largest);
        store<f32>(p, e);
        sum += e;
      }
      for (let p = first; p < end; p += 4) store<f32>(p, load<f32>(p) / sum);
    }
  }
}
