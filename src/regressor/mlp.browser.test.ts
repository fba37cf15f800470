import { expect, test } from 'vitest';
import { SampleStore } from '../samples/sample-store.js';
import { MlpRegressor } from './mlp.js';

const plain = new URL(
  '../../node_modules/@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm',
  import.meta.url,
).href;
const simd = new URL(
  '../../node_modules/@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm',
  import.meta.url,
).href;

function ramp(): SampleStore {
  const samples = new SampleStore({ backboneId: 'test', featureShape: [4], outputs: 1 });
  for (let i = 0; i < 60; i++) {
    const at = Math.sin(i / 4);
    samples.add(Float32Array.of(at, -at, at * at, 1), [at]);
  }
  return samples;
}

const settings = { hiddenUnits: 8, epochs: 60, learningRate: 0.01 };

test('a wasm backend whose files are not there is told, with what to do', async () => {
  const regressor = new MlpRegressor({
    ...settings,
    backend: 'wasm',
    wasmPaths: { 'tfjs-backend-wasm.wasm': '/nowhere.wasm' },
  });
  await expect(regressor.fit(ramp())).rejects.toEqual(
    expect.objectContaining({ code: 'unsupported', message: expect.stringContaining('wasmPaths') }),
  );
  expect(regressor.fitted).toBe(false);
});

test('learns on wasm, given the two files that are ever loaded', async () => {
  const samples = ramp();
  const wasmPaths = {
    'tfjs-backend-wasm.wasm': plain,
    'tfjs-backend-wasm-simd.wasm': simd,
  };
  const regressor = new MlpRegressor({ ...settings, backend: 'wasm', wasmPaths });
  const report = await regressor.fit(samples);
  expect(report.outputs[0]!.mae).toBeLessThan(0.15);
  expect(regressor.predict(samples.features(6)).values[0]).toBeCloseTo(samples.target(6)[0]!, 0);
});
