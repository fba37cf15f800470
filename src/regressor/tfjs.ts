import { CamdialError } from '../errors.js';
import {
  importCpuBackend,
  importTfjs,
  importWasmBackend,
  importWebglBackend,
  type TfjsCore,
  type TfjsLayers,
} from './tfjs-packages.js';

/** Where TensorFlow.js computes. */
export type TfjsBackend = 'auto' | 'webgl' | 'wasm' | 'webgpu' | 'cpu';

/** Options of {@link loadTfjs}. */
export interface TfjsOptions {
  backend: TfjsBackend;
  wasmPaths: string | Readonly<Record<string, string>> | undefined;
}

const supported = /^4\.(2[2-9]|[3-9]\d)\./;
const install =
  'npm install @tensorflow/tfjs-core@^4.22.0 @tensorflow/tfjs-layers@^4.22.0 @tensorflow/tfjs-backend-cpu@^4.22.0 @tensorflow/tfjs-backend-webgl@^4.22.0 @tensorflow/tfjs-backend-wasm@^4.22.0';

/**
 * Loads TensorFlow.js and sees to a backend. A backend that the page has set itself is left in place under `auto`.
 *
 * @throws CamdialError `tfjs-missing`, `tfjs-mismatch`, or `unsupported` when the backend asked for does not run here.
 */
export async function loadTfjs({
  backend,
  wasmPaths,
}: TfjsOptions): Promise<{ core: TfjsCore; layers: TfjsLayers }> {
  const tfjs = await orMissing(importTfjs());
  checkVersions(tfjs.core, tfjs.layers);
  await useBackend(tfjs.core, backend, wasmPaths);
  return tfjs;
}

/** @throws CamdialError `tfjs-mismatch` unless both are 4.22 or later 4.x, and of the same version. */
export function checkVersions(core: { version_core: string }, layers: { version_layers: string }): void {
  const { version_core: coreVersion } = core;
  const { version_layers: layersVersion } = layers;
  if (!supported.test(coreVersion) || coreVersion !== layersVersion) {
    throw new CamdialError(
      'tfjs-mismatch',
      `TensorFlow.js 4.22 or later 4.x is needed, with core and layers of one version; core is ${coreVersion} and layers ${layersVersion}. Run: ${install}`,
    );
  }
}

/** @throws CamdialError `tfjs-missing` in place of what the import failed with. */
export async function orMissing<T>(load: Promise<T>): Promise<T> {
  try {
    return await load;
  } catch (cause) {
    throw new CamdialError(
      'tfjs-missing',
      `TensorFlow.js could not be loaded (${cause instanceof Error ? cause.message : String(cause)}). Run: ${install}`,
      { cause },
    );
  }
}

async function useBackend(
  core: TfjsCore,
  backend: TfjsBackend,
  wasmPaths: TfjsOptions['wasmPaths'],
): Promise<void> {
  if (backend !== 'auto') {
    if (await isSet(core, backend, wasmPaths)) return;
    throw new CamdialError(
      'unsupported',
      `The TensorFlow.js backend "${backend}" does not run here. ` +
        (backend === 'wasm'
          ? 'Give wasmPaths: where your page serves the .wasm files of @tensorflow/tfjs-backend-wasm.'
          : 'Leave the choice to backend: "auto".'),
    );
  }
  if (core.getBackend()) return;
  if (hasGpu() && (await isSet(core, 'webgl', wasmPaths))) return;
  if ((wasmPaths || !('document' in globalThis)) && (await isSet(core, 'wasm', wasmPaths))) return;
  await isSet(core, 'cpu', wasmPaths);
}

async function isSet(
  core: TfjsCore,
  name: Exclude<TfjsBackend, 'auto'>,
  wasmPaths: TfjsOptions['wasmPaths'],
): Promise<boolean> {
  if (core.getBackend() === name) return true;
  if (name === 'cpu') await orMissing(importCpuBackend());
  if (name === 'webgl') await orMissing(importWebglBackend());
  const wasm = name === 'wasm' ? await orMissing(importWasmBackend()) : null;
  try {
    if (wasm) {
      if (typeof wasmPaths === 'string') wasm.setWasmPaths(wasmPaths);
      // All three files have to be named, but without threads the third is never loaded.
      else if (wasmPaths) wasm.setWasmPaths({ 'tfjs-backend-wasm-threaded-simd.wasm': '', ...wasmPaths });
      // Threads are slower than none where anything else runs, and their build hangs in some bundles.
      core.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    }
    return (await core.setBackend(name)) && core.getBackend() === name;
  } catch {
    return false;
  }
}

/** Whether WebGL runs on a graphics processor: on a software renderer it is slower than wasm or plain JavaScript. */
function hasGpu(): boolean {
  if (typeof OffscreenCanvas === 'undefined') return false;
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
  if (!gl) return false;
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const renderer = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return !/swiftshader|llvmpipe|softpipe|software|basic render/i.test(renderer);
}
