import { Kind, Pool } from './calls';

/** Largest or mean value of each window; of a window that hangs over the edge, of what lies in the picture. */
export function pool(c: Pool): void {
  const isMax = c.kind == Kind.MaxPool;
  for (let y = 0; y < c.rows; y++) {
    const top = max(0, y * c.strideDown - c.top),
      bottom = min(c.sourceRows, y * c.strideDown - c.top + c.sizeDown);
    for (let x = 0; x < c.columns; x++) {
      const left = max(0, x * c.strideRight - c.left);
      const right = min(c.sourceColumns, x * c.strideRight - c.left + c.sizeRight);
      const share = f32x4.splat(1 / <f32>((bottom - top) * (right - left)));
      let p = c.source + top * c.sourceRow + left * c.sourcePixel;
      let o = c.target + y * c.targetRow + x * c.targetPixel;
      const width = (right - left) * c.sourcePixel;
      for (const end = o + ((<usize>c.quads) << 4); o < end; o += 16, p += 16) {
        if (isMax) {
          let most = v128.load(p);
          for (let i = top, row = p; i < bottom; i++, row += c.sourceRow) {
            for (let q = row; q < row + width; q += c.sourcePixel) most = f32x4.pmax(most, v128.load(q));
          }
          v128.store(o, most);
        } else {
          let sum = f32x4.splat(0);
          for (let i = top, row = p; i < bottom; i++, row += c.sourceRow) {
            for (let q = row; q < row + width; q += c.sourcePixel) sum = f32x4.add(sum, v128.load(q));
          }
          v128.store(o, f32x4.mul(sum, share));
        }
      }
    }
  }
}
