import * as core from '@tensorflow/tfjs-core';
import { wasmPaths } from 'camdial/wasm-files';
import { prepareBackend } from '../../src/tfjs/backends.js';

/** Makes wasm, on one thread, the page's backend. */
export async function useWasm(): Promise<void> {
  const trouble = await prepareBackend(core, 'wasm', { wasmPaths });
  if (trouble) throw new Error(`The wasm backend does not run: ${trouble}`);
  await core.setBackend('wasm');
}
