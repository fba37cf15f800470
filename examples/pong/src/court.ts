import { SharpCanvas } from '../../shared/page/sharp-canvas.js';
import type { PongView } from './game.js';
import { court, paddleY } from './geometry.js';

const colours = {
  line: '--court-line',
  ink: '--ink',
  accent: '--accent',
  soft: '--accent-soft',
} as const;

/** What is drawn. */
export interface Scene extends PongView {
  /** Whether there is a ball. */
  readonly hasBall: boolean;
  /** Where the dot to follow is, -1..1. */
  readonly dot: number | null;
  /** What the dial reads, -1..1; drawn only with the dot. */
  readonly reading: number | null;
}

/** A trace of something that happened, gone in a moment. */
interface Ripple {
  readonly x: number;
  readonly y: number;
  readonly isPlayer: boolean;
  readonly since: number;
}

const rippleTime = 380; // ms
const trailTime = 170; // ms

/** Draws the court, crisp at any size and pixel ratio, in the colours of the style sheet. */
export class Court {
  readonly #canvas: SharpCanvas<keyof typeof colours>;
  #trail: { x: number; y: number; at: number }[] = [];
  #ripples: Ripple[] = [];
  #drawn = '';

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = new SharpCanvas(canvas, colours);
    this.#canvas.onChange = () => {
      this.#drawn = '';
    };
  }

  /** Shows a hit for a moment. */
  ripple(isPlayer: boolean, y: number): void {
    if (this.#canvas.isCalm) return;
    this.#ripples.push({ x: (isPlayer ? -1 : 1) * court.faceX, y, isPlayer, since: performance.now() });
  }

  draw(scene: Scene): void {
    const { context, element } = this.#canvas;
    if (!context) return;
    const { ball, player, opponent, dot, reading, hasBall, isServing } = scene;
    const now = performance.now();
    this.#ripples = this.#ripples.filter(({ since }) => now - since < rippleTime);
    const hasTrail = hasBall && !isServing && !this.#canvas.isCalm;
    this.#trail = hasTrail
      ? [...this.#trail, { ...ball, at: now }].filter(({ at }) => now - at < trailTime)
      : [];
    const isRippling = this.#ripples.length > 0 && now;
    const key = [ball.x, ball.y, player, opponent, dot, reading, hasBall, isRippling].join();
    if (key === this.#drawn) return; // nothing moved
    this.#drawn = key;

    const { halfWidth, halfHeight, faceX, paddleThickness, ballRadius } = court;
    const { line, ink, accent } = this.#canvas.colours;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, element.width, element.height);
    // From here on in units of the court: x to the right, y up.
    const scale = element.width / (2 * court.halfWidth);
    context.setTransform(scale, 0, 0, -scale, element.width / 2, element.height / 2);

    context.strokeStyle = line;
    context.lineWidth = 0.012;
    if (dot === null) {
      context.setLineDash([0.05, 0.05]);
      context.beginPath();
      context.moveTo(0, halfHeight - 0.025);
      context.lineTo(0, -halfHeight);
      context.stroke();
      context.setLineDash([]);
    } else {
      this.#drawDot(context, dot, reading);
    }
    this.#drawTrail(context, now);
    for (const { x, y, isPlayer, since } of this.#ripples) {
      const age = (now - since) / rippleTime;
      context.globalAlpha = (1 - age) * 0.6;
      context.strokeStyle = isPlayer ? accent : ink;
      context.lineWidth = 0.014;
      context.beginPath();
      context.arc(x, y, 0.05 + 0.22 * (1 - (1 - age) ** 3), 0, 2 * Math.PI);
      context.stroke();
    }
    context.globalAlpha = 1;
    paddle(context, -faceX - paddleThickness, paddleY(player), accent);
    if (hasBall || dot === null) paddle(context, faceX, paddleY(opponent), ink);
    if (hasBall && Math.abs(ball.x) < halfWidth + 2 * ballRadius)
      disc(context, ball.x, ball.y, ballRadius, ink);
  }

  /** The way of the dot, a ring where the dial reads, and the dot over it, level with the middle of the paddle. */
  #drawDot(context: CanvasRenderingContext2D, dot: number, reading: number | null): void {
    const { line, ink, accent, soft } = this.#canvas.colours;
    context.strokeStyle = line;
    context.lineWidth = 0.03;
    context.lineCap = 'round';
    context.beginPath();
    context.moveTo(0, paddleY(-1));
    context.lineTo(0, paddleY(1));
    context.stroke();
    context.lineCap = 'butt';
    disc(context, 0, paddleY(dot), 0.13, soft);
    if (reading !== null) {
      context.strokeStyle = ink;
      context.lineWidth = 0.016;
      context.beginPath();
      context.arc(0, paddleY(reading), 0.14, 0, 2 * Math.PI);
      context.stroke();
    }
    disc(context, 0, paddleY(dot), 0.075, accent);
  }

  /** A tail that narrows to where the ball was a moment ago. */
  #drawTrail(context: CanvasRenderingContext2D, now: number): void {
    if (this.#trail.length < 2) return;
    const left: [number, number][] = [];
    const right: [number, number][] = [];
    for (const [i, { x, y, at }] of this.#trail.entries()) {
      const before = this.#trail[Math.max(0, i - 1)]!;
      const after = this.#trail[Math.min(this.#trail.length - 1, i + 1)]!;
      const length = Math.hypot(after.x - before.x, after.y - before.y) || 1;
      const width = (court.ballRadius * (1 - (now - at) / trailTime)) / length;
      const [acrossX, acrossY] = [width * (before.y - after.y), width * (after.x - before.x)];
      left.push([x + acrossX, y + acrossY]);
      right.unshift([x - acrossX, y - acrossY]);
    }
    context.globalAlpha = 0.15;
    context.fillStyle = this.#canvas.colours.ink;
    context.beginPath();
    for (const [x, y] of [...left, ...right]) context.lineTo(x, y);
    context.fill();
    context.globalAlpha = 1;
  }
}

function disc(context: CanvasRenderingContext2D, x: number, y: number, radius: number, colour: string): void {
  context.fillStyle = colour;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}

function paddle(context: CanvasRenderingContext2D, x: number, y: number, colour: string): void {
  const { paddleThickness, paddleHalf } = court;
  context.fillStyle = colour;
  context.beginPath();
  context.roundRect(x, y - paddleHalf, paddleThickness, 2 * paddleHalf, paddleThickness / 2);
  context.fill();
}
