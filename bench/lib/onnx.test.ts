import '@tensorflow/tfjs-backend-cpu';
import * as core from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { predict, randomModel, saved } from '../../src/features/executors/small-models.fixture.js';
import { planNetwork } from '../../src/features/graph/compile.js';
import type { Network } from '../../src/features/graph/network.js';
import { randomFrom } from '../../src/random.js';
import { hasOnnxruntime, onnxruntimeFolder } from './install-onnxruntime.js';
import { toOnnx } from './onnx.js';
import { openOnnx } from './onnxruntime.js';
import { Message } from './protobuf.js';
import { channelsFirst, channelsLast, differenceOf } from './values.js';

test('numbers are written as Protocol Buffers want them', () => {
  const bytes = new Message().integer(1, 150).text(2, 'testing').float(16, 1).finish();
  // The first two are examples of the format's own documentation.
  expect([...bytes]).toEqual([8, 150, 1, 18, 7, ...Buffer.from('testing'), 133, 1, 0, 0, 128, 63]);
});

if (!hasOnnxruntime) console.log('ONNX Runtime Web is not installed; npm run bench:networks installs it.');

test.skipIf(!hasOnnxruntime)(
  'random networks give in ONNX Runtime what they give in TensorFlow.js',
  { timeout: 60_000 },
  async () => {
    await core.setBackend('cpu');
    let compared = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const small = await saved(randomModel(seed));
      const [, edge, , channels] = small.model.inputs[0]!.shape;
      const layer = small.model.layers.at(-1)!.name;
      const plan = planNetwork(small.topology, small.specs, { layer, pool: 'none', preprocessing: 'none' });
      const network = plan.lower(small.weights);
      if (channels !== 3 || hasPaddedPool(network)) continue;
      const random = randomFrom(seed);
      const pixels = Float32Array.from({ length: 3 * edge! * edge! }, () => random());
      const expected = predict(small.model, pixels, (x) => x);
      const run = await openOnnx(`${onnxruntimeFolder}ort.node.min.mjs`, toOnnx(network), [
        1,
        3,
        edge!,
        edge!,
      ]);
      const found = channelsLast(await run(channelsFirst(pixels, 3)), plan.featureShape!);
      expect(differenceOf(found, expected) / Math.max(1, ...expected)).toBeLessThan(1e-4);
      small.model.dispose();
      compared++;
    }
    expect(compared).toBeGreaterThan(20);
  },
);

/** Those ONNX Runtime fuses, and then refuses some of them. */
function hasPaddedPool({ ops }: Network): boolean {
  return ops.some(({ kind, inputs }) => kind.endsWith('Pool') && ops[inputs[0]!]!.kind === 'pad');
}
