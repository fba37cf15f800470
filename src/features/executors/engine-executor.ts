import { CamdialError } from '../../errors.js';
import { Engine } from '../engine/engine.js';
import { type CompiledKernels, compileKernels } from '../engine/kernels.js';
import type { Network } from '../graph/network.js';
import type { Executor } from './executor.js';

/** Runs a network on camdial's own engine: wasm SIMD on one thread, without TensorFlow.js. */
export class EngineExecutor implements Executor {
  readonly backend = 'engine';
  readonly featureShape: readonly number[];
  #engine: Engine | null;

  private constructor(engine: Engine, featureShape: readonly number[]) {
    this.#engine = engine;
    this.featureShape = featureShape;
  }

  /** @throws CamdialError `unsupported` where wasm SIMD does not run, `out-of-memory`. */
  static async create(network: Network, compiled?: CompiledKernels): Promise<EngineExecutor> {
    const engine = await Engine.start(compiled ?? (await compileKernels()), network);
    return new EngineExecutor(engine, network.ops.at(-1)!.shape);
  }

  async run(pixels: Float32Array): Promise<Float32Array> {
    if (!this.#engine) throw new CamdialError('disposed', 'This engine was disposed.');
    return this.#engine.run(pixels);
  }

  dispose(): void {
    this.#engine = null; // the memory goes with it
  }
}
