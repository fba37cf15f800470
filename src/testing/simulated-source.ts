import type { Frame, FrameSource, PixelImage } from '../capture/frame.js';
import { Waiters } from '../capture/waiters.js';
import { CamdialError } from '../errors.js';
import { FigureRenderer } from './figure/figure-renderer.js';
import { Follower, wander, within } from './motion.js';
import type { Pose } from './pose.js';
import { checkFigure, checkPose, type FigureOptions } from './render-figure.js';

/** A frame of a {@link SimulatedSource}. Like any frame, it is only good until the next one is asked for. */
export interface SimulatedFrame extends Frame {
  /** Plain pixels; the same buffer in every frame. */
  readonly image: PixelImage;
  /** Where the figure truly is in this picture. */
  readonly pose: Pose;
}

/** Options of {@link SimulatedSource}. */
export interface SimulatedSourceOptions extends FigureOptions {
  /** Pictures a second, above 0. Default 30. */
  frameRate?: number | undefined;
  /** Where the figure goes, by time in ms since the first frame. Default {@link wander} with the same seed. */
  motion?: ((milliseconds: number) => Pose) | undefined;
  /**
   * - true (default): frames come at their rate, like a camera's, with times on the clock of `performance.now()`.
   *   Who asks late gets the newest frame at once; those in between are never drawn.
   * - false: every frame comes as soon as it is asked for, on a clock of its own that starts at 0 and moves on by
   *   `1000 / frameRate` ms a frame. The same options then give the same bytes, on every machine.
   */
  realtime?: boolean | undefined;
  /** Frames to give before the source ends; a whole number. Default: it never ends. */
  frames?: number | undefined;
}

/** How long frames of a virtual clock may keep everything else waiting, ms. */
const PATIENCE = 10;

/**
 * A person in front of a camera who is not there: a figure that leans, nods and comes nearer, drawn in software, with
 * its true pose in every frame. For tests, for documentation, and for those who have no camera. Works in Node and in
 * browsers, and needs no canvas.
 *
 * @example
 * ```ts
 * import { SimulatedSource } from 'camdial/testing';
 *
 * const source = new SimulatedSource({ motion: (ms) => ({ x: Math.sin(ms / 1000), y: 0, z: 0 }) });
 * const frame = await source.next();
 * console.log(frame?.pose.x);
 * source.dispose();
 * ```
 */
export class SimulatedSource implements FrameSource {
  /**
   * Where the figure goes, by time in ms since the first frame. It may be replaced at any time: the figure moves to
   * where it is to be as a body would, without a jump. It covers most of a way within about an eighth of a second, and
   * the whole range in about half a second.
   */
  motion: (milliseconds: number) => Pose;

  readonly #period: number;
  readonly #realtime: boolean;
  readonly #frames: number;
  // Called for the first frame: the room takes a moment to paint.
  readonly #makeRenderer: () => FigureRenderer;
  #renderer: FigureRenderer | null = null;
  #follower: Follower | null = null;
  #pose: Pose | null = null;
  #start = 0; // time of frame 0
  #last = -1; // number of the frame given last
  #given = 0;
  #breather = 0; // when everything else last had its turn
  readonly #waiting = new Waiters<SimulatedFrame>();
  #isScheduled = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #disposed = false;

  /**
   * @param options - see {@link SimulatedSourceOptions}; everything has a default.
   * @throws CamdialError `bad-argument` for an option out of range.
   */
  constructor(options: SimulatedSourceOptions = {}) {
    const { width = 480, height = 360, seed = 0, noise = 1 } = options;
    const {
      frameRate = 30,
      motion = wander(seed),
      realtime = true,
      frames = Number.POSITIVE_INFINITY,
    } = options;
    checkFigure({ width, height, seed, noise });
    if (!(frameRate > 0 && Number.isFinite(frameRate))) {
      throw new CamdialError('bad-argument', `SimulatedSource needs a frame rate above 0, got ${frameRate}.`);
    }
    if (!(frames >= 0) || (Number.isFinite(frames) && !Number.isInteger(frames))) {
      throw new CamdialError(
        'bad-argument',
        `SimulatedSource needs a whole number of frames, got ${frames}.`,
      );
    }
    this.motion = motion;
    this.#makeRenderer = () => new FigureRenderer(width, height, seed, noise);
    this.#period = 1000 / frameRate;
    this.#realtime = realtime;
    this.#frames = frames;
  }

  /** Where the figure is in the frame given last; before the first one, where it will begin. */
  get pose(): Pose {
    return this.#pose ?? within(this.motion(0));
  }

  /**
   * See {@link FrameSource.next}.
   *
   * @throws CamdialError `source-failed` when `motion` throws or gives something else than a pose; the source goes on.
   */
  next(signal?: AbortSignal): Promise<SimulatedFrame | null> {
    if (this.#disposed || signal?.aborted || this.#given >= this.#frames) return Promise.resolve(null);
    const frame = this.#waiting.wait(signal);
    if (!this.#isScheduled) this.#schedule();
    return frame;
  }

  /** Stops the clock; a pending `next` resolves with null, and so does every later one. */
  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    this.#waiting.resolve(null);
    this.#renderer = null;
  }

  #schedule(): void {
    this.#isScheduled = true;
    const wait = this.#last < 0 ? 0 : this.#realtime ? this.#timeOf(this.#last + 1) - performance.now() : 0;
    // Promises alone would let a loop over a virtual clock shut out timers, events and aborts for good.
    const isImpatient = performance.now() - this.#breather > PATIENCE;
    if (wait <= 0 && !isImpatient) queueMicrotask(() => this.#deliver());
    else {
      this.#timer = setTimeout(
        () => {
          this.#breather = performance.now();
          this.#deliver();
        },
        Math.max(0, wait),
      );
    }
  }

  #deliver(): void {
    this.#isScheduled = false;
    if (this.#waiting.isEmpty || this.#disposed) return;
    try {
      this.#renderer ??= this.#makeRenderer();
      this.#follower ??= new Follower(within(checkPose(this.motion(0))));
      const isFirst = this.#last < 0;
      if (isFirst && this.#realtime) this.#start = performance.now();
      const newest = isFirst ? 0 : this.#realtime ? this.#newest() : this.#last + 1;
      if (newest <= this.#last) {
        this.#schedule(); // timers may be early by a fraction
        return;
      }
      const milliseconds = newest * this.#period;
      const pose = this.#follower.follow((ms) => checkPose(this.motion(ms)), milliseconds);
      const image = this.#renderer.draw(pose, milliseconds, newest);
      this.#last = newest;
      this.#given++;
      this.#pose = pose;
      const { width, height } = image;
      this.#waiting.resolve({
        image,
        width,
        height,
        timestamp: this.#timeOf(newest),
        mirrored: false,
        pose,
      });
    } catch (cause) {
      const message = `The motion of the simulated figure gave no pose: ${String(cause)}`;
      this.#waiting.reject(new CamdialError('source-failed', message, { cause }));
    }
  }

  #newest(): number {
    return Math.floor((performance.now() - this.#start) / this.#period);
  }

  #timeOf(index: number): number {
    return this.#start + index * this.#period;
  }
}
