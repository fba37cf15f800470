/**
 * The only place that imports TensorFlow.js, and only when it is called. In the build for script tags `script-tag.ts`
 * stands here.
 */

export type TfjsCore = typeof import('@tensorflow/tfjs-core');
export type TfjsLayers = typeof import('@tensorflow/tfjs-layers');

export interface TfjsWasm {
  setWasmPaths(paths: string | Record<string, string>): void;
}

export async function importCore(): Promise<TfjsCore> {
  return import('@tensorflow/tfjs-core');
}

export async function importLayers(): Promise<TfjsLayers> {
  return import('@tensorflow/tfjs-layers');
}

/** Importing a backend registers it with core. */
export async function importCpuBackend(): Promise<void> {
  await import('@tensorflow/tfjs-backend-cpu');
}

export async function importWebglBackend(): Promise<void> {
  await import('@tensorflow/tfjs-backend-webgl');
}

export async function importWasmBackend(): Promise<TfjsWasm> {
  return import('@tensorflow/tfjs-backend-wasm');
}
