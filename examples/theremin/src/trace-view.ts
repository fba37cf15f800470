import { SharpCanvas } from '../../shared/page/sharp-canvas.js';
import { type Compass, letterOf, nameOf, notesOf, type Scale } from './scales.js';
import { type Moment, memory } from './trace.js';

const colours = {
  line: '--court-line',
  edge: '--edge',
  ink: '--ink',
  inkSoft: '--ink-soft',
  accent: '--accent',
  paper: '--court',
} as const;

/** What is drawn. */
export interface Picture {
  readonly moments: readonly Moment[];
  readonly compass: Compass;
  readonly scale: Scale;
  /** The time that is now, ms. */
  readonly now: number;
  /** Whether nothing is read, so that there is nothing to mark. */
  readonly isSilent: boolean;
}

/** Sixteenths of a rem. */
const label = { height: 34, font: 15, wide: 30, margin: 26 } as const;
const stroke = { thin: 1.5, thick: 15 } as const;
/** A step between two moments that is longer, ms, or leads further is a gap. */
const gap = 200;
const leap = 80;

/** Where things are in the picture. */
interface Places {
  readonly x: (note: number) => number;
  /** Of the lines. */
  readonly bottom: number;
  /** The note that is played; null for silence. */
  readonly sung: number | null;
}

/**
 * Draws what was played: pitch from left to right on the lines of the notes, time upwards, loudness as width and strength.
 * Where as little as possible is to move, the picture stands, and now moves up through it.
 */
export class TraceView {
  readonly #canvas: SharpCanvas<keyof typeof colours>;

  constructor(element: HTMLCanvasElement) {
    this.#canvas = new SharpCanvas(element, colours);
  }

  draw(picture: Picture): void {
    const { context, element } = this.#canvas;
    if (!context) return;
    // In sixteenths of a rem: names and lines grow with the text of the page.
    const unit = this.#canvas.rem / 16;
    context.setTransform(devicePixelRatio * unit, 0, 0, devicePixelRatio * unit, 0, 0);
    const [width, height] = [element.clientWidth / unit, element.clientHeight / unit];
    context.clearRect(0, 0, width, height);
    const { lowest, highest } = picture.compass;
    const step = (width - 2 * label.margin) / (highest - lowest);
    const x = (note: number) => label.margin + (note - lowest) * step;
    const bottom = height - label.height;
    const last = picture.isSilent ? undefined : picture.moments.at(-1);
    const sung = last && last.loudness > 0 ? Math.round(last.note) : null;
    this.#drawNotes(context, picture, { x, bottom, sung });
    const y = this.#clock(picture.now, bottom);
    this.#drawTrace(context, picture, x, y);
    if (last) this.#drawNow(context, last, x(last.note), y(picture.now));
  }

  /** Where a time is drawn. */
  #clock(now: number, bottom: number): (at: number) => number {
    if (!this.#canvas.isCalm) return (at) => bottom * (1 - (now - at) / memory) - 14;
    return (at) => bottom * (1 - (at % memory) / memory) - 14;
  }

  #drawNotes(
    context: CanvasRenderingContext2D,
    { compass, scale }: Picture,
    { x, bottom, sung }: Places,
  ): void {
    const { line, edge, inkSoft, accent, paper } = this.#canvas.colours;
    context.font = `600 ${label.font}px ${getComputedStyle(this.#canvas.element).fontFamily}`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    const named = namedNotes(notesOf(scale, compass), x, sung);
    for (const note of notesOf(scale, compass)) {
      context.strokeStyle = isTonic(note) ? edge : line;
      context.lineWidth = isTonic(note) ? 1.5 : 1;
      context.globalAlpha = isSharp(note) ? 0.5 : 1;
      context.beginPath();
      context.moveTo(x(note), 0);
      context.lineTo(x(note), bottom);
      context.stroke();
      context.globalAlpha = 1;
      if (!named.has(note)) continue;
      context.fillStyle = inkSoft;
      if (note === sung) {
        context.fillStyle = accent;
        context.beginPath();
        context.roundRect(x(note) - 21, bottom + 3, 42, label.height - 8, 99);
        context.fill();
        context.fillStyle = paper;
      }
      const text = isTonic(note) || note === sung ? nameOf(note) : letterOf(note);
      context.fillText(text, x(note), bottom + label.height / 2);
    }
  }

  #drawTrace(
    context: CanvasRenderingContext2D,
    { moments, now }: Picture,
    x: (note: number) => number,
    y: (at: number) => number,
  ): void {
    context.strokeStyle = this.#canvas.colours.accent;
    context.lineCap = 'round';
    for (let i = 1; i < moments.length; i++) {
      const [from, to] = [moments[i - 1]!, moments[i]!];
      // Around the edge, where the picture stands, there is a gap as well.
      const isBroken = to.at - from.at > gap || Math.abs(y(to.at) - y(from.at)) > leap;
      if (to.loudness <= 0 || from.loudness <= 0 || isBroken) continue;
      const age = (now - to.at) / memory;
      context.globalAlpha = (0.35 + 0.65 * to.loudness) * Math.min(1, 4 * (1 - age));
      context.lineWidth = stroke.thin + (stroke.thick - stroke.thin) * to.loudness ** 1.5;
      context.beginPath();
      context.moveTo(x(from.note), y(from.at));
      context.lineTo(x(to.note), y(to.at));
      context.stroke();
    }
    context.globalAlpha = 1;
  }

  /** A disc as loud as it is, or a ring where it is silent. */
  #drawNow(context: CanvasRenderingContext2D, { loudness }: Moment, x: number, y: number): void {
    const { accent, ink, paper } = this.#canvas.colours;
    context.beginPath();
    context.arc(x, y, 7 + 8 * loudness, 0, 2 * Math.PI);
    context.fillStyle = loudness > 0 ? accent : paper;
    context.fill();
    context.strokeStyle = ink;
    context.lineWidth = 2;
    context.stroke();
  }
}

const isTonic = (note: number): boolean => note % 12 === 0;
const isSharp = (note: number): boolean => letterOf(note).length > 1;

/** The notes that have room for a name: first the one that is played, then every C, then others. */
function namedNotes(notes: readonly number[], x: (note: number) => number, sung: number | null): Set<number> {
  const named = new Set<number>();
  const rank = (note: number) => (note === sung ? 0 : isTonic(note) ? 1 : isSharp(note) ? 3 : 2);
  for (const note of [...notes].sort((a, b) => rank(a) - rank(b) || a - b)) {
    const isFree = [...named].every(
      (other) => Math.abs(x(other) - x(note)) >= (other === sung ? 38 : label.wide),
    );
    if (isFree) named.add(note);
  }
  return named;
}
