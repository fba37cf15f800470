import { Placement } from './placement.js';

/** Straight pieces that a curve between two of its points is drawn with. */
const PIECES = 8;

/**
 * How much of each pixel a shape covers, 0..1, exactly: outlines are drawn as signed areas, then summed along the
 * rows. Outlines that run the same way round may overlap; one that runs the other way cuts a hole.
 */
export class Mask {
  /** Coverage 0..1, rows from the top, {@link Mask.stride} apart. */
  readonly coverage: Float32Array;
  readonly width: number;
  readonly height: number;
  /** Values from one row of `coverage` to the next. */
  readonly stride: number;
  /** Pixels outside left..right, top..bottom (the ends not among them) are not covered, and not cleared either. */
  left = 0;
  right = 0;
  top = 0;
  bottom = 0;
  #placement = new Placement();
  #penX = 0;
  #penY = 0;
  #startX = 0;
  #startY = 0;
  #minX = 0;
  #maxX = 0;
  #minY = 0;
  #maxY = 0;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.stride = width + 2; // areas spill over the right border
    this.coverage = new Float32Array(this.stride * height);
  }

  /** Forgets the shape before and begins another one. */
  begin(placement: Placement): this {
    for (let row = this.top; row < this.bottom; row++) {
      const from = row * this.stride;
      this.coverage.fill(0, from + this.left, from + this.right + 2);
    }
    this.#placement = placement;
    this.#minX = this.#minY = Number.POSITIVE_INFINITY;
    this.#maxX = this.#maxY = Number.NEGATIVE_INFINITY;
    return this;
  }

  /** Straight edges through points x, y, x, y..., closed. */
  polygon(points: ArrayLike<number>): this {
    this.#move(points[0]!, points[1]!);
    for (let i = 2; i < points.length; i += 2) this.#line(points[i]!, points[i + 1]!);
    return this.#close();
  }

  /** A smooth closed curve through points x, y, x, y... (Catmull-Rom). A point given twice makes a corner. */
  curve(points: ArrayLike<number>): this {
    const count = points.length / 2;
    this.#move(points[0]!, points[1]!);
    for (let i = 0; i < count; i++) {
      const before = ((i + count - 1) % count) * 2;
      const from = i * 2;
      const to = ((i + 1) % count) * 2;
      const after = ((i + 2) % count) * 2;
      const x0 = points[from]!;
      const y0 = points[from + 1]!;
      const x3 = points[to]!;
      const y3 = points[to + 1]!;
      const isCornerFrom = points[before] === x0 && points[before + 1] === y0;
      const isCornerTo = points[after] === x3 && points[after + 1] === y3;
      if (x0 === x3 && y0 === y3) continue;
      const x1 = isCornerFrom ? x0 : x0 + (x3 - points[before]!) / 6;
      const y1 = isCornerFrom ? y0 : y0 + (y3 - points[before + 1]!) / 6;
      const x2 = isCornerTo ? x3 : x3 - (points[after]! - x0) / 6;
      const y2 = isCornerTo ? y3 : y3 - (points[after + 1]! - y0) / 6;
      for (let piece = 1; piece <= PIECES; piece++) {
        const t = piece / PIECES;
        const s = 1 - t;
        const b0 = s * s * s;
        const b1 = 3 * s * s * t;
        const b2 = 3 * s * t * t;
        const b3 = t * t * t;
        this.#line(b0 * x0 + b1 * x1 + b2 * x2 + b3 * x3, b0 * y0 + b1 * y1 + b2 * y2 + b3 * y3);
      }
    }
    return this.#close();
  }

  /** An ellipse around (x, y), turned by `angle`. */
  ellipse(x: number, y: number, radiusX: number, radiusY: number, angle = 0): this {
    const pieces = 40;
    const cos = Math.cos(angle);
    const sin = Math.sin(angle);
    for (let i = 0; i <= pieces; i++) {
      const turn = (i / pieces) * 2 * Math.PI;
      const u = Math.cos(turn) * radiusX;
      const v = Math.sin(turn) * radiusY;
      if (i === 0) this.#move(x + u * cos, y + u * sin);
      else this.#line(x + u * cos - v * sin, y + u * sin + v * cos);
    }
    return this.#close();
  }

  /** A rectangle with round corners. */
  box(x: number, y: number, width: number, height: number, radius = 0): this {
    if (radius === 0) return this.polygon([x, y, x + width, y, x + width, y + height, x, y + height]);
    const right = x + width - radius;
    const bottom = y + height - radius;
    const pieces = 6;
    for (let corner = 0; corner < 4; corner++) {
      const centerX = corner < 2 ? right : x + radius;
      const centerY = corner === 1 || corner === 2 ? bottom : y + radius;
      for (let i = 0; i <= pieces; i++) {
        const turn = (corner - 1 + i / pieces) * (Math.PI / 2);
        const toX = centerX + Math.cos(turn) * radius;
        const toY = centerY + Math.sin(turn) * radius;
        if (corner === 0 && i === 0) this.#move(toX, toY);
        else this.#line(toX, toY);
      }
    }
    return this.#close();
  }

  /**
   * A brush stroke along a bow from one point to another, thickest at `bulk` of its way and thin at its ends.
   *
   * @param bend - how far the middle of the bow lies to the right of the way, seen along it.
   * @param ends - thickness of the ends, as a share of `thickness`.
   */
  stroke(
    fromX: number,
    fromY: number,
    toX: number,
    toY: number,
    bend: number,
    thickness: number,
    ends = 0.25,
    bulk = 0.5,
  ): this {
    const length = Math.hypot(toX - fromX, toY - fromY) || 1;
    const normalX = -(toY - fromY) / length;
    const normalY = (toX - fromX) / length;
    const pieces = 14;
    for (let i = 0; i <= 2 * pieces; i++) {
      const t = i <= pieces ? i / pieces : 2 - i / pieces;
      const along = t < bulk ? t / bulk : (1 - t) / (1 - bulk);
      const half = (thickness / 2) * (ends + (1 - ends) * Math.sin((along * Math.PI) / 2));
      const offset = 4 * bend * t * (1 - t) + (i <= pieces ? -half : half);
      const x = fromX + (toX - fromX) * t + normalX * offset;
      const y = fromY + (toY - fromY) * t + normalY * offset;
      if (i === 0) this.#move(x, y);
      else this.#line(x, y);
    }
    return this.#close();
  }

  /** Turns the outlines into coverage. */
  end(): this {
    const { coverage, stride } = this;
    this.left = Math.max(0, Math.min(this.width, Math.floor(this.#minX)));
    this.right = Math.max(this.left, Math.min(this.width, Math.ceil(this.#maxX)));
    this.top = Math.max(0, Math.min(this.height, Math.floor(this.#minY)));
    this.bottom = Math.max(this.top, Math.min(this.height, Math.ceil(this.#maxY)));
    for (let row = this.top; row < this.bottom; row++) {
      const end = row * stride + this.right;
      let sum = 0;
      for (let at = row * stride + this.left; at < end; at++) {
        sum += coverage[at]!;
        const area = sum < 0 ? -sum : sum;
        coverage[at] = area > 0.999 ? 1 : area < 0.001 ? 0 : area; // sums of areas are off by rounding
      }
    }
    return this;
  }

  #move(x: number, y: number): void {
    this.#penX = this.#startX = this.#placement.x(x, y);
    this.#penY = this.#startY = this.#placement.y(x, y);
  }

  #line(x: number, y: number): void {
    this.#edgeTo(this.#placement.x(x, y), this.#placement.y(x, y));
  }

  #close(): this {
    this.#edgeTo(this.#startX, this.#startY);
    return this;
  }

  /** Adds the area to the right of an edge, row by row, as differences along the row. */
  #edgeTo(toX: number, toY: number): void {
    const fromX = this.#penX;
    const fromY = this.#penY;
    this.#penX = toX;
    this.#penY = toY;
    if (fromX < this.#minX) this.#minX = fromX;
    if (fromX > this.#maxX) this.#maxX = fromX;
    if (fromY < this.#minY) this.#minY = fromY;
    if (fromY > this.#maxY) this.#maxY = fromY;
    if (fromY === toY) return;
    const direction = fromY < toY ? 1 : -1;
    const topX = direction > 0 ? fromX : toX;
    const topY = direction > 0 ? fromY : toY;
    const bottomY = direction > 0 ? toY : fromY;
    const slope = (toX - fromX) / (toY - fromY);
    const { coverage, stride, width } = this;
    const lastRow = Math.min(this.height, Math.ceil(bottomY));
    for (let row = Math.max(0, Math.floor(topY)); row < lastRow; row++) {
      const enter = Math.max(row, topY);
      const leave = Math.min(row + 1, bottomY);
      const area = (leave - enter) * direction;
      const x0 = clamp(topX + (enter - topY) * slope, width);
      const x1 = clamp(topX + (leave - topY) * slope, width);
      const low = Math.min(x0, x1);
      const high = Math.max(x0, x1);
      const first = Math.floor(low);
      const last = Math.ceil(high);
      const at = row * stride + first;
      if (last <= first + 1) {
        const share = (x0 + x1) / 2 - first;
        coverage[at]! += area * (1 - share);
        coverage[at + 1]! += area * share;
        continue;
      }
      // The edge crosses several pixels of this row. Up to the end of each, it leaves this much to its right:
      const crossing = high - low;
      let areaBefore = 0;
      let shareBefore = 0;
      for (let column = first; column < last; column++) {
        const reach = Math.min(column + 1, high) - low;
        const areaSoFar = (reach * reach) / (2 * crossing) + Math.max(0, column + 1 - high);
        const share = areaSoFar - areaBefore;
        coverage[row * stride + column]! += area * (share - shareBefore);
        areaBefore = areaSoFar;
        shareBefore = share;
      }
      coverage[row * stride + last]! += area * (1 - shareBefore);
    }
  }
}

function clamp(x: number, width: number): number {
  return x < 0 ? 0 : x > width ? width : x;
}
