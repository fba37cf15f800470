// A page that trains the network of TensorFlow.js: in a worker by default, and in the page.
import { MlpRegressor, SampleStore } from 'camdial';
import { wasmPaths } from 'camdial/wasm-files';

globalThis.trainNetwork = async (options) => {
  const samples = new SampleStore({ backboneId: 'made-up', featureShape: [3200], outputs: 1 });
  const features = (at) => Float32Array.from({ length: 3200 }, (_, k) => Math.cos(k / 300 + 2 * at));
  for (let i = 0; i < 100; i++) samples.add(features(Math.sin(i / 4)), [Math.sin(i / 4)]);
  const longTasks = [];
  const observer = new PerformanceObserver((list) => longTasks.push(...list.getEntries()));
  observer.observe({ type: 'longtask' });
  const begin = performance.now();
  const regressor = new MlpRegressor({ hiddenUnits: 50, epochs: 5, ...options, wasmPaths });
  await regressor.fit(samples);
  const end = performance.now();
  await new Promise((resolve) => setTimeout(resolve, 100)); // they are told a little later
  observer.disconnect();
  return {
    info: regressor.info,
    value: regressor.predict(features(0.5)).values[0],
    longTasks: longTasks
      .filter(({ startTime }) => startTime > begin && startTime < end)
      .map(({ duration }) => duration),
    pageHasTfjs: '_tfengine' in globalThis, // its core leaves that behind
  };
};
