import { fileURLToPath } from 'node:url';
import { defineConfig, type Options } from 'tsup';

const shared: Options = {
  target: 'es2022',
  sourcemap: true,
  treeshake: true,
};

/** A page without a bundler cannot import packages: there TF.js is the `tf` of its own script tag. */
const tfjsFromScriptTag: NonNullable<Options['esbuildPlugins']>[number] = {
  name: 'tfjs-from-script-tag',
  setup(build) {
    build.onResolve({ filter: /\/tfjs-packages\.js$/ }, () => ({
      path: fileURLToPath(new URL('src/regressor/tfjs-script-tag.ts', import.meta.url)),
    }));
  },
};

export default defineConfig([
  {
    ...shared,
    entry: { index: 'src/index.ts', testing: 'src/testing/index.ts' },
    format: ['esm', 'cjs'],
    dts: { compilerOptions: { ignoreDeprecations: '6.0' } },
    splitting: true,
    clean: true,
  },
  {
    ...shared,
    entry: { camdial: 'src/index.ts' },
    format: ['iife'],
    globalName: 'camdial',
    minify: true,
    esbuildPlugins: [tfjsFromScriptTag],
  },
]);
