import { basename, join, resolve } from 'node:path';
import { defineConfig, type Options } from 'tsup';

const shared: Options = {
  target: 'es2022',
  sourcemap: true,
  treeshake: { moduleSideEffects: 'no-external' }, // no file of this package, nor TensorFlow.js, does anything when imported
};

/** A page without a bundler cannot import packages, nor find a worker's file: what stands in for them there. */
const standIns = {
  'src/tfjs/packages.ts': 'src/tfjs/script-tag.ts',
  'src/features/network/spawn.ts': 'src/features/network/spawn-none.ts',
  'src/regressor/mlp-spawn.ts': 'src/regressor/mlp-spawn-none.ts',
};

const forScriptTags: NonNullable<Options['esbuildPlugins']>[number] = {
  name: 'for-script-tags',
  setup(build) {
    for (const [file, standIn] of Object.entries(standIns)) {
      const name = basename(file, '.ts');
      build.onResolve({ filter: new RegExp(`/${name}\\.js$`) }, ({ path, resolveDir }) =>
        join(resolveDir, path) === resolve(file.replace(/ts$/, 'js'))
          ? { path: resolve(standIn) }
          : undefined,
      );
    }
  },
};

const publicEntries = {
  index: 'src/index.ts',
  testing: 'src/testing/index.ts',
  worker: 'src/worker.ts',
  storage: 'src/storage.ts',
  'network-worker': 'src/features/network/network-worker.ts',
  'mlp-worker': 'src/regressor/mlp-worker.ts',
  'wasm-files': 'src/tfjs/wasm-files.ts',
};

export default defineConfig([
  {
    ...shared,
    // The parts of index are entries of their own, or they would all be one file, and bundlers would bring along the
    // workers and the .wasm files of networks for every page.
    entry: {
      ...publicEntries,
      core: 'src/core.ts',
      networks: 'src/networks.ts',
      'engine-worker': 'src/features/network/engine-worker.ts',
      training: 'src/training.ts',
    },
    format: ['esm', 'cjs'],
    shims: true, // import.meta.url for CommonJS
    dts: { entry: publicEntries, compilerOptions: { ignoreDeprecations: '6.0', stripInternal: true } },
    splitting: true,
    clean: true,
  },
  {
    ...shared,
    entry: { camdial: 'src/everything.ts' },
    format: ['iife'],
    platform: 'browser', // fflate's build for Node imports from Node
    globalName: 'camdial',
    minify: true,
    esbuildPlugins: [forScriptTags],
  },
]);
