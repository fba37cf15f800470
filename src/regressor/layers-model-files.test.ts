import * as core from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, test } from 'vitest';
import { openModel } from '../features/model/open-model.js';
import { SampleStore } from '../samples/sample-store.js';
import { MlpRegressor } from './mlp.js';
import { bumpAt, quick } from './mlp-lessons.fixture.js';
import { RidgeRegressor } from './ridge.js';

const probes = [-0.9, -0.2, 0.4, 1].map(bumpAt);
let regressor: MlpRegressor;

beforeAll(async () => {
  const samples = new SampleStore({ backboneId: 'test', featureShape: [3, 4], outputs: 2 });
  for (let i = 0; i < 40; i++) {
    const at = Math.sin(i / 4);
    samples.add(bumpAt(at), [100 * at + 7, -at]);
  }
  regressor = new MlpRegressor({ ...quick, epochs: 20, validationFolds: 0 });
  await regressor.fit(samples);
});

test('TensorFlow.js loads the files, and predicts the same', async () => {
  const [json, bin] = regressor.toFiles();
  expect([json.name, bin.name]).toEqual(['model.json', 'weights.bin']);
  const { modelTopology, weightsManifest } = JSON.parse(await json.text());
  const weightSpecs = weightsManifest[0].weights;
  const weightData = await bin.arrayBuffer();
  const model = await loadLayersModel(core.io.fromMemory({ modelTopology, weightSpecs, weightData }));
  expect(model.inputs[0]!.shape).toEqual([null, 12]);
  const x = core.tensor2d(probes.map((each) => [...each]));
  const said = (await (model.predict(x) as core.Tensor2D).array()) as number[][];
  for (const [i, values] of said.entries()) {
    const expected = regressor.predict(probes[i]!).values;
    expect(values[0]).toBeCloseTo(expected[0]!, 3);
    expect(values[1]).toBeCloseTo(expected[1]!, 5);
  }
});

test("camdial's own reader understands them", async () => {
  const files = await openModel({ files: regressor.toFiles() });
  const weights = await files.readWeights(null);
  expect([...weights.keys()]).toEqual(['hidden/kernel', 'hidden/bias', 'output/kernel', 'output/bias']);
  expect(weights.get('hidden/kernel')).toHaveLength(12 * 16);
  expect(weights.get('output/bias')).toHaveLength(2);
});

test('a ridge is one dense layer', async () => {
  const samples = new SampleStore({ backboneId: 'test', featureShape: [3, 4], outputs: 3 });
  for (let i = 0; i < 40; i++) samples.add(bumpAt(Math.sin(i / 4)), [Math.sin(i / 4), 5 - i / 40, null]);
  const ridge = new RidgeRegressor();
  expect(() => ridge.toFiles()).toThrow(expect.objectContaining({ code: 'not-fitted' }));
  await ridge.fit(samples);
  const [json, bin] = ridge.toFiles();
  const { modelTopology, weightsManifest } = JSON.parse(await json.text());
  const weightSpecs = weightsManifest[0].weights;
  const weightData = await bin.arrayBuffer();
  const model = await loadLayersModel(core.io.fromMemory({ modelTopology, weightSpecs, weightData }));
  const x = core.tensor2d(probes.map((each) => [...each]));
  const said = (await (model.predict(x) as core.Tensor2D).array()) as number[][];
  for (const [i, values] of said.entries()) {
    const expected = ridge.predict(probes[i]!).values;
    for (const [output, value] of values.entries()) expect(value).toBeCloseTo(expected[output]!, 4);
  }
});
