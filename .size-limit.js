/** What a page loads at once, gzipped: what is imported when it is needed is left out. */
const tensorFlow = ['@tensorflow/*'];
const withoutLater = (config) => ({
  ...config,
  external: [...(config.external ?? []), './archive-*', './sample-home-*', './wasm-scattering-*'],
});

export default [
  {
    name: 'the shortest program (camera, scattering, ridge, pipeline, slider)',
    path: 'dist/index.js',
    import: '{ Camera, Scattering, RidgeRegressor, Pipeline, SliderController }',
    limit: '32 KB',
    gzip: true,
    modifyEsbuildConfig: withoutLater,
  },
  {
    name: 'what it needs to keep a dial in the browser and in files, when it does',
    path: 'dist/storage.js',
    import: '{ SampleHome, readArchive, writeArchive }',
    limit: '26 KB',
    gzip: true,
  },
  {
    name: 'networks, in the page and in their worker, without TensorFlow.js',
    path: 'dist/networks.js',
    import: '{ MobileNet }',
    ignore: tensorFlow,
    limit: '43 KB',
    gzip: true,
  },
  {
    name: 'the network of the tutorial, in the page and in its worker, without TensorFlow.js',
    path: 'dist/training.js',
    import: '{ MlpRegressor }',
    ignore: tensorFlow,
    limit: '18 KB',
    gzip: true,
  },
  {
    name: 'everything, as a script tag',
    path: 'dist/camdial.global.js',
    limit: '113 KB',
    gzip: true,
  },
];
