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

/** Where the bundler has put the files of the wasm backend; null where there is no bundler. */
export function wasmFiles(): Readonly<Record<string, string>> | null {
  // Bundlers look for exactly this form, with the name written out.
  return {
    'tfjs-backend-wasm.wasm': new URL(
      '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm',
      import.meta.url,
    ).href,
    'tfjs-backend-wasm-simd.wasm': new URL(
      '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm',
      import.meta.url,
    ).href,
    'tfjs-backend-wasm-threaded-simd.wasm': new URL(
      '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm',
      import.meta.url,
    ).href,
  };
}
