import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  base: './', // works from any folder of any server
  // Found only when the network is trained: finding them then would make the development server reload the page.
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
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: true,
    chunkSizeWarningLimit: 1200, // TensorFlow.js, fetched only when the network is trained
  },
});
