/** The build for script tags is one file: there is none for a worker beside it. */
export function spawnEngineWorker(): Worker {
  throw new Error('the build for script tags has none');
}

/** As {@link spawnEngineWorker}. */
export function spawnNetworkWorker(): Worker {
  return spawnEngineWorker();
}
