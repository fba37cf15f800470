import { isCamdialError } from '../../errors.js';
import type { NamedBackend, TfjsBackend, WasmOptions } from '../../tfjs/backends.js';
import { withoutGpu } from '../../tfjs/graphics.js';
import { backendUnavailable } from '../../tfjs/unavailable.js';
import type { Executor } from './executor.js';

/** Where a network computes: on camdial's own engine (`engine`), or on a backend of TensorFlow.js. */
export type NetworkBackend = TfjsBackend | 'engine';

/** An executor, and why it is this one. */
export interface Choice {
  readonly executor: Executor;
  /** A sentence: what was tried, what it took, what did not run. */
  readonly reason: string;
}

/** Starts a network on a backend of TensorFlow.js. @returns why it does not run here, where it does not. */
export type StartTfjs = (name: NamedBackend, options: WasmOptions) => Promise<Executor | string>;

/** How a network can be run. */
export interface Starters {
  /** Null for a network that only TensorFlow.js runs. */
  readonly engine: (() => Promise<Executor>) | null;
  /** Null where there is no TensorFlow.js, and none is needed. */
  readonly tfjs: StartTfjs | null;
  /** Multiplications for a frame. */
  readonly multiplications: number;
  /** How many values a frame has. */
  readonly pixels: number;
}

/** Up to here a frame takes the engine some milliseconds anywhere: no need to load TensorFlow.js to look for better. */
export const fewMultiplications = 200e6;
/** Frames that each is timed with, taking turns. */
const timedRuns = 3;

/**
 * Makes the executor that was asked for. For `auto` the engine, and where a network is large and there is a graphics
 * processor, whichever is fastest with this very network here: that cannot be known by name, only tried.
 *
 * @throws CamdialError `unsupported` when what was asked for does not run here, or nothing does; `wasm-blocked`;
 * `tfjs-missing`; `out-of-memory`.
 */
export async function chooseExecutor(
  backend: NetworkBackend,
  options: WasmOptions,
  starters: Starters,
): Promise<Choice> {
  if (backend === 'auto') return new Race(options, starters).run();
  const { engine, tfjs } = starters;
  if (backend === 'engine' && engine) return { executor: await engine(), reason: 'engine was asked for.' };
  const name = backend === 'engine' ? 'wasm' : backend;
  const executor = (await tfjs?.(name, options)) ?? 'there is no TensorFlow.js';
  if (typeof executor === 'string') throw backendUnavailable(name, executor);
  const reason = backend === 'engine' ? 'The engine does not run this network.' : `${backend} was asked for.`;
  return { executor, reason };
}

/** What `auto` means. */
class Race {
  readonly #options: WasmOptions;
  readonly #starters: Starters;
  readonly #ready: { name: string; executor: Executor; times: number[] }[] = [];
  readonly #left: string[] = [];

  constructor(options: WasmOptions, starters: Starters) {
    this.#options = options;
    this.#starters = starters;
  }

  async run(): Promise<Choice> {
    try {
      const blocked = await this.#tryEngine();
      const isEnough = this.#ready.length > 0 && this.#starters.multiplications <= fewMultiplications;
      if (!isEnough) {
        for (const name of ['webgpu', 'webgl'] as const) await this.#tryTfjs(name, await withoutGpu(name));
        if (this.#ready.length === 0 && blocked) throw blocked;
        if (this.#ready.length === 0) await this.#tryTfjs('wasm');
        if (this.#ready.length === 0) await this.#tryTfjs('cpu');
        if (this.#ready.length === 0) throw backendUnavailable('cpu', this.#left.join('; '));
      }
      return await this.#decide(isEnough);
    } finally {
      for (const { executor } of this.#ready) executor.dispose();
    }
  }

  /** @returns the error where a policy of the page is against wasm: then there is no point in TensorFlow.js's. */
  async #tryEngine(): Promise<unknown> {
    const { engine } = this.#starters;
    if (!engine) return null;
    try {
      this.#ready.push({ name: 'engine', executor: await engine(), times: [] });
    } catch (error) {
      const isBlocked = isCamdialError(error) && error.code === 'wasm-blocked';
      if (!isBlocked && !(isCamdialError(error) && error.code === 'unsupported')) throw error;
      this.#left.push(`engine: ${error.message}`);
      return isBlocked ? error : null;
    }
    return null;
  }

  async #tryTfjs(name: NamedBackend, none: string | null = null): Promise<void> {
    let trouble = none;
    if (!trouble) {
      try {
        const executor = (await this.#starters.tfjs?.(name, this.#options)) ?? 'there is no TensorFlow.js';
        if (typeof executor === 'string') trouble = executor;
        else this.#ready.push({ name, executor, times: [] });
      } catch (error) {
        // Where the engine runs, TensorFlow.js need not be there.
        if (this.#ready.length === 0 || !isCamdialError(error)) throw error;
        trouble = error.message;
      }
    }
    if (trouble) this.#left.push(`${name}: ${trouble}`);
  }

  /** Takes the fastest out of those that are ready. */
  async #decide(isEnough: boolean): Promise<Choice> {
    const ready = this.#ready;
    const others = this.#left.length > 0 ? ` (${this.#left.join('; ')})` : '';
    if (ready.length === 1) {
      const { name, executor } = ready.pop()!;
      const why = isEnough ? 'fast enough that nothing else was tried' : 'the only one that runs well here';
      return { executor, reason: `${name} is ${why}${others}.` };
    }
    for (let run = 0; run <= timedRuns; run++) {
      for (const { executor, times } of ready) {
        const begin = performance.now();
        await executor.run(new Float32Array(this.#starters.pixels));
        if (run > 0) times.push(performance.now() - begin); // the first one compiles and uploads
      }
    }
    ready.sort((a, b) => Math.min(...a.times) - Math.min(...b.times));
    const told = ready.map(({ name, times }) => `${name} ${Math.min(...times).toFixed(1)} ms`);
    const { name, executor } = ready.shift()!;
    return { executor, reason: `${name} was the fastest: ${told.join(', ')} a frame${others}.` };
  }
}
