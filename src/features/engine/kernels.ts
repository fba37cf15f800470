import { CamdialError } from '../../errors.js';
import { plain, relaxed } from './binaries.generated.js';

/** What the kernels give to their host; addresses in bytes. */
export interface Kernels {
  /** Where the memory is free from. */
  base(): number;
  /** Makes the calls that lie from one address to another. */
  run(begin: number, end: number): void;
  scaleWeights(weights: number, rows: number, channels: number, scale: number): void;
  packFilter(source: number, target: number, depth: number, channels: number): void;
  packDepthwise(source: number, target: number, taps: number, channels: number): void;
  packWinograd(source: number, target: number, depth: number, channels: number): void;
}

/** The two builds. With relaxed SIMD a product and a sum are one instruction, and the last bits are the processor's. */
export type Build = 'relaxed' | 'plain';
const builds: Readonly<Record<Build, string>> = { relaxed, plain };

/** The kernels, compiled. */
export interface CompiledKernels {
  readonly build: Build;
  readonly module: WebAssembly.Module;
}

/**
 * Compiles the best build that runs here.
 *
 * @param wanted - in this order.
 * @throws CamdialError `unsupported` where wasm has no SIMD, `wasm-blocked` where a policy of the page is against it.
 */
export async function compileKernels(
  wanted: readonly Build[] = ['relaxed', 'plain'],
): Promise<CompiledKernels> {
  let cause: unknown;
  for (const build of wanted) {
    const bytes = Uint8Array.from(atob(builds[build]), (letter) => letter.charCodeAt(0));
    try {
      return { build, module: await WebAssembly.compile(bytes) };
    } catch (error) {
      cause = error;
    }
  }
  throw notHere(cause);
}

/** Starts compiled kernels on a memory of their own. */
export async function startKernels(
  { module }: CompiledKernels,
  memory: WebAssembly.Memory,
): Promise<Kernels> {
  const abort = () => {
    throw new Error('The engine gave up.'); // what AssemblyScript ends in; no kernel asks for it
  };
  const { exports } = await WebAssembly.instantiate(module, { env: { memory, abort } });
  return exports as unknown as Kernels;
}

/** Any module is valid where only a policy is in the way. */
const smallest = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);

function notHere(cause: unknown): CamdialError {
  const isBlocked = isPolicy(cause) || !canCompile();
  return new CamdialError(
    isBlocked ? 'wasm-blocked' : 'unsupported',
    isBlocked
      ? "The Content Security Policy of this page keeps WebAssembly from running. Add 'wasm-unsafe-eval' to its script-src, or choose backend: 'cpu', which is many times slower."
      : `This browser has no WebAssembly with SIMD (${cause instanceof Error ? cause.message : String(cause)}). Update it, or choose backend: 'wasm' or 'cpu' of TensorFlow.js.`,
    { cause },
  );
}

function isPolicy(cause: unknown): boolean {
  return cause instanceof Error && /unsafe-eval|content security policy/i.test(cause.message);
}

function canCompile(): boolean {
  try {
    new WebAssembly.Module(smallest);
    return true;
  } catch {
    return false;
  }
}
