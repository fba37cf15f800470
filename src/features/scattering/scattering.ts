import type { Frame } from '../../capture/frame.js';
import { SquareReader } from '../../capture/square-reader.js';
import { CamdialError } from '../../errors.js';
import { FeatureBackbone } from '../backbone.js';
import { GaborScratch, gaborModulus, orientations } from './gabor.js';
import { Gaussian, halve } from './maps.js';

const inputSize = 56;
const edges = [56, 28, 14] as const;
const colours = 3;
const maps = colours * orientations; // of one octave, first order
/** Pairs of octaves of the second order: a modulus of the first, looked at again in the coarser second. */
const pairs = [
  [0, 1],
  [0, 2],
  [1, 2],
] as const;
const channels = maps * edges.length + maps * orientations * pairs.length; // 36 + 144
const grid = 5;
const contrastFloor = 0.005;
const logFloor = 0.01;
// The two orders weigh alike in a ridge that treats all features alike.
const firstWeight = Math.sqrt(0.6);
const secondWeight = Math.sqrt(0.4 / 14);

/**
 * The embedded backbone: second-order wavelet scattering of 56 x 56 pixels, in plain TypeScript. No weights, no download,
 * no TensorFlow.js; 4,500 features in `[5, 5, 180]`.
 *
 * At three scales, edges in four directions of three opponent colours are measured (first order), and the texture of
 * those measurements once more at each coarser scale (second order); both are averaged over overlapping sixths of the
 * picture. The first order is divided by the local contrast, so that light does not matter much; the logarithm
 * of the second is taken. Best with a camera that stands still and one sitting; on another day or with a moving
 * camera, a network holds up better.
 *
 * The idea is from J. Bruna and S. Mallat, *Invariant Scattering Convolution Networks*, IEEE TPAMI 35(8), 2013; the
 * normalisation is ours.
 *
 * @example
 * ```ts
 * import { Scattering } from 'camdial';
 *
 * const backbone = Scattering.create();
 * console.log(backbone.featureShape); // [5, 5, 180]
 * ```
 */
export class Scattering extends FeatureBackbone {
  readonly id = 'scattering-1/56/rgb-opponent/5x5';
  readonly inputSize = inputSize;
  readonly featureShape: readonly number[] = [grid, grid, channels];

  readonly #reader = new SquareReader(inputSize);
  readonly #scratch = new GaborScratch(inputSize);
  readonly #antialias = new Gaussian(1, inputSize);
  readonly #local = new Gaussian(4, inputSize);
  /** The opponent colours at the three octaves. */
  readonly #octaves = edges.map((edge) => new Float32Array(colours * edge * edge));
  /** First-order maps at the three octaves. */
  readonly #first = edges.map((edge) => new Float32Array(maps * edge * edge));
  /** First-order maps shrunk towards the next octave, one at a time. */
  readonly #shrunk = [new Float32Array(28 * 28), new Float32Array(14 * 14)] as const;
  readonly #blurred = new Float32Array(inputSize * inputSize);
  readonly #energy = new Float32Array(inputSize * inputSize);
  readonly #second = new Float32Array(orientations * 28 * 28);
  readonly #blocks = new Float64Array(7 * 7);
  #disposed = false;

  private constructor() {
    super();
  }

  /** Makes one; it is ready at once. */
  static create(): Scattering {
    return new Scattering();
  }

  override async extract(frame: Frame): Promise<Float32Array> {
    if (this.#disposed) {
      throw new CamdialError(
        'disposed',
        'This Scattering backbone was disposed. Make another one with Scattering.create().',
      );
    }
    const features = new Float32Array(grid * grid * channels);
    this.#split(this.#reader.read(frame));
    this.#firstOrder(features);
    this.#secondOrder(features);
    return features;
  }

  override dispose(): void {
    this.#disposed = true;
  }

  /** Opponent colours at three octaves. */
  #split(rgb: Float32Array): void {
    const area = inputSize * inputSize;
    const finest = this.#octaves[0]!;
    for (let i = 0; i < area; i++) {
      const red = rgb[3 * i]! / 255;
      const green = rgb[3 * i + 1]! / 255;
      const blue = rgb[3 * i + 2]! / 255;
      finest[i] = (red + green + blue) / 3;
      finest[area + i] = (red - green) / Math.SQRT2;
      finest[2 * area + i] = (red + green - 2 * blue) / Math.sqrt(6);
    }
    for (let octave = 0; octave + 1 < edges.length; octave++) {
      const edge = edges[octave]!;
      const to = this.#octaves[octave + 1]!;
      for (let colour = 0; colour < colours; colour++) {
        this.#antialias.blur(this.#octaves[octave]!, colour * edge * edge, edge, this.#blurred);
        halve(this.#blurred, edge, to, (colour * edge * edge) / 4);
      }
    }
  }

  /** Strength of edges, each colour divided by its own local contrast. */
  #firstOrder(features: Float32Array): void {
    for (let octave = 0; octave < edges.length; octave++) {
      const edge = edges[octave]!;
      const area = edge * edge;
      const first = this.#first[octave]!;
      for (let colour = 0; colour < colours; colour++) {
        const from = colour * orientations * area;
        gaborModulus(this.#octaves[octave]!, colour * area, edge, first, from, this.#scratch);
        for (let i = 0; i < area; i++) {
          let energy = 0;
          for (let at = from + i; at < from + orientations * area; at += area)
            energy += first[at]! * first[at]!;
          this.#energy[i] = energy / orientations;
        }
        this.#local.blur(this.#energy, 0, edge, this.#blurred);
        for (let i = 0; i < area; i++) {
          const scale = 1 / (Math.sqrt(this.#blurred[i]!) + contrastFloor);
          for (let at = from + i; at < from + orientations * area; at += area) first[at]! *= scale;
        }
      }
      for (let map = 0; map < maps; map++) {
        this.#pool(first, map * area, edge, features, octave * maps + map, false);
      }
    }
  }

  /** Strength of edges in the first-order maps, seen from each coarser octave. */
  #secondOrder(features: Float32Array): void {
    for (let map = 0; map < maps; map++) {
      for (let octave = 0; octave + 1 < edges.length; octave++) {
        const edge = edges[octave]!;
        let source = this.#first[octave]!;
        let at = map * edge * edge;
        for (let coarser = octave + 1; coarser < edges.length; coarser++) {
          const shrunk = this.#shrunk[coarser - 1]!;
          this.#antialias.blur(source, at, edges[coarser - 1]!, this.#blurred);
          halve(this.#blurred, edges[coarser - 1]!, shrunk, 0);
          source = shrunk;
          at = 0;
          const coarse = edges[coarser]!;
          gaborModulus(shrunk, 0, coarse, this.#second, 0, this.#scratch);
          const pair = pairs.findIndex(([fine, rough]) => fine === octave && rough === coarser);
          for (let orientation = 0; orientation < orientations; orientation++) {
            const channel = maps * edges.length + (pair * maps + map) * orientations + orientation;
            this.#pool(this.#second, orientation * coarse * coarse, coarse, features, channel, true);
          }
        }
      }
    }
  }

  /** Means over 5 x 5 overlapping windows of three sevenths of the map: overlap lets the value glide as things move. */
  #pool(
    map: Float32Array,
    at: number,
    edge: number,
    features: Float32Array,
    channel: number,
    isSecond: boolean,
  ): void {
    const blocks = this.#blocks;
    const step = edge / 7;
    blocks.fill(0);
    for (let y = 0, from = at; y < edge; y++, from += edge) {
      const row = 7 * ((y / step) | 0);
      for (let block = 0; block < 7; block++) {
        let sum = 0;
        for (let x = from + block * step; x < from + (block + 1) * step; x++) sum += map[x]!;
        blocks[row + block]! += sum;
      }
    }
    const scale = 1 / (9 * step * step);
    for (let y = 0; y < grid; y++) {
      for (let x = 0; x < grid; x++) {
        let sum = 0;
        for (let row = 7 * y; row < 7 * y + 21; row += 7) {
          sum += blocks[row + x]! + blocks[row + x + 1]! + blocks[row + x + 2]!;
        }
        const mean = sum * scale;
        features[(y * grid + x) * channels + channel] = isSecond
          ? secondWeight * Math.log(mean + logFloor)
          : firstWeight * mean;
      }
    }
  }
}
