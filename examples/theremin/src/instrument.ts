import { type Controller, clamp, condition, type Output, oneEuro, safely, snap } from 'camdial';
import { type Compass, compass, noteAt, notesOf, type Scale, scales, valueFor } from './scales.js';
import { Sound, type Wave } from './sound.js';

/** What is played. */
export interface Tone {
  /** As MIDI counts them, with parts between two notes. */
  readonly note: number;
  /** 0 (silent) to 1. */
  readonly loudness: number;
}

/** A head that is lowered this far means silence. */
const silentBelow = -0.9;
/** A dial that is unsure, or silent, must not leave a note standing: all together is over in a quarter of a second, ms. */
const letGo = { confidence: 0.3, hold: 50, fade: 40, silence: 100, neutral: -1 } as const;

/** The instrument: the dial's first output is the pitch, its second the loudness. */
export class Instrument implements Controller {
  #scale: Scale = scales[0]!;
  #compass: Compass = compass(2);
  #wave: Wave = 'sine';
  #isMuted = false;
  #isPlaying = false;
  #sound: Sound | null = null;
  #note: number | null = null;
  #level = 0;
  #isSure = true;
  #pitch: Controller = this.#makePitch();
  readonly #loudness = this.#makeLoudness();

  get compass(): Compass {
    return this.#compass;
  }

  get scale(): Scale {
    return this.#scale;
  }

  /** What the dial plays now, heard or not; null while nothing is read. */
  get tone(): Tone | null {
    return this.#note === null ? null : { note: this.#note, loudness: this.#level };
  }

  /** Whether the dial can be trusted; where it cannot, there is silence. */
  get isSure(): boolean {
    return this.#isSure;
  }

  /** What comes out: Hz, and the root of the mean square. */
  get output(): { readonly frequency: number; readonly level: number } {
    return { frequency: this.#sound?.frequency ?? 0, level: this.#sound?.level ?? 0 };
  }

  /** Takes other notes from now on. */
  tune(scale: Scale, octaves: number): void {
    this.#scale = scale;
    this.#compass = compass(octaves);
    this.#pitch = this.#makePitch();
  }

  set wave(wave: Wave) {
    this.#wave = wave;
    if (this.#sound) this.#sound.wave = wave;
  }

  set isMuted(isMuted: boolean) {
    this.#isMuted = isMuted;
    this.#open();
  }

  /**
   * Lets it sound; to be called at a click.
   *
   * @returns whether it does.
   */
  async play(): Promise<boolean> {
    this.#isPlaying = true;
    if (!this.#sound) {
      this.#sound = new Sound();
      this.#sound.wave = this.#wave;
      this.#pitch = this.#makePitch();
    }
    this.#open();
    return await this.#sound.resume();
  }

  /** Silence, until it is played again. */
  stop(): void {
    this.#isPlaying = false;
    this.#open();
  }

  update(output: Output): void {
    this.#isSure = output.confidence >= letGo.confidence;
    this.#pitch.update(output);
    this.#loudness.update(output);
  }

  release(): void {
    this.#isSure = true;
    this.#note = null;
    this.#pitch.release?.();
    this.#loudness.release?.();
  }

  #open(): void {
    if (this.#sound) this.#sound.isOn = this.#isPlaying && !this.#isMuted;
  }

  /** Steadied, and on the notes of the scale. */
  #makePitch(): Controller {
    const { steps } = this.#scale;
    const points = notesOf(this.#scale, this.#compass).map((note) => valueFor(note, this.#compass));
    const heard = this.#sound?.pitch(this.#compass);
    const told: Controller = {
      update: (output) => {
        this.#note = noteAt(output.values[0]!, this.#compass);
        heard?.update(output);
      },
    };
    return condition(told, oneEuro(), clamp(), ...(steps ? [snap(points)] : []));
  }

  /** Steadied, and silent as soon as the dial is unsure; the pitch stays where it is then. */
  #makeLoudness(): Controller {
    const hush = () => {
      this.#level = 0;
      this.#sound?.loudness.release?.();
    };
    const told: Controller = {
      update: (output) => {
        const value = output.values[1]!;
        if (value <= silentBelow) {
          hush();
          return;
        }
        this.#level = (value - silentBelow) / (1 - silentBelow);
        this.#sound?.loudness.update(output);
      },
      release: hush,
    };
    // The switch comes last: smoothed, its way to silence would be too long.
    return condition(safely(told, letGo), oneEuro(), clamp());
  }
}
