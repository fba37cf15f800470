/** Where a simulated figure is. Every value runs from -1 to 1; beyond is held at the border. */
export interface Pose {
  /** Leans to the left (-1) or right (1) of the picture as shown. */
  readonly x: number;
  /** Nods down (-1) or raises the head (1). */
  readonly y: number;
  /** Is further away (-1) or nearer (1). */
  readonly z: number;
}
