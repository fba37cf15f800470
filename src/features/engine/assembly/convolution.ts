import { Affine, Convolution, Depthwise, Packing } from './calls';
import { depthwiseRow } from './depthwise';
import { affineRow } from './elementwise';
import { multiply, strideOf, targets } from './multiply';

/**
 * Any convolution as products of panels (implicit GEMM): the taps of some places are packed side by side, one place a row,
 * and multiplied with the filter while they are in the cache. A depth that is more than a panel's row goes in stretches.
 */
export function convolve(c: Convolution): void {
  if (c.depth <= 256) inPanels<u16>(c);
  else inPanels<u8>(c);
}

// @ts-ignore: decorator
@inline
function inPanels<T>(c: Convolution): void {
  const most = sizeof<T>() == 1 ? 1024 : 256; // values of a row
  const places = c.rows * c.columns, plain = f32x4.splat(1), endless = f32x4.splat(Infinity);
  const slope = f32x4.splat(c.slope), ceiling = f32x4.splat(c.ceiling);
  for (let place = 0; place < places; place += c.height) {
    const count = min(c.height, places - place);
    aim(c, place, count);
    for (let from = 0; from < c.depth; from += most) {
      const length = min(most, c.depth - from), isLast = from + length == c.depth;
      pack<T>(c, place, count, from, length);
      multiply<T>(
        c.panel, count, length, c.filter + (<usize>from << 5), <usize>c.depth << 5, c.groups,
        from ? 0 : c.bias, isLast ? slope : plain, isLast ? ceiling : endless,
      );
    }
  }
}

/** Where the results of `count` places go. */
function aim(c: Convolution, place: i32, count: i32): void {
  let y = place / c.columns, x = place - y * c.columns, at = targets;
  for (const end = at + (count << 2); at < end; at += 4) {
    store<u32>(at, c.target + y * c.targetRow + x * c.targetPixel);
    if (++x == c.columns) { x = 0; y++; }
  }
  for (const end = targets + (((count + 3) & ~3) << 2); at < end; at += 4) store<u32>(at, c.sink);
}

function pack<T>(c: Convolution, place: i32, count: i32, from: i32, length: i32): void {
  let y = place / c.columns, x = place - y * c.columns, row = c.panel;
  const end = row + count * strideOf<T>();
  if (c.packing == Packing.Depthwise) { // panels of whole rows
    const d = changetype<Depthwise>(c.first), step = <usize>c.columns * strideOf<T>();
    for (; row < end; row += step, y++) depthwiseRow(d, d.source + y * d.down, row, strideOf<T>());
    return;
  }
  const down = c.down, right = c.right, columns = c.columns;
  if (c.packing == Packing.Affine) {
    for (; row < end; row += strideOf<T>()) {
      affineRow(changetype<Affine>(c.first), c.source + y * down + x * right + (<usize>from << 2), row, from, length);
      if (++x == columns) { x = 0; y++; }
    }
    return;
  }
  // Loads of fields are taken out of the loop by hand: for all the compiler knows, a store may change them.
  const run = c.run, runs = c.tapRuns, tapDown = c.tapDown, tapRight = c.tapRight, origin = c.source;
  const tap = from / run, tapRow = tap / runs; // where this stretch of the depth begins
  for (; row < end; row += strideOf<T>()) {
    let i = tapRow, j = tap - tapRow * runs, at = from - tap * run, left = length, target = row;
    const source = origin + y * down + x * right;
    for (;;) { // taps without a gap; copies up to 3 values more, which are not used
      const n = min(run - at, left);
      let p = source + i * tapDown + j * tapRight + (<usize>at << 2), o = target;
      target += <usize>n << 2;
      do { v128.store(o, v128.load(p)); p += 16; o += 16; } while (o < target);
      left -= n;
      if (!left) break;
      at = 0;
      if (++j == runs) { j = 0; i++; }
    }
    if (++x == columns) { x = 0; y++; }
  }
}
