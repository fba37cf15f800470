import type { Mask } from './mask.js';
import type { Placement } from './placement.js';

/** 0xRRGGBB, sRGB. */
export type Color = number;

/** A color on the way from one to another: 0 the first, 1 the second. */
export function mix(from: Color, to: Color, share: number): Color {
  const channel = (shift: number) => {
    const a = (from >> shift) & 255;
    return Math.round(a + (((to >> shift) & 255) - a) * share) << shift;
  };
  return channel(16) | channel(8) | channel(0);
}

/** A smooth step: 0 up to `from`, 1 beyond `to`. */
export function smoothStep(from: number, to: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return t * t * (3 - 2 * t);
}

/**
 * Paints shapes and soft light into a picture of floats, which keeps soft gradients smooth until noise is laid over
 * them.
 */
export class Painter {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue by pixel, 0..255, rows from the top. */
  readonly pixels: Float32Array;
  readonly #depths: Float32Array; // of one row, for grazing light

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.pixels = new Float32Array(width * height * 3);
    this.#depths = new Float32Array(width);
  }

  /** Fills a shape, where one is given only within `clip`. */
  fill(mask: Mask, color: Color, alpha = 1, clip?: Mask): void {
    this.fade(mask, color, color, 0, 0, 0, 1, alpha, clip);
  }

  /**
   * Fills a shape with colors that go from one to the other along a line, px.
   *
   * @param clip - only within this shape.
   */
  fade(
    mask: Mask,
    from: Color,
    to: Color,
    fromX: number,
    fromY: number,
    toX: number,
    toY: number,
    alpha = 1,
    clip?: Mask,
  ): void {
    const { pixels, width } = this;
    const { coverage, stride } = mask;
    const red = (from >> 16) & 255;
    const green = (from >> 8) & 255;
    const blue = from & 255;
    const redStep = ((to >> 16) & 255) - red;
    const greenStep = ((to >> 8) & 255) - green;
    const blueStep = (to & 255) - blue;
    const length = (toX - fromX) ** 2 + (toY - fromY) ** 2;
    const stepX = (toX - fromX) / length;
    const stepY = (toY - fromY) / length;
    const left = clip ? Math.max(mask.left, clip.left) : mask.left;
    const right = clip ? Math.min(mask.right, clip.right) : mask.right;
    const top = clip ? Math.max(mask.top, clip.top) : mask.top;
    const bottom = clip ? Math.min(mask.bottom, clip.bottom) : mask.bottom;
    const within = clip ? clip.coverage : coverage;
    for (let row = top; row < bottom; row++) {
      const rowStart = row * stride;
      for (let column = left; column < right; column++) {
        let weight = coverage[rowStart + column]!;
        if (weight === 0) continue;
        if (clip) weight *= within[rowStart + column]!;
        weight *= alpha;
        let way = (column + 0.5 - fromX) * stepX + (row + 0.5 - fromY) * stepY;
        way = way < 0 ? 0 : way > 1 ? 1 : way;
        const to = (row * width + column) * 3;
        const r = pixels[to]!;
        const g = pixels[to + 1]!;
        const b = pixels[to + 2]!;
        pixels[to] = r + weight * (red + redStep * way - r);
        pixels[to + 1] = g + weight * (green + greenStep * way - g);
        pixels[to + 2] = b + weight * (blue + blueStep * way - b);
      }
    }
  }

  /**
   * Lays a soft ellipse of color over the picture, strongest in its middle, gone at its rim: light, shadow, blush.
   *
   * @param placement - where x, y and the radii are measured.
   * @param clip - only within this shape.
   * @param core - share of the radius up to which it is at full strength.
   */
  glow(
    placement: Placement,
    x: number,
    y: number,
    radiusX: number,
    radiusY: number,
    color: Color,
    alpha: number,
    clip?: Mask,
    core = 0,
    angle = 0,
  ): void {
    const { pixels, width, height } = this;
    const red = (color >> 16) & 255;
    const green = (color >> 8) & 255;
    const blue = color & 255;
    const scale = placement.scale;
    const turn = placement.angle + angle;
    const centerX = placement.x(x, y);
    const centerY = placement.y(x, y);
    const cos = Math.cos(turn);
    const sin = Math.sin(turn);
    const reachX = scale * Math.hypot(radiusX * cos, radiusY * sin);
    const reachY = scale * Math.hypot(radiusX * sin, radiusY * cos);
    const left = Math.max(clip ? clip.left : 0, Math.floor(centerX - reachX));
    const right = Math.min(clip ? clip.right : width, Math.ceil(centerX + reachX));
    const top = Math.max(clip ? clip.top : 0, Math.floor(centerY - reachY));
    const bottom = Math.min(clip ? clip.bottom : height, Math.ceil(centerY + reachY));
    const stride = clip ? clip.stride : 0;
    const within = clip ? clip.coverage : pixels;
    const perX = 1 / (radiusX * scale);
    const perY = 1 / (radiusY * scale);
    const coreSquared = core * core;
    const falloff = 1 / (1 - coreSquared);
    const stepU = cos * perX;
    const stepV = -sin * perY;
    for (let row = top; row < bottom; row++) {
      const offsetX = left - 0.5 - centerX;
      const offsetY = row + 0.5 - centerY;
      let u = (offsetX * cos + offsetY * sin) * perX;
      let v = (offsetY * cos - offsetX * sin) * perY;
      for (let column = left; column < right; column++) {
        u += stepU;
        v += stepV;
        let rest = (1 - u * u - v * v) * falloff;
        if (rest <= 0) continue;
        if (rest > 1) rest = 1;
        let weight = rest * rest * (3 - 2 * rest) * alpha;
        if (clip) weight *= within[row * stride + column]!;
        const to = (row * width + column) * 3;
        const r = pixels[to]!;
        const g = pixels[to + 1]!;
        const b = pixels[to + 2]!;
        pixels[to] = r + weight * (red - r);
        pixels[to + 1] = g + weight * (green - g);
        pixels[to + 2] = b + weight * (blue - b);
      }
    }
  }

  /**
   * Light from the upper left that grazes a shape, or shade from there: full at the edges that face it, and fading
   * over `reach` px further in.
   */
  graze(mask: Mask, reach: number, color: Color, alpha: number): void {
    const { pixels, width } = this;
    const { coverage, stride } = mask;
    const red = (color >> 16) & 255;
    const green = (color >> 8) & 255;
    const blue = color & 255;
    // How deep in the shape a pixel is, seen from the light: a running mean of what lies to its left and above it.
    const above = this.#depths.fill(mask.top === 0 ? 1 : 0, mask.left, mask.right);
    const pace = 1 / (reach + 1);
    const fromLeft = 0.62 * (1 - pace);
    const fromAbove = 0.38 * (1 - pace);
    for (let row = mask.top; row < mask.bottom; row++) {
      let depth = mask.left === 0 ? coverage[row * stride]! : 0; // what the border cuts off goes on beyond it
      for (let column = mask.left; column < mask.right; column++) {
        const cover = coverage[row * stride + column]!;
        depth = pace * cover + fromLeft * depth + fromAbove * above[column]!;
        above[column] = depth;
        if (cover === 0 || depth > 0.99) continue;
        const open = 1 - depth;
        const weight = cover * open * open * alpha;
        const to = (row * width + column) * 3;
        pixels[to]! += weight * (red - pixels[to]!);
        pixels[to + 1]! += weight * (green - pixels[to + 1]!);
        pixels[to + 2]! += weight * (blue - pixels[to + 2]!);
      }
    }
  }
}
