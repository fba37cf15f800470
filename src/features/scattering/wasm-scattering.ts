import { plain } from './binaries.generated.js';
import { cells, channels, inputSize } from './coefficients.js';
import { wasmTable } from './wasm-table.js';

/** What the kernels give to their host. */
interface Kernels {
  readonly memory: WebAssembly.Memory;
  /** Addresses, in bytes. */
  readonly table: WebAssembly.Global<'i32'>;
  readonly pixels: WebAssembly.Global<'i32'>;
  readonly features: WebAssembly.Global<'i32'>;
  /** From pixels to features. */
  run(): void;
}

/**
 * The same as `PlainScattering`, on vectors of four float32: assembly/. A module of its own, which is loaded when it is
 * needed. Relaxed SIMD would gain 8% and make the last bits the processor's.
 */
export class WasmScattering {
  readonly runsOn = 'wasm';
  readonly #kernels: Kernels;
  readonly #pixels: Float32Array;
  readonly #features: Float32Array;

  private constructor(kernels: Kernels) {
    this.#kernels = kernels;
    const { memory, table, pixels, features } = kernels;
    const coefficients = wasmTable();
    new Float32Array(memory.buffer, table.value, coefficients.length).set(coefficients);
    // The memory is of a fixed size: views of it stay good.
    this.#pixels = new Float32Array(memory.buffer, pixels.value, 3 * inputSize * inputSize);
    this.#features = new Float32Array(memory.buffer, features.value, cells * channels);
  }

  /** @throws WebAssembly.CompileError where wasm is blocked or has no SIMD. */
  static async start(): Promise<WasmScattering> {
    const bytes = Uint8Array.from(atob(plain), (letter) => letter.charCodeAt(0));
    const { exports } = await WebAssembly.instantiate(await WebAssembly.compile(bytes));
    return new WasmScattering(exports as unknown as Kernels);
  }

  /** Memory of the kernels, bytes. */
  get bytes(): number {
    return this.#kernels.memory.buffer.byteLength;
  }

  /**
   * @param rgb - red, green and blue by pixel, 0..255.
   * @returns `[5, 5, 180]` features, a fresh array.
   */
  scatter(rgb: Float32Array): Float32Array {
    this.#pixels.set(rgb);
    this.#kernels.run();
    return this.#features.slice();
  }
}
