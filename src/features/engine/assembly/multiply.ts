import { activate, madd } from './simd';

// A panel is some rows of float32 that lie a fixed number of bytes apart. V8 folds a constant into the address of a
// load, so one pointer serves four rows; AssemblyScript takes a constant into an inlined function by a type only. None
// of the strides is a power of two, or the rows would share one set of the cache.

/** Bytes from a row to the next: u8 for up to 1,024 values a row, u16 for 256, u32 for 128. */
// @ts-ignore: decorator
@inline
export function strideOf<T>(): usize {
  return sizeof<T>() == 1 ? 4160 : sizeof<T>() == 2 ? 1040 : 528;
}

/** Addresses of the results of the rows of a panel, by row. */
export const targets = memory.data(4 * 132, 16);

/**
 * 4 rows by 8 columns of the product, in eight registers. One step of the depth is all of the body: V8 places the loads of
 * a block first, and an unrolled body needs more than the 16 registers there are (2.5 times slower).
 *
 * @param start - what the sums begin with: a bias; 0: what is there, for another stretch of the depth.
 */
// @ts-ignore: decorator
@inline
function tile<T>(
  row: usize, bytes: usize, filter: usize, start: usize, table: usize, column: usize, slope: v128, ceiling: v128,
): void {
  const stride: usize = sizeof<T>() == 1 ? 4160 : sizeof<T>() == 2 ? 1040 : 528;
  const c0 = <usize>load<u32>(table) + column, c1 = <usize>load<u32>(table, 4) + column;
  const c2 = <usize>load<u32>(table, 8) + column, c3 = <usize>load<u32>(table, 12) + column;
  let l0: v128, h0: v128, l1: v128, h1: v128, l2: v128, h2: v128, l3: v128, h3: v128;
  if (start) {
    l0 = v128.load(start); h0 = v128.load(start, 16);
    l1 = l0; h1 = h0; l2 = l0; h2 = h0; l3 = l0; h3 = h0;
  } else {
    l0 = v128.load(c0); h0 = v128.load(c0, 16); l1 = v128.load(c1); h1 = v128.load(c1, 16);
    l2 = v128.load(c2); h2 = v128.load(c2, 16); l3 = v128.load(c3); h3 = v128.load(c3, 16);
  }
  const end = row + bytes;
  do {
    const x = v128.load(filter), y = v128.load(filter, 16);
    let a = v128.load32_splat(row); l0 = madd(a, x, l0); h0 = madd(a, y, h0);
    a = v128.load32_splat(row, stride); l1 = madd(a, x, l1); h1 = madd(a, y, h1);
    a = v128.load32_splat(row, 2 * stride); l2 = madd(a, x, l2); h2 = madd(a, y, h2);
    a = v128.load32_splat(row, 3 * stride); l3 = madd(a, x, l3); h3 = madd(a, y, h3);
    row += 4; filter += 32;
  } while (row < end);
  v128.store(c0, activate(l0, slope, ceiling)); v128.store(c0, activate(h0, slope, ceiling), 16);
  v128.store(c1, activate(l1, slope, ceiling)); v128.store(c1, activate(h1, slope, ceiling), 16);
  v128.store(c2, activate(l2, slope, ceiling)); v128.store(c2, activate(h2, slope, ceiling), 16);
  v128.store(c3, activate(l3, slope, ceiling)); v128.store(c3, activate(h3, slope, ceiling), 16);
}

/**
 * Panel times filter, into `targets`. Eight columns of the filter stay in the first cache while all rows go by. Not inlined:
 * a browser compiles a function well once it was called some times, and this is most of the first frame.
 *
 * @param count - rows; up to the next multiple of 4 there has to be a target.
 * @param depth - values of a row.
 * @param filter - `[groups][..][8]`, from the first value of this stretch of the depth.
 * @param groupStep - bytes from a group of the filter to the next.
 */
export function multiply<T>(
  panel: usize, count: i32, depth: i32, filter: usize, groupStep: usize, groups: i32,
  bias: usize, slope: v128, ceiling: v128,
): void {
  const end = <usize>groups << 5;
  for (let column: usize = 0; column < end; column += 32, filter += groupStep) {
    const start = bias ? bias + column : 0;
    for (let m = 0, row = panel; m < count; m += 4, row += 4 * strideOf<T>()) {
      tile<T>(row, <usize>depth << 2, filter, start, targets + (m << 2), column, slope, ceiling);
    }
  }
}
