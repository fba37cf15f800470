import { CamdialError } from '../errors.js';
import type { NamedBackend } from './backends.js';

/** What to do where a backend that was asked for does not run. */
export function backendUnavailable(name: NamedBackend, why: string): CamdialError {
  const ways: Partial<Record<NamedBackend, string>> = {
    wasm: 'Give wasmPaths: where your page serves the .wasm files of @tensorflow/tfjs-backend-wasm.',
    webgpu: "Import '@tensorflow/tfjs-backend-webgpu' before, in the page or in your own worker.",
  };
  return new CamdialError(
    'unsupported',
    `The TensorFlow.js backend "${name}" does not run here (${why}). ${ways[name] ?? 'Leave the choice to backend: "auto".'}`,
  );
}
