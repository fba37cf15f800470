import { defineConfig, mergeConfig } from 'vite';
import { pageConfig } from '../shared/vite.js';

export default defineConfig(
  mergeConfig(pageConfig(import.meta.dirname), {
    // Found only when a network is loaded or trained: finding them then would make the development server reload the page,
    // and in a worker, which it does not reload, they would be missing.
    optimizeDeps: {
      include: [
        '@tensorflow/tfjs-core',
        '@tensorflow/tfjs-layers',
        '@tensorflow/tfjs-backend-cpu',
        '@tensorflow/tfjs-backend-wasm',
        '@tensorflow/tfjs-backend-webgl',
        'uplot',
      ],
    },
    build: {
      chunkSizeWarningLimit: 1200, // TensorFlow.js, fetched only when a network is loaded or trained
    },
    worker: { format: 'es' }, // in pieces as well: what draws on a graphics processor is fetched where there is one
  }),
);
