import type { Frame } from '../../capture/frame.js';
import { SquareReader } from '../../capture/square-reader.js';
import { CamdialError } from '../../errors.js';
import { FeatureBackbone } from '../backbone.js';
import { channels, inputSize } from './coefficients.js';
import { grid } from './maps.js';
import { PlainScattering } from './plain-scattering.js';
import type { WasmScattering } from './wasm-scattering.js';

/**
 * The embedded backbone: second-order wavelet scattering of 56 x 56 pixels. No weights, no download, no TensorFlow.js;
 * 4,500 features in `[5, 5, 180]`.
 *
 * - The red, green and blue pictures are each divided by their own mean, for cameras set exposure and white balance as
 *   they please; then the colours become brightness, red against green and yellow against blue, at three scales.
 * - First order: strength of edges in four directions, divided by the local contrast of their colour. 36 maps.
 * - Second order: texture and outline, the same filters on the edge strengths as seen from each coarser scale. They are
 *   taken undivided, because dividing lifts the noise of flat parts, and only the result is set against how strong
 *   edges are in the same place, all colours and directions together, as a logarithm. 144 maps.
 * - Both are averaged over 5 x 5 overlapping parts of the picture.
 *
 * It runs on a small WebAssembly module with SIMD, which the first frame starts; where a page's policy or the browser is
 * against that, on TypeScript, several times slower. The features are the same within 1e-5, so samples of one go with a
 * model of the other.
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
  readonly #mayUseWasm: boolean;
  /** Begins with the first frame, and does not fail. */
  #arithmetic: Promise<PlainScattering | WasmScattering> | null = null;
  #runsOn: 'wasm' | 'typescript' | null = null;
  #disposed = false;

  private constructor(mayUseWasm: boolean) {
    super();
    this.#mayUseWasm = mayUseWasm;
  }

  /**
   * Makes one; it is ready at once.
   *
   * @param options - `wasm: false` keeps it on TypeScript. Default true: wasm where it runs.
   */
  static create({ wasm = true }: { readonly wasm?: boolean | undefined } = {}): Scattering {
    return new Scattering(wasm);
  }

  /** What the features are computed by; null before the first frame. */
  get runsOn(): 'wasm' | 'typescript' | null {
    return this.#runsOn;
  }

  override async extract(frame: Frame): Promise<Float32Array> {
    if (this.#disposed) {
      throw new CamdialError(
        'disposed',
        'This Scattering backbone was disposed. Make another one with Scattering.create().',
      );
    }
    this.#arithmetic ??= start(this.#mayUseWasm);
    // The frame is read now, for a video goes on. No wait after this one: extractions that overlap share all the rest.
    const [rgb, arithmetic] = await Promise.all([this.#reader.read(frame), this.#arithmetic]);
    this.#runsOn = arithmetic.runsOn;
    return arithmetic.scatter(rgb);
  }

  override dispose(): void {
    this.#disposed = true;
    this.#arithmetic = null;
  }
}

async function start(mayUseWasm: boolean): Promise<PlainScattering | WasmScattering> {
  if (mayUseWasm) {
    try {
      const { WasmScattering } = await import('./wasm-scattering.js');
      return await WasmScattering.start();
    } catch {
      // A policy of the page, or a browser without SIMD: nothing that anybody has to see to.
    }
  }
  return new PlainScattering();
}
