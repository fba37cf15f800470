import { CamdialError } from '../../errors.js';
import type { Network } from '../graph/network.js';
import { type CompiledKernels, type Kernels, startKernels } from './kernels.js';
import { type EnginePlan, type PackedWeights, planEngine } from './plan.js';

const page = 65_536;
/** Pages that wasm can address. */
const mostPages = 65_536;

/** A network in the memory of the kernels, ready to run. */
export class Engine {
  readonly #kernels: Kernels;
  readonly #memory: WebAssembly.Memory;
  readonly #plan: EnginePlan;

  private constructor(kernels: Kernels, memory: WebAssembly.Memory, plan: EnginePlan) {
    this.#kernels = kernels;
    this.#memory = memory;
    this.#plan = plan;
  }

  /** @throws CamdialError `out-of-memory`. */
  static async start(compiled: CompiledKernels, network: Network): Promise<Engine> {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const kernels = await startKernels(compiled, memory);
    const plan = planEngine(network, kernels.base());
    grow(memory, plan.bytes);
    layOut(kernels, memory, plan);
    return new Engine(kernels, memory, plan);
  }

  /** Memory of the kernels, bytes. */
  get bytes(): number {
    return this.#memory.buffer.byteLength;
  }

  /**
   * @param pixels - red, green and blue, 0..255: float32, or bytes with alpha.
   * @returns the features, a fresh array.
   */
  run(pixels: Float32Array | Uint8ClampedArray): Float32Array {
    const { buffer } = this.#memory;
    const { pixelsAt, floats, bytesOfColour, program, result } = this.#plan;
    const isBytes = pixels instanceof Uint8ClampedArray;
    if (isBytes) new Uint8ClampedArray(buffer, pixelsAt, pixels.length).set(pixels);
    else new Float32Array(buffer, pixelsAt, pixels.length).set(pixels);
    const { begin, end } = isBytes ? bytesOfColour : floats;
    this.#kernels.run(begin, end);
    this.#kernels.run(program.begin, program.end);
    return new Float32Array(buffer, result.at, result.length).slice();
  }
}

function grow(memory: WebAssembly.Memory, bytes: number): void {
  const pages = Math.ceil(bytes / page);
  try {
    if (pages > mostPages) throw new RangeError(`${pages} pages`);
    memory.grow(pages - memory.buffer.byteLength / page);
  } catch (cause) {
    throw new CamdialError(
      'out-of-memory',
      `This network needs ${Math.ceil(bytes / 1e6)} MB of memory, more than the browser gives. Take an earlier layer or a smaller network, or close other pages.`,
      { cause },
    );
  }
}

/** Writes weights and calls into memory that is large enough. */
export function layOut(kernels: Kernels, memory: WebAssembly.Memory, plan: EnginePlan): void {
  for (const weights of plan.weights) put(kernels, memory, plan.stagingAt, weights);
  for (const { at, words } of plan.calls) new Int32Array(memory.buffer, at, words.length).set(words);
}

/** Weights go by way of memory that is not used before the first frame. */
function put(
  kernels: Kernels,
  { buffer }: WebAssembly.Memory,
  staging: number,
  weights: PackedWeights,
): void {
  const { packing, values, scale, depth, channels, at } = weights;
  const isPlain = packing === 'plain';
  new Float32Array(buffer, isPlain ? at : staging, values.length).set(values);
  if (scale) {
    const scaleAt = staging + 4 * values.length;
    new Float32Array(buffer, scaleAt, scale.length).set(scale);
    kernels.scaleWeights(staging, values.length / scale.length, scale.length, scaleAt);
  }
  if (packing === 'filter') kernels.packFilter(staging, at, depth, channels);
  if (packing === 'depthwise') kernels.packDepthwise(staging, at, depth, channels);
  if (packing === 'winograd') kernels.packWinograd(staging, at, depth, channels);
}
