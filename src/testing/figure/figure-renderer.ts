import type { PixelImage } from '../../capture/frame.js';
import type { Pose } from '../pose.js';
import { lookOf } from './looks.js';
import { Painter } from './painter.js';
import { Person } from './person.js';
import { scatter } from './random.js';
import { paintRoom } from './room.js';

/** Pixels' worth of noise to draw from, beside one row. */
const GRAINS = 20_000;

/** Draws a figure in its room, again and again into the same buffers. */
export class FigureRenderer {
  /** The picture drawn last; written over by the next one. */
  readonly image: PixelImage & { readonly data: Uint8ClampedArray<ArrayBuffer> };
  readonly #seed: number;
  readonly #noise: number;
  readonly #room: Float32Array;
  readonly #painter: Painter;
  readonly #person: Person;
  readonly #grain: Float32Array;

  /**
   * @param seed - the look, and the noise.
   * @param noise - 0 none, 1 that of a usual webcam in a lit room.
   */
  constructor(width: number, height: number, seed: number, noise: number) {
    const look = lookOf(seed);
    this.image = { data: new Uint8ClampedArray(width * height * 4), width, height };
    this.#seed = seed;
    this.#noise = noise;
    this.#room = paintRoom(width, height, look);
    this.#painter = new Painter(width, height);
    this.#person = new Person(width, height, look, seed);
    this.#grain = makeGrain(GRAINS + width, seed, noise);
    this.image.data.fill(255); // alpha stays
  }

  /**
   * @param pose - each value within -1..1.
   * @param milliseconds - decides about blinks, glances, breath and the flicker of the light.
   * @param index - number of the frame, which decides about its noise.
   */
  draw(pose: Pose, milliseconds: number, index: number): PixelImage {
    this.#painter.pixels.set(this.#room);
    this.#person.draw(this.#painter, pose, milliseconds);
    this.#develop(milliseconds, index);
    return this.image;
  }

  /** From floats to bytes, as a sensor would: flicker and grain. */
  #develop(milliseconds: number, index: number): void {
    const { pixels, width, height } = this.#painter;
    const { data } = this.image;
    const grain = this.#grain;
    const slow = Math.sin(milliseconds / 2100) + Math.sin(milliseconds / 730);
    const light = 1 + this.#noise * (0.003 * slow + 0.006 * (scatter(index, this.#seed + 7) - 0.5));
    const choices = (grain.length - width * 3) / 3;
    for (let row = 0; row < height; row++) {
      // Rows start anywhere in the grains, anew in every frame, so that nothing repeats to the eye.
      let at = Math.floor(scatter(index * height + row, this.#seed + 3) * choices) * 3;
      const end = (row + 1) * width * 3;
      for (let from = row * width * 3, to = row * width * 4; from < end; from += 3, to += 4, at += 3) {
        data[to] = pixels[from]! * light + grain[at]!;
        data[to + 1] = pixels[from + 1]! * light + grain[at + 1]!;
        data[to + 2] = pixels[from + 2]! * light + grain[at + 2]!;
      }
    }
  }
}

/**
 * Noise to draw from: red, green, blue by pixel, in levels of 255. Most of it is shared by the three, as in a camera's
 * picture, green is cleanest.
 */
function makeGrain(count: number, seed: number, strength: number): Float32Array {
  const grain = new Float32Array(count * 3);
  // The sum of four even draws is close enough to the bell curve; its standard deviation is scaled to 1.
  const draw = (index: number) => {
    let sum = -2;
    for (let i = 0; i < 4; i++) sum += scatter(index * 4 + i, seed + 101);
    return sum * Math.sqrt(3);
  };
  for (let i = 0; i < count; i++) {
    const shared = 1.4 * draw(i * 4);
    for (let channel = 0; channel < 3; channel++) {
      grain[i * 3 + channel] = strength * (shared + (channel === 1 ? 1.1 : 1.8) * draw(i * 4 + 1 + channel));
    }
  }
  return grain;
}
