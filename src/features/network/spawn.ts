/** Starts the worker of camdial's own networks. Bundlers look for exactly this form. */
export function spawnNetworkWorker(): Worker {
  return new Worker(new URL('./network-worker.js', import.meta.url), { type: 'module', name: 'camdial' });
}
