import type { Frame } from '../../capture/frame.js';
import { SquareReader } from '../../capture/square-reader.js';
import { CamdialError } from '../../errors.js';
import { FeatureBackbone } from '../backbone.js';
import { GaborScratch, gaborModulus, orientations } from './gabor.js';
import { cellMeans, Gaussian, grid, Halving } from './maps.js';

const inputSize = 56;
const edges = [56, 28, 14] as const;
const colours = 3;
const cells = grid * grid;
const maps = colours * orientations; // of one octave, first order
/** Pairs of octaves of the second order: a modulus of the first, looked at again in the coarser second. */
const pairs = 3; // 0 in 1, 0 in 2, 1 in 2
const channels = maps * edges.length + maps * orientations * pairs; // 36 + 144

// Floors: what is about as strong counts as nothing, so that noise in flat or dark pictures is not blown up.
const brightnessFloor = 0.05;
const contrastFloor = 0.005;
const textureFloor = 0.001;
const strengthFloor = 0.005;
/** A ridge treats all features alike: with this factor the two orders weigh alike, measured on real clips. */
const secondWeight = 1 / 4;

/**
 * The embedded backbone: second-order wavelet scattering of 56 x 56 pixels, in plain TypeScript. No weights, no download,
 * no TensorFlow.js; 4,500 features in `[5, 5, 180]`.
 *
 * - The red, green and blue pictures are each divided by their own mean, for cameras set exposure and white balance as
 *   they please; then the colours become brightness, red against green and yellow against blue, at three scales.
 * - First order: strength of edges in four directions, divided by the local contrast of their colour. 36 maps.
 * - Second order: texture and outline, the same filters on the edge strengths as seen from each coarser scale. They are
 *   taken undivided, because dividing lifts the noise of flat parts, and only the result is set against how strong
 *   edges are in the same place, all colours and directions together, as a logarithm. 144 maps.
 * - Both are averaged over 5 x 5 overlapping parts of the picture.
 *
 * Best with a camera that stands still; with a moving one, or few samples, a network holds up better.
 *
 * The idea is from J. Bruna and S. Mallat, *Invariant Scattering Convolution Networks*, IEEE TPAMI 35(8), 2013; setting
 * the second order against the first is from J. Andén and S. Mallat, *Deep Scattering Spectrum*, IEEE TSP 62(16), 2014.
 * The normalisation of the input and of the first order is ours.
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
  readonly id = 'scattering-1/56/grey-world/opponent/ratio/5x5';
  readonly inputSize = inputSize;
  readonly featureShape: readonly number[] = [grid, grid, channels];

  readonly #reader = new SquareReader(inputSize);
  readonly #gabor = new GaborScratch(inputSize);
  readonly #halving = new Halving(inputSize);
  readonly #local = new Gaussian(4, inputSize);
  /** The opponent colours at the three octaves. */
  readonly #octaves = edges.map((edge) => new Float32Array(colours * edge * edge));
  /** First-order maps at the three octaves, before they are divided by the contrast. */
  readonly #first = edges.map((edge) => new Float32Array(maps * edge * edge));
  /** Mean of the first-order maps of each octave in each cell. */
  readonly #strength = edges.map(() => new Float64Array(cells));
  /** A first-order map shrunk to the next octave, and that to the one after. */
  readonly #shrunk = edges.map((edge) => new Float32Array(edge * edge));
  readonly #energy = new Float32Array(inputSize * inputSize);
  readonly #contrast = new Float32Array(inputSize * inputSize);
  readonly #divided = new Float32Array(inputSize * inputSize);
  readonly #second = new Float32Array(orientations * 28 * 28);
  readonly #blocks = new Float64Array(7 * 7);
  readonly #means = new Float64Array(cells);
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
    this.#split(await this.#reader.read(frame)); // no wait after this one: extractions that overlap share all the rest
    const features = new Float32Array(cells * channels);
    this.#firstOrder(features);
    this.#secondOrder(features);
    return features;
  }

  override dispose(): void {
    this.#disposed = true;
  }

  /** Opponent colours at three octaves, after exposure and white balance. */
  #split(rgb: Float32Array): void {
    const area = inputSize * inputSize;
    let sumRed = 0;
    let sumGreen = 0;
    let sumBlue = 0;
    for (let i = 0; i < 3 * area; i += 3) {
      sumRed += rgb[i]!;
      sumGreen += rgb[i + 1]!;
      sumBlue += rgb[i + 2]!;
    }
    const redGain = gainFor(sumRed / area);
    const greenGain = gainFor(sumGreen / area);
    const blueGain = gainFor(sumBlue / area);
    const finest = this.#octaves[0]!;
    for (let i = 0; i < area; i++) {
      const red = redGain * rgb[3 * i]!;
      const green = greenGain * rgb[3 * i + 1]!;
      const blue = blueGain * rgb[3 * i + 2]!;
      finest[i] = (red + green + blue) / 3;
      finest[area + i] = (red - green) * Math.SQRT1_2;
      finest[2 * area + i] = (red + green - 2 * blue) / Math.sqrt(6);
    }
    for (let octave = 0; octave + 1 < edges.length; octave++) {
      const from = edges[octave]! ** 2;
      const to = edges[octave + 1]! ** 2;
      for (let colour = 0; colour < colours; colour++) {
        this.#halving.shrink(
          this.#octaves[octave]!,
          colour * from,
          edges[octave]!,
          this.#octaves[octave + 1]!,
          colour * to,
        );
      }
    }
  }

  /** Strength of edges; as features each colour divided by its own local contrast. */
  #firstOrder(features: Float32Array): void {
    for (let octave = 0; octave < edges.length; octave++) {
      const edge = edges[octave]!;
      const area = edge * edge;
      const first = this.#first[octave]!;
      const strength = this.#strength[octave]!.fill(0);
      for (let colour = 0; colour < colours; colour++) {
        const from = colour * orientations * area;
        gaborModulus(this.#octaves[octave]!, colour * area, edge, first, from, this.#gabor);
        this.#measureContrast(first, from, edge);
        for (let orientation = 0; orientation < orientations; orientation++) {
          const at = from + orientation * area;
          cellMeans(first, at, edge, this.#blocks, this.#means);
          for (let cell = 0; cell < cells; cell++) strength[cell]! += this.#means[cell]! / maps;

          for (let i = 0; i < area; i++) this.#divided[i] = first[at + i]! * this.#contrast[i]!;
          cellMeans(this.#divided, 0, edge, this.#blocks, this.#means);
          const channel = octave * maps + colour * orientations + orientation;
          for (let cell = 0; cell < cells; cell++) features[cell * channels + channel] = this.#means[cell]!;
        }
      }
    }
  }

  /** One over the root mean square of four maps around each pixel: what to multiply by so as to divide by contrast. */
  #measureContrast(first: Float32Array, from: number, edge: number): void {
    const area = edge * edge;
    for (let i = 0, at = from; i < area; i++, at++) {
      const a = first[at]!;
      const b = first[at + area]!;
      const c = first[at + 2 * area]!;
      const d = first[at + 3 * area]!;
      this.#energy[i] = (a * a + b * b + c * c + d * d) / orientations;
    }
    this.#local.blur(this.#energy, edge, this.#contrast);
    for (let i = 0; i < area; i++) this.#contrast[i] = 1 / (Math.sqrt(this.#contrast[i]!) + contrastFloor);
  }

  /** Strength of edges in the first-order maps, seen from each coarser octave. */
  #secondOrder(features: Float32Array): void {
    for (let map = 0; map < maps; map++) {
      for (let octave = 0, pair = 0; octave + 1 < edges.length; octave++) {
        let source = this.#first[octave]!;
        let at = map * edges[octave]! ** 2;
        for (let coarser = octave + 1; coarser < edges.length; coarser++, pair++) {
          const shrunk = this.#shrunk[coarser]!;
          this.#halving.shrink(source, at, edges[coarser - 1]!, shrunk, 0);
          source = shrunk;
          at = 0;
          gaborModulus(shrunk, 0, edges[coarser]!, this.#second, 0, this.#gabor);
          const channel = maps * edges.length + (pair * maps + map) * orientations;
          this.#writeSecond(edges[coarser]!, this.#strength[octave]!, features, channel);
        }
      }
    }
  }

  #writeSecond(edge: number, strength: Float64Array, features: Float32Array, channel: number): void {
    for (let orientation = 0; orientation < orientations; orientation++) {
      cellMeans(this.#second, orientation * edge * edge, edge, this.#blocks, this.#means);
      for (let cell = 0; cell < cells; cell++) {
        features[cell * channels + channel + orientation] =
          secondWeight * Math.log((this.#means[cell]! + textureFloor) / (strength[cell]! + strengthFloor));
      }
    }
  }
}

/** The gain that brings a mean of 0..255 to the middle of 0..1. */
function gainFor(mean: number): number {
  return 0.5 / (mean + 255 * brightnessFloor);
}
