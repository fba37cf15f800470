import type { TfjsCore, TfjsLayers, TfjsWasm } from './packages.js';

/** What the script tags of `@tensorflow/tfjs` and its backends define. */
interface ScriptTagGlobals {
  readonly tf?: TfjsCore & TfjsLayers & { wasm?: TfjsWasm };
}

function tf(): NonNullable<ScriptTagGlobals['tf']> {
  const { tf } = globalThis as ScriptTagGlobals;
  if (tf) return tf;
  throw new Error('there is no global `tf`: add the script tag of @tensorflow/tfjs 4.22 before this one');
}

export async function importCore(): Promise<TfjsCore> {
  return tf();
}

export async function importLayers(): Promise<TfjsLayers> {
  return tf();
}

/** Part of the script tag of @tensorflow/tfjs. */
export async function importCpuBackend(): Promise<void> {}

/** Part of the script tag of @tensorflow/tfjs. */
export async function importWebglBackend(): Promise<void> {}

export async function importWasmBackend(): Promise<TfjsWasm> {
  const { wasm } = tf();
  if (wasm) return wasm;
  throw new Error('the wasm backend is not loaded: add the script tag of @tensorflow/tfjs-backend-wasm 4.22');
}
