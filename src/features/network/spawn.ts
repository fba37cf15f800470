/** Starts the worker of camdial's own networks. Bundlers look for exactly this form. */
export function spawnBackboneWorker(): Worker {
  return new Worker(new URL('./backbone-worker.js', import.meta.url), { type: 'module', name: 'camdial' });
}
