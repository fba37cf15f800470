import type { Tensor } from '@tensorflow/tfjs-core';
import { CamdialError } from '../../errors.js';
import { currentBackend, type NamedBackend, onBackend } from '../../tfjs/backends.js';
import type { TfjsCore } from '../../tfjs/packages.js';
import type { Executor } from './executor.js';
import { GpuWatch, restartBackend } from './gpu-watch.js';

/** Something on a backend that makes features of pixels. */
export interface Program {
  readonly featureShape: readonly number[];
  /** @returns a tensor that is the caller's. */
  run(input: Tensor): Tensor;
  dispose(): void;
}

/** What a {@link TfjsExecutor} runs. */
export interface ProgramParts {
  readonly inputSize: number;
  /** What is to be added to red, green and blue. */
  readonly shift: readonly [number, number, number];
  /** Makes the program on the current backend: at the start, and when the graphics processor was lost. */
  make(): Program | Promise<Program>;
}

/** Runs a program of TensorFlow.js on one of its backends, and gets it going again when a graphics processor was lost. */
export class TfjsExecutor implements Executor {
  readonly backend: string;
  readonly featureShape: readonly number[];
  readonly #core: TfjsCore;
  readonly #parts: ProgramParts;
  #program: Program;
  #gpu: GpuWatch;
  #recovery: Promise<void> | null = null;
  #disposed = false;

  private constructor(core: TfjsCore, backend: string, parts: ProgramParts, program: Program) {
    this.#core = core;
    this.backend = backend;
    this.featureShape = program.featureShape;
    this.#parts = parts;
    this.#program = program;
    this.#gpu = new GpuWatch(core, backend);
  }

  /** @param backend - one that is ready. */
  static async create(core: TfjsCore, backend: NamedBackend, parts: ProgramParts): Promise<TfjsExecutor> {
    return new TfjsExecutor(core, backend, parts, await makeOn(core, backend, parts));
  }

  async run(pixels: Float32Array): Promise<Float32Array> {
    const [red, green, blue] = this.#parts.shift;
    for (let i = 0; i < pixels.length; i += 3) {
      pixels[i]! += red;
      pixels[i + 1]! += green;
      pixels[i + 2]! += blue;
    }
    for (let attempt = 0; attempt < 2; attempt++) {
      if (this.#gpu.isLost) await this.#recover();
      try {
        const features = await this.#attempt(pixels);
        if (!this.#gpu.isLost) return features;
      } catch (error) {
        if (!this.#gpu.isLost) throw error;
      }
    }
    throw gpuLost(this.backend);
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#free();
  }

  async #attempt(pixels: Float32Array): Promise<Float32Array> {
    const { inputSize } = this.#parts;
    const core = this.#core;
    const output = onBackend(core, this.backend, () => {
      const input = core.tensor4d(pixels, [1, inputSize, inputSize, 3]);
      try {
        return this.#program.run(input);
      } finally {
        input.dispose();
      }
    });
    try {
      const features = await this.#gpu.untilLost(output.data() as Promise<Float32Array>);
      if (features) return features;
      throw gpuLost(this.backend);
    } finally {
      output.dispose();
    }
  }

  /** Frames that come meanwhile wait for the same recovery. */
  #recover(): Promise<void> {
    this.#recovery ??= this.#restart().finally(() => {
      this.#recovery = null;
    });
    return this.#recovery;
  }

  async #restart(): Promise<void> {
    this.#free();
    if (!(await restartBackend(this.#core, this.backend))) throw gpuLost(this.backend);
    this.#program = await makeOn(this.#core, this.backend, this.#parts);
    this.#gpu = new GpuWatch(this.#core, this.backend);
    if (this.#disposed) this.#free();
  }

  #free(): void {
    try {
      onBackend(this.#core, this.backend, () => this.#program.dispose());
    } catch (error) {
      if (!this.#gpu.isLost) throw error; // what was on a lost processor is free already
    }
  }
}

async function makeOn(core: TfjsCore, backend: string, { make }: ProgramParts): Promise<Program> {
  const before = currentBackend(core);
  await core.setBackend(backend);
  try {
    return await make();
  } finally {
    if (before) await core.setBackend(before);
  }
}

function gpuLost(backend: string): CamdialError {
  return new CamdialError(
    'gpu-lost',
    `The graphics processor behind the backend "${backend}" was taken away and could not be had again. Load the backbone anew, perhaps with backend: "wasm"; the samples are kept.`,
  );
}
