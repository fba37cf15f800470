import { madd } from '../../engine/assembly/simd';
import { aim, At, pad, rows, table } from './table';

const line = memory.data(16 * (56 + 24 + 4), 16);

/** Half the size, by eight taps down and eight across: sum_k t_k (v_k + v_7-k), as in ../maps.ts. */
export function shrink(map: usize, edge: i32, out: usize): void {
  const bytes = <usize>edge << 4;
  const t0 = v128.load(table, At.Halving), t1 = v128.load(table, At.Halving + 16);
  const t2 = v128.load(table, At.Halving + 32), t3 = v128.load(table, At.Halving + 48);
  aim(map, edge);
  for (let y = 0; y < edge; y += 2) {
    const at = rows + ((y + 9) << 2);
    const r0 = <usize>load<u32>(at), r1 = <usize>load<u32>(at, 4), r2 = <usize>load<u32>(at, 8);
    const r3 = <usize>load<u32>(at, 12), r4 = <usize>load<u32>(at, 16), r5 = <usize>load<u32>(at, 20);
    const r6 = <usize>load<u32>(at, 24), r7 = <usize>load<u32>(at, 28);
    for (let x: usize = 0; x < bytes; x += 16) {
      let sum = f32x4.mul(f32x4.add(v128.load(r0 + x), v128.load(r7 + x)), t0);
      sum = madd(f32x4.add(v128.load(r1 + x), v128.load(r6 + x)), t1, sum);
      sum = madd(f32x4.add(v128.load(r2 + x), v128.load(r5 + x)), t2, sum);
      v128.store(line + x, madd(f32x4.add(v128.load(r3 + x), v128.load(r4 + x)), t3, sum), 48);
    }
    pad(line, 48, bytes);
    for (let p = line, end = p + bytes; p < end; p += 32, out += 16) {
      let sum = f32x4.mul(f32x4.add(v128.load(p), v128.load(p, 112)), t0);
      sum = madd(f32x4.add(v128.load(p, 16), v128.load(p, 96)), t1, sum);
      sum = madd(f32x4.add(v128.load(p, 32), v128.load(p, 80)), t2, sum);
      v128.store(out, madd(f32x4.add(v128.load(p, 48), v128.load(p, 64)), t3, sum));
    }
  }
}

/**
 * One row of a blur by a Gaussian, 25 taps down and 25 across, of the map that was last aimed at. Four pixels at a time, so
 * that additions do not wait for each other. The last four may be two too many, for which maps and `out` have room.
 */
export function blurRow(y: i32, edge: i32, out: usize): void {
  const bytes = <usize>edge << 4, above = rows + (y << 2), middle = v128.load(table, At.Blur + 12 * 16);
  for (let x: usize = 0; x < bytes; x += 64) {
    const m = <usize>load<u32>(above, 48) + x;
    let a = f32x4.mul(v128.load(m), middle), b = f32x4.mul(v128.load(m, 16), middle);
    let c = f32x4.mul(v128.load(m, 32), middle), d = f32x4.mul(v128.load(m, 48), middle);
    for (let k: usize = 0; k < 12; k++) {
      const p = <usize>load<u32>(above + (k << 2)) + x, q = <usize>load<u32>(above + 96 - (k << 2)) + x;
      const tap = v128.load(table + (k << 4), At.Blur);
      a = madd(f32x4.add(v128.load(p), v128.load(q)), tap, a);
      b = madd(f32x4.add(v128.load(p, 16), v128.load(q, 16)), tap, b);
      c = madd(f32x4.add(v128.load(p, 32), v128.load(q, 32)), tap, c);
      d = madd(f32x4.add(v128.load(p, 48), v128.load(q, 48)), tap, d);
    }
    const o = line + x;
    v128.store(o, a, 192); v128.store(o, b, 208); v128.store(o, c, 224); v128.store(o, d, 240);
  }
  pad(line, 12 * 16, bytes);
  for (let x: usize = 0; x < bytes; x += 64, out += 64) {
    let p = line + x, q = p + 24 * 16, taps = table + At.Blur;
    const m = p + 12 * 16;
    let a = f32x4.mul(v128.load(m), middle), b = f32x4.mul(v128.load(m, 16), middle);
    let c = f32x4.mul(v128.load(m, 32), middle), d = f32x4.mul(v128.load(m, 48), middle);
    for (; p < m; p += 16, q -= 16, taps += 16) {
      const tap = v128.load(taps);
      a = madd(f32x4.add(v128.load(p), v128.load(q)), tap, a);
      b = madd(f32x4.add(v128.load(p, 16), v128.load(q, 16)), tap, b);
      c = madd(f32x4.add(v128.load(p, 32), v128.load(q, 32)), tap, c);
      d = madd(f32x4.add(v128.load(p, 48), v128.load(q, 48)), tap, d);
    }
    v128.store(out, a); v128.store(out, b, 16); v128.store(out, c, 32); v128.store(out, d, 48);
  }
}
