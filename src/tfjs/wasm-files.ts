/**
 * Where the bundler has put the files of `@tensorflow/tfjs-backend-wasm`, for `wasmPaths`. Networks and
 * `MlpRegressor` know it by themselves in a worker; this is for what computes in the page, with `worker: false`. Vite, webpack and
 * Rollup follow it; elsewhere serve the files yourself and give their folder.
 *
 * @example
 * ```ts
 * import { MlpRegressor } from 'camdial';
 * import { wasmPaths } from 'camdial/wasm-files';
 *
 * const regressor = new MlpRegressor({ worker: false, wasmPaths });
 * ```
 */
export const wasmPaths: Readonly<Record<string, string>> = {
  // Bundlers look for exactly this form, with the name written out.
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
