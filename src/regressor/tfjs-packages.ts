/**
 * The only place that imports TensorFlow.js, and only when it is called. In the build for script tags
 * `tfjs-script-tag.ts` stands here.
 */

export type TfjsCore = typeof import('@tensorflow/tfjs-core');
export type TfjsLayers = typeof import('@tensorflow/tfjs-layers');

/** Core and Layers. */
export async function importTfjs(): Promise<{ core: TfjsCore; layers: TfjsLayers }> {
  const [core, layers] = await Promise.all([
    import('@tensorflow/tfjs-core'),
    import('@tensorflow/tfjs-layers'),
  ]);
  return { core, layers };
}

/** Importing a backend registers it with core. */
export async function importCpuBackend(): Promise<void> {
  await import('@tensorflow/tfjs-backend-cpu');
}

export async function importWebglBackend(): Promise<void> {
  await import('@tensorflow/tfjs-backend-webgl');
}

export async function importWasmBackend(): Promise<{
  setWasmPaths(paths: string | Record<string, string>): void;
}> {
  return import('@tensorflow/tfjs-backend-wasm');
}
