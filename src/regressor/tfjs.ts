import { currentBackend, prepareBackend, type TfjsBackend, type WasmOptions } from '../tfjs/backends.js';
import { withoutGpu } from '../tfjs/graphics.js';
import { loadCore, loadLayers } from '../tfjs/load.js';
import type { TfjsCore, TfjsLayers } from '../tfjs/packages.js';
import { backendUnavailable } from '../tfjs/unavailable.js';

/** Where TensorFlow.js is to compute. */
export interface TfjsOptions extends WasmOptions {
  readonly backend: TfjsBackend;
}

/**
 * Loads TensorFlow.js for training and sets its backend. One that the page has set itself is left in place under `auto`.
 *
 * @throws CamdialError `tfjs-missing`, `tfjs-mismatch`, or `unsupported` when the backend asked for does not run here.
 */
export async function loadTfjs({
  backend,
  wasmPaths,
}: TfjsOptions): Promise<{ core: TfjsCore; layers: TfjsLayers }> {
  const core = await loadCore();
  const layers = await loadLayers(core);
  if (backend !== 'auto') {
    const trouble = await prepareBackend(core, backend, { wasmPaths });
    if (trouble) throw backendUnavailable(backend, trouble);
    await core.setBackend(backend);
  } else if (!currentBackend(core)) {
    const candidates = (await withoutGpu('webgl'))
      ? (['wasm', 'cpu'] as const)
      : (['webgl', 'wasm', 'cpu'] as const);
    for (const name of candidates) {
      if ((await prepareBackend(core, name, { wasmPaths })) === null) {
        await core.setBackend(name);
        break;
      }
    }
  }
  return { core, layers };
}
