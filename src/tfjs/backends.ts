import { orMissing } from './load.js';
import { importCpuBackend, importWasmBackend, importWebglBackend, type TfjsCore } from './packages.js';

/** Where TensorFlow.js computes. */
export type TfjsBackend = 'auto' | 'webgl' | 'wasm' | 'webgpu' | 'cpu';

/** A backend by name. */
export type NamedBackend = Exclude<TfjsBackend, 'auto'>;

/** How the wasm backend is set up. */
export interface WasmOptions {
  /** Where the page serves the backend's .wasm files: a folder, or an address for each file name. */
  readonly wasmPaths?: string | Readonly<Record<string, string>> | undefined;
  /** Whether it may use threads. Default false. */
  readonly threads?: boolean | undefined;
}

/**
 * Gets a backend ready. The page's current backend stays the current one.
 *
 * @returns why it does not run here, or null when it does.
 * @throws CamdialError `tfjs-missing`.
 */
export async function prepareBackend(
  core: TfjsCore,
  name: NamedBackend,
  options: WasmOptions = {},
): Promise<string | null> {
  const before = currentBackend(core);
  if (before === name) return null;
  if (name === 'cpu') await orMissing(importCpuBackend());
  if (name === 'webgl') await orMissing(importWebglBackend());
  if (name === 'wasm') {
    const trouble = await setUpWasm(core, options);
    if (trouble) return trouble;
  }
  if (!core.findBackendFactory(name)) return 'its package is not imported by the page';
  try {
    const isSet = await core.setBackend(name);
    return isSet ? null : 'it could not be initialised';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    if (before) await core.setBackend(before);
  }
}

/** The page's backend; null when it has none, or one that failed to start. */
export function currentBackend(core: TfjsCore): string | null {
  const name = core.getBackend();
  return name && core.engine().registry[name] ? name : null;
}

/** Does synchronous work on a backend that was prepared, and leaves the page the one it had. */
export function onBackend<T>(core: TfjsCore, name: string, work: () => T): T {
  const before = currentBackend(core);
  if (before === name) return work();
  void core.setBackend(name); // at once, for a backend that is ready
  try {
    return work();
  } finally {
    if (before) void core.setBackend(before);
  }
}

async function setUpWasm(
  core: TfjsCore,
  { wasmPaths, threads = false }: WasmOptions,
): Promise<string | null> {
  const wasm = await orMissing(importWasmBackend());
  // Threads are slower than none where anything else runs, and their build hangs in some bundles.
  if (!threads) core.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (!wasmPaths) {
    const isPage = 'document' in globalThis || 'WorkerGlobalScope' in globalThis;
    const isReady = !isPage || isSetUp(core); // in Node, the package finds its files itself
    return isReady ? null : 'wasmPaths was not given, so that its files are not known';
  }
  const trouble =
    typeof wasmPaths === 'object' && (await troubleWith(wasmPaths['tfjs-backend-wasm-simd.wasm']));
  if (trouble) return trouble;
  try {
    // All three have to be named, but without threads the third is never loaded.
    if (typeof wasmPaths === 'string') wasm.setWasmPaths(wasmPaths);
    else wasm.setWasmPaths({ 'tfjs-backend-wasm-threaded-simd.wasm': '', ...wasmPaths });
  } catch (error) {
    // It may run already, with paths that someone else gave.
    if (!isSetUp(core)) return error instanceof Error ? error.message : String(error);
  }
  return null;
}

function isSetUp(core: TfjsCore): boolean {
  return core.engine().registry['wasm'] !== undefined;
}

/** The bundler may not have taken the files along: better told by us than in the console by the backend. */
async function troubleWith(url: string | undefined): Promise<string | null> {
  if (!url || !/^https?:/.test(new URL(url, globalThis.location?.href).href)) return null;
  const missing = `its files were not found at ${url}`;
  try {
    const { ok, headers } = await fetch(url, { method: 'HEAD' });
    return ok && !headers.get('content-type')?.includes('html') ? null : missing;
  } catch {
    return missing;
  }
}
