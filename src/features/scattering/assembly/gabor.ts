import { madd } from '../../engine/assembly/simd';
import { At, pad, rows, table } from './table';

// The modulus of four complex filters, as ../gabor.ts has them, by rows: five filters down, each into a line, then nine
// across. An even filter that is to give nothing for flat light is a sum over differences from the middle,
//   sum_k f_k (v_k + v_-k - 2 v_0),
// which float32 gets exactly 0 where all is flat. For the diagonal ones, d = z + r g with z zero-mean:
//   d(x) d(y) - r^2 g(x) g(y) = z(x) d(y) + r g(x) z(y).

/** Bytes from a line to the next; no power of two. */
// @ts-ignore: decorator
@inline
const LINE: usize = 65 * 16;

/** g, c, s, d, t and scaled r z down; then two lines of what the diagonals are put together from. */
const lines = memory.data(8 * 65 * 16, 16);

/** Of a row: bytes from an orientation to the next in `out` is `plane`. Rows are those last aimed at. */
export function gaborRow(y: i32, edge: i32, out: usize, plane: usize): void {
  const bytes = <usize>edge << 4;
  evenDown(rows + ((y + 8) << 2), bytes);
  oddDown(rows + ((y + 8) << 2), bytes);
  for (let line = lines; line < lines + 6 * LINE; line += LINE) pad(line, 64, bytes);
  straightAcross(out, bytes);
  envelopeAcross(out + 2 * plane, bytes);
  evenAcross(bytes);
  diagonal(out + plane, out + 3 * plane, bytes);
}

// The taps are read before each loop: inside, V8 would read them again for every pixel.

/** g, c, d and scaled r z. */
function evenDown(at: usize, bytes: usize): void {
  const r0 = <usize>load<u32>(at), r1 = <usize>load<u32>(at, 4), r2 = <usize>load<u32>(at, 8);
  const r3 = <usize>load<u32>(at, 12), r4 = <usize>load<u32>(at, 16), r5 = <usize>load<u32>(at, 20);
  const r6 = <usize>load<u32>(at, 24), r7 = <usize>load<u32>(at, 28), r8 = <usize>load<u32>(at, 32);
  const g0 = tap(At.Envelope, 0), g1 = tap(At.Envelope, 1), g2 = tap(At.Envelope, 2), g3 = tap(At.Envelope, 3);
  const g4 = tap(At.Envelope, 4), share = tap(At.Share, 0), scaledShare = tap(At.ScaledShare, 0);
  const c1 = tap(At.Even, 0), c2 = tap(At.Even, 1), c3 = tap(At.Even, 2), c4 = tap(At.Even, 3);
  const z1 = tap(At.ZeroMean, 0), z2 = tap(At.ZeroMean, 1), z3 = tap(At.ZeroMean, 2), z4 = tap(At.ZeroMean, 3);
  for (let x: usize = 0, o = lines + 64; x < bytes; x += 16, o += 16) {
    const middle = v128.load(r4 + x), twice = f32x4.add(middle, middle);
    let sum = f32x4.add(v128.load(r3 + x), v128.load(r5 + x)), bend = f32x4.sub(sum, twice);
    let g = madd(sum, g1, f32x4.mul(middle, g0)), c = f32x4.mul(bend, c1), z = f32x4.mul(bend, z1);
    sum = f32x4.add(v128.load(r2 + x), v128.load(r6 + x)); bend = f32x4.sub(sum, twice);
    g = madd(sum, g2, g); c = madd(bend, c2, c); z = madd(bend, z2, z);
    sum = f32x4.add(v128.load(r1 + x), v128.load(r7 + x)); bend = f32x4.sub(sum, twice);
    g = madd(sum, g3, g); c = madd(bend, c3, c); z = madd(bend, z3, z);
    sum = f32x4.add(v128.load(r0 + x), v128.load(r8 + x)); bend = f32x4.sub(sum, twice);
    g = madd(sum, g4, g); c = madd(bend, c4, c); z = madd(bend, z4, z);
    v128.store(o, g);
    v128.store(o, c, LINE);
    v128.store(o, madd(g, share, z), 3 * LINE);
    v128.store(o, f32x4.mul(z, scaledShare), 5 * LINE);
  }
}

/** s and t. */
function oddDown(at: usize, bytes: usize): void {
  const r0 = <usize>load<u32>(at), r1 = <usize>load<u32>(at, 4), r2 = <usize>load<u32>(at, 8);
  const r3 = <usize>load<u32>(at, 12), r5 = <usize>load<u32>(at, 20);
  const r6 = <usize>load<u32>(at, 24), r7 = <usize>load<u32>(at, 28), r8 = <usize>load<u32>(at, 32);
  const s1 = tap(At.Odd, 0), s2 = tap(At.Odd, 1), s3 = tap(At.Odd, 2), s4 = tap(At.Odd, 3);
  const t1 = tap(At.Slope, 0), t2 = tap(At.Slope, 1), t3 = tap(At.Slope, 2), t4 = tap(At.Slope, 3);
  for (let x: usize = 0, o = lines + 64; x < bytes; x += 16, o += 16) {
    let rise = f32x4.sub(v128.load(r5 + x), v128.load(r3 + x));
    let s = f32x4.mul(rise, s1), t = f32x4.mul(rise, t1);
    rise = f32x4.sub(v128.load(r6 + x), v128.load(r2 + x)); s = madd(rise, s2, s); t = madd(rise, t2, t);
    rise = f32x4.sub(v128.load(r7 + x), v128.load(r1 + x)); s = madd(rise, s3, s); t = madd(rise, t3, t);
    rise = f32x4.sub(v128.load(r8 + x), v128.load(r0 + x)); s = madd(rise, s4, s); t = madd(rise, t4, t);
    v128.store(o, s, 2 * LINE);
    v128.store(o, t, 4 * LINE);
  }
}

/** 0 degrees: |c(x) g(y) + i s(x) g(y)|. */
function straightAcross(out: usize, bytes: usize): void {
  const c1 = tap(At.Even, 0), c2 = tap(At.Even, 1), c3 = tap(At.Even, 2), c4 = tap(At.Even, 3);
  const s1 = tap(At.Odd, 0), s2 = tap(At.Odd, 1), s3 = tap(At.Odd, 2), s4 = tap(At.Odd, 3);
  for (let p = lines, end = p + bytes; p < end; p += 16, out += 16) {
    v128.store(out, modulus(bends(p, c1, c2, c3, c4), rises(p, s1, s2, s3, s4)));
  }
}

/** 90 degrees: |g(x) c(y) + i g(x) s(y)|; and r g(x) z(y) for the diagonals. */
function envelopeAcross(out: usize, bytes: usize): void {
  const g0 = tap(At.Envelope, 0), g1 = tap(At.Envelope, 1), g2 = tap(At.Envelope, 2), g3 = tap(At.Envelope, 3);
  const g4 = tap(At.Envelope, 4);
  for (let p = lines, end = p + bytes; p < end; p += 16, out += 16) {
    v128.store(out, modulus(sums(p + LINE, g0, g1, g2, g3, g4), sums(p + 2 * LINE, g0, g1, g2, g3, g4)));
    v128.store(p, sums(p + 5 * LINE, g0, g1, g2, g3, g4), 6 * LINE);
  }
}

/** z(x) d(y) + r g(x) z(y) and t(x) d(y). */
function evenAcross(bytes: usize): void {
  const z1 = tap(At.ScaledZeroMean, 0), z2 = tap(At.ScaledZeroMean, 1);
  const z3 = tap(At.ScaledZeroMean, 2), z4 = tap(At.ScaledZeroMean, 3);
  const t1 = tap(At.SlopeOfOdd, 0), t2 = tap(At.SlopeOfOdd, 1), t3 = tap(At.SlopeOfOdd, 2), t4 = tap(At.SlopeOfOdd, 3);
  for (let p = lines, end = p + bytes; p < end; p += 16) {
    v128.store(p, f32x4.add(bends(p + 3 * LINE, z1, z2, z3, z4), v128.load(p, 6 * LINE)), 6 * LINE);
    v128.store(p, rises(p + 3 * LINE, t1, t2, t3, t4), 7 * LINE);
  }
}

/** 45 and 135 degrees: even parts of those above -+ t(x) t(y), odd parts t(x) d(y) +- d(x) t(y). */
function diagonal(out45: usize, out135: usize, bytes: usize): void {
  const d0 = tap(At.EvenOfOdd, 0), d1 = tap(At.EvenOfOdd, 1), d2 = tap(At.EvenOfOdd, 2), d3 = tap(At.EvenOfOdd, 3);
  const d4 = tap(At.EvenOfOdd, 4), t1 = tap(At.SlopeOfEven, 0), t2 = tap(At.SlopeOfEven, 1);
  const t3 = tap(At.SlopeOfEven, 2), t4 = tap(At.SlopeOfEven, 3);
  for (let p = lines, end = p + bytes; p < end; p += 16, out45 += 16, out135 += 16) {
    const oddOdd = rises(p + 4 * LINE, t1, t2, t3, t4), evenOdd = sums(p + 4 * LINE, d0, d1, d2, d3, d4);
    const evenEven = v128.load(p, 6 * LINE), oddEven = v128.load(p, 7 * LINE);
    v128.store(out45, modulus(f32x4.sub(evenEven, oddOdd), f32x4.add(oddEven, evenOdd)));
    v128.store(out135, modulus(f32x4.add(evenEven, oddOdd), f32x4.sub(oddEven, evenOdd)));
  }
}

// @ts-ignore: decorator
@inline
function tap(filter: usize, index: usize): v128 {
  return v128.load(table + filter + (index << 4));
}

/** An even filter f on nine pixels: f_0 v_0 + sum_k f_k (v_k + v_-k). */
// @ts-ignore: decorator
@inline
function sums(p: usize, f0: v128, f1: v128, f2: v128, f3: v128, f4: v128): v128 {
  let sum = madd(f32x4.add(v128.load(p, 48), v128.load(p, 80)), f1, f32x4.mul(v128.load(p, 64), f0));
  sum = madd(f32x4.add(v128.load(p, 32), v128.load(p, 96)), f2, sum);
  sum = madd(f32x4.add(v128.load(p, 16), v128.load(p, 112)), f3, sum);
  return madd(f32x4.add(v128.load(p), v128.load(p, 128)), f4, sum);
}

/** A zero-mean even one: sum_k f_k (v_k + v_-k - 2 v_0). */
// @ts-ignore: decorator
@inline
function bends(p: usize, f1: v128, f2: v128, f3: v128, f4: v128): v128 {
  const middle = v128.load(p, 64), twice = f32x4.add(middle, middle);
  let sum = f32x4.mul(f32x4.sub(f32x4.add(v128.load(p, 48), v128.load(p, 80)), twice), f1);
  sum = madd(f32x4.sub(f32x4.add(v128.load(p, 32), v128.load(p, 96)), twice), f2, sum);
  sum = madd(f32x4.sub(f32x4.add(v128.load(p, 16), v128.load(p, 112)), twice), f3, sum);
  return madd(f32x4.sub(f32x4.add(v128.load(p), v128.load(p, 128)), twice), f4, sum);
}

/** An odd one: sum_k f_k (v_k - v_-k). */
// @ts-ignore: decorator
@inline
function rises(p: usize, f1: v128, f2: v128, f3: v128, f4: v128): v128 {
  let sum = f32x4.mul(f32x4.sub(v128.load(p, 80), v128.load(p, 48)), f1);
  sum = madd(f32x4.sub(v128.load(p, 96), v128.load(p, 32)), f2, sum);
  sum = madd(f32x4.sub(v128.load(p, 112), v128.load(p, 16)), f3, sum);
  return madd(f32x4.sub(v128.load(p, 128), v128.load(p)), f4, sum);
}

// @ts-ignore: decorator
@inline
function modulus(even: v128, odd: v128): v128 {
  return f32x4.sqrt(madd(even, even, f32x4.mul(odd, odd)));
}
