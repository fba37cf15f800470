import { serveBackbone } from '../worker/serve-backbone.js';
import { LocalNetwork } from './local-network.js';
import type { NetworkRecipe } from './recipe.js';

/**
 * Makes the worker that calls it run camdial's networks. It is what the package's own worker does; call it in one of yours
 * to add to it, e.g. the WebGPU backend, and give that worker to `load`.
 *
 * @example
 * ```ts
 * // gpu-worker.ts: import '@tensorflow/tfjs-backend-webgpu' first, then
 * import { serveNetworks } from 'camdial/worker';
 *
 * serveNetworks();
 * ```
 */
export function serveNetworks(): void {
  serveBackbone((recipe, controls) => LocalNetwork.load(recipe as NetworkRecipe, controls));
}
