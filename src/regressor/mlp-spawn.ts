/** Starts the worker that trains. Bundlers look for exactly this form. */
export function spawnMlpWorker(): Worker {
  return new Worker(new URL('./mlp-worker.js', import.meta.url), {
    type: 'module',
    name: 'camdial training',
  });
}
