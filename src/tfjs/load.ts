import { CamdialError } from '../errors.js';
import { importCore, importLayers, type TfjsCore, type TfjsLayers } from './packages.js';

const supported = /^4\.(2[2-9]|[3-9]\d)\./;
const install =
  'npm install @tensorflow/tfjs-core@^4.22.0 @tensorflow/tfjs-layers@^4.22.0 @tensorflow/tfjs-backend-cpu@^4.22.0 @tensorflow/tfjs-backend-webgl@^4.22.0 @tensorflow/tfjs-backend-wasm@^4.22.0';

/** @throws CamdialError `tfjs-missing` or `tfjs-mismatch`. */
export async function loadCore(): Promise<TfjsCore> {
  const core = await orMissing(importCore());
  if (!supported.test(core.version_core)) {
    throw new CamdialError(
      'tfjs-mismatch',
      `TensorFlow.js 4.22 or later 4.x is needed; core is ${core.version_core}. Run: ${install}`,
    );
  }
  return core;
}

/** @throws CamdialError `tfjs-missing` or `tfjs-mismatch`. */
export async function loadLayers(core: TfjsCore): Promise<TfjsLayers> {
  const layers = await orMissing(importLayers());
  checkVersions(core, layers);
  return layers;
}

/** @throws CamdialError `tfjs-mismatch` unless both are 4.22 or later 4.x, and of the same version. */
export function checkVersions(core: { version_core: string }, layers: { version_layers: string }): void {
  const { version_core: coreVersion } = core;
  const { version_layers: layersVersion } = layers;
  if (!supported.test(coreVersion) || coreVersion !== layersVersion) {
    throw new CamdialError(
      'tfjs-mismatch',
      `TensorFlow.js 4.22 or later 4.x is needed, with core and layers of one version; core is ${coreVersion} and layers ${layersVersion}. Run: ${install}`,
    );
  }
}

/** @throws CamdialError `tfjs-missing` in place of what the import failed with. */
export async function orMissing<T>(load: Promise<T>): Promise<T> {
  try {
    return await load;
  } catch (cause) {
    throw new CamdialError(
      'tfjs-missing',
      `TensorFlow.js could not be loaded (${cause instanceof Error ? cause.message : String(cause)}). Run: ${install}`,
      { cause },
    );
  }
}
