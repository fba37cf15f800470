/**
 * The worker that runs camdial's networks on the engine or on TensorFlow.js. Import it in a worker of your own to add to it, e.g. the WebGPU backend, and give
 * that worker to `load`.
 *
 * @example
 * ```ts
 * // gpu-worker.ts: import '@tensorflow/tfjs-backend-webgpu' first, then
 * import 'camdial/network-worker';
 * ```
 *
 * @packageDocumentation
 */

import { wasmPaths } from '../../tfjs/wasm-files.js';
import { serveBackbone } from '../worker/serve-backbone.js';
import { LocalNetwork } from './local-network.js';
import type { NetworkRecipe } from './recipe.js';

serveBackbone((given, controls) => {
  const recipe = given as NetworkRecipe;
  const loadTfjs = () => import('../executors/tfjs-ways.js');
  return LocalNetwork.load({ ...recipe, wasmPaths: recipe.wasmPaths ?? wasmPaths }, controls, loadTfjs);
});
