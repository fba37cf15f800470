// Bundlers look for exactly this form; webpack makes one file of workers of the same name.

/** Starts the worker that has the engine alone. */
export function spawnEngineWorker(): Worker {
  return new Worker(new URL('./engine-worker.js', import.meta.url), {
    type: 'module',
    name: 'camdial-engine',
  });
}

/** Starts the worker that has the engine and TensorFlow.js. */
export function spawnNetworkWorker(): Worker {
  return new Worker(new URL('./network-worker.js', import.meta.url), {
    type: 'module',
    name: 'camdial-networks',
  });
}
