/** A placement in the plane: scale, rotation, then shift. Written to in place, so that a frame allocates nothing. */
export class Placement {
  #a = 1;
  #b = 0;
  #x = 0;
  #y = 0;

  /**
   * @param x - where the origin goes, px.
   * @param y - where the origin goes, px.
   * @param scale - px a unit.
   * @param angle - radians, clockwise as seen.
   */
  set(x: number, y: number, scale: number, angle = 0): this {
    this.#a = Math.cos(angle) * scale;
    this.#b = Math.sin(angle) * scale;
    this.#x = x;
    this.#y = y;
    return this;
  }

  /** The placement of something that sits at (x, y) within another placement. */
  within(outer: Placement, x: number, y: number, scale = 1, angle = 0): this {
    const cos = Math.cos(angle) * scale;
    const sin = Math.sin(angle) * scale;
    const shiftX = outer.x(x, y);
    const shiftY = outer.y(x, y);
    const a = outer.#a * cos - outer.#b * sin;
    this.#b = outer.#b * cos + outer.#a * sin;
    this.#a = a;
    this.#x = shiftX;
    this.#y = shiftY;
    return this;
  }

  /** Where the point (x, y) comes to lie, px from the left. */
  x(x: number, y: number): number {
    return this.#a * x - this.#b * y + this.#x;
  }

  /** Where the point (x, y) comes to lie, px from the top. */
  y(x: number, y: number): number {
    return this.#b * x + this.#a * y + this.#y;
  }

  /** px a unit. */
  get scale(): number {
    return Math.hypot(this.#a, this.#b);
  }

  /** Radians, clockwise as seen. */
  get angle(): number {
    return Math.atan2(this.#b, this.#a);
  }
}
