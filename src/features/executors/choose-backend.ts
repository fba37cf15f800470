import {
  backendUnavailable,
  type NamedBackend,
  prepareBackend,
  type TfjsBackend,
  type WasmOptions,
  withoutGpu,
} from '../../tfjs/backends.js';
import type { TfjsCore } from '../../tfjs/packages.js';
import type { Executor } from './executor.js';

/** An executor, and why it is this one. */
export interface Choice {
  readonly executor: Executor;
  /** A sentence: what was tried, what it took, what did not run. */
  readonly reason: string;
}

/** Frames that each backend is timed with, taking turns. */
const timedRuns = 3;

/**
 * Makes an executor on the backend that was asked for. For `auto` on the one that is fastest with this very network here:
 * which one that is cannot be known by name, only tried.
 *
 * @param make - makes an executor on a backend that is ready.
 * @param pixels - how many values a frame has.
 * @throws CamdialError `unsupported` when the backend asked for does not run here, or none does.
 */
export async function chooseBackend(
  core: TfjsCore,
  backend: TfjsBackend,
  options: WasmOptions,
  make: (backend: NamedBackend) => Promise<Executor>,
  pixels: number,
): Promise<Choice> {
  if (backend !== 'auto') {
    const trouble = await prepareBackend(core, backend, options);
    if (trouble) throw backendUnavailable(backend, trouble);
    return { executor: await make(backend), reason: `${backend} was asked for.` };
  }
  const left: string[] = [];
  const ready: { name: NamedBackend; executor: Executor; times: number[] }[] = [];
  try {
    for (const name of ['webgpu', 'webgl', 'wasm'] as const) {
      const trouble = await troubleWith(core, name, options);
      if (trouble) left.push(`${name}: ${trouble}`);
      else ready.push({ name, executor: await make(name), times: [] });
    }
    if (ready.length === 0) {
      const trouble = await prepareBackend(core, 'cpu', options);
      if (trouble) throw backendUnavailable('cpu', [...left, `cpu: ${trouble}`].join('; '));
      return {
        executor: await make('cpu'),
        reason: `cpu, for nothing faster runs here (${left.join('; ')}).`,
      };
    }
    const [first] = ready;
    const others = left.length > 0 ? ` (${left.join('; ')})` : '';
    if (ready.length === 1)
      return { executor: first!.executor, reason: `${first!.name} is the only one${others}.` };

    for (let run = 0; run <= timedRuns; run++) {
      for (const { executor, times } of ready) {
        const begin = performance.now();
        await executor.run(new Float32Array(pixels));
        if (run > 0) times.push(performance.now() - begin); // the first one compiles shaders and uploads weights
      }
    }
    ready.sort((a, b) => Math.min(...a.times) - Math.min(...b.times));
    const best = ready.shift()!;
    const told = [best, ...ready].map(({ name, times }) => `${name} ${Math.min(...times).toFixed(1)} ms`);
    return {
      executor: best.executor,
      reason: `${best.name} was the fastest: ${told.join(', ')} a frame${others}.`,
    };
  } finally {
    const isWinner = ready.length === 1 && ready[0]!.times.length === 0;
    if (!isWinner) for (const { executor } of ready) executor.dispose();
  }
}

async function troubleWith(core: TfjsCore, name: NamedBackend, options: WasmOptions): Promise<string | null> {
  if (name === 'webgl' || name === 'webgpu') {
    const none = await withoutGpu(name);
    if (none) return none;
  }
  return prepareBackend(core, name, options);
}
