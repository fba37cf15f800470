import {
  brightnessFloor,
  cells,
  channels,
  colours,
  contrastFloor,
  edges,
  inputSize,
  maps,
  middle,
  opponents,
  secondWeight,
  strengthFloor,
  textureFloor,
} from './coefficients.js';
import { GaborScratch, gaborModulus, orientations } from './gabor.js';
import { cellMeans, Gaussian, Halving } from './maps.js';

/** The arithmetic in plain TypeScript: where wasm may not run, and what the wasm is tested against. */
export class PlainScattering {
  readonly runsOn = 'typescript';
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

  /**
   * @param rgb - red, green and blue by pixel, 0..255.
   * @returns `[5, 5, 180]` features, a fresh array.
   */
  scatter(rgb: Float32Array): Float32Array {
    this.#split(rgb);
    const features = new Float32Array(cells * channels);
    this.#firstOrder(features);
    this.#secondOrder(features);
    return features;
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
    const gains = [gainFor(sumRed / area), gainFor(sumGreen / area), gainFor(sumBlue / area)] as const;
    const finest = this.#octaves[0]!;
    for (const [colour, shares] of opponents.entries()) {
      const red = shares[0] * gains[0];
      const green = shares[1] * gains[1];
      const blue = shares[2] * gains[2];
      for (let i = 0, at = colour * area; i < area; i++, at++) {
        finest[at] = red * rgb[3 * i]! + green * rgb[3 * i + 1]! + blue * rgb[3 * i + 2]!;
      }
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
  return middle / (mean + brightnessFloor);
}
