import { CamdialError } from '../../errors.js';
import type { Network } from '../graph/network.js';
import { type EnginePlan, type PackedWeights, planEngine } from './plan.js';

/** What the kernels give to their host. */
interface Kernels {
  base(): number;
  run(call: number, end: number): void;
  packFilter(source: number, target: number, depth: number, channels: number): void;
  packDepthwise(source: number, target: number, taps: number, channels: number): void;
  packWinograd(source: number, target: number, depth: number, channels: number): void;
}

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

  /**
   * @param module - the kernels.
   * @throws CamdialError `out-of-memory`.
   */
  static async start(module: WebAssembly.Module, network: Network): Promise<Engine> {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const { exports } = await WebAssembly.instantiate(module, {
      env: {
        memory,
        abort: () => {
          throw new Error('the engine gave up'); // AssemblyScript wants it; nothing here asks for it
        },
      },
    });
    const kernels = exports as unknown as Kernels;
    const plan = planEngine(network, kernels.base());
    grow(memory, plan.bytes);
    for (const weights of plan.weights) put(kernels, memory, plan.stagingAt, weights);
    for (const { at, words } of plan.calls) new Int32Array(memory.buffer, at, words.length).set(words);
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

/** Weights go by way of memory that is not used before the first frame. */
function put(
  kernels: Kernels,
  { buffer }: WebAssembly.Memory,
  staging: number,
  weights: PackedWeights,
): void {
  const { packing, values, depth, channels, at } = weights;
  const isPlain = packing === 'plain';
  new Float32Array(buffer, isPlain ? at : staging, values.length).set(values);
  if (packing === 'filter') kernels.packFilter(staging, at, depth, channels);
  if (packing === 'depthwise') kernels.packDepthwise(staging, at, depth, channels);
  if (packing === 'winograd') kernels.packWinograd(staging, at, depth, channels);
}
