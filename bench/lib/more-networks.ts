import * as core from '@tensorflow/tfjs-core';
import { Engine } from '../../src/features/engine/engine.js';
import { compileKernels } from '../../src/features/engine/kernels.js';
import { TfjsExecutor } from '../../src/features/executors/tfjs-executor.js';
import { TfjsProgram } from '../../src/features/executors/tfjs-program.js';
import { planNetwork } from '../../src/features/graph/compile.js';
import type { InputOp } from '../../src/features/graph/network.js';
import { openModel } from '../../src/features/model/open-model.js';
import { randomFrom } from '../../src/random.js';
import { prepareBackend } from '../../src/tfjs/backends.js';
import { inTurns, median } from './in-turns.js';
import { modelFiles } from './models.js';
import { relativeOf } from './values.js';

/** How the engine does with a network, beside the same compiled network on TensorFlow.js. */
export interface MoreResult {
  readonly name: string;
  readonly engine: number;
  readonly tfjs: number;
  readonly relative: number;
  readonly megabytes: number;
}

/** MobileNet v1 at the size of visual wake words, and four times as wide with random weights: in Node. */
export async function measureMore(rounds: number): Promise<MoreResult[]> {
  const files = { files: modelFiles('mobilenet_v1_0.25_224') };
  const { topology, weightSpecs, readWeights } = await openModel(files, {});
  const random = randomFrom(1);
  // Every length from 8 on is one of channels.
  const wide = (shape: readonly number[]) => shape.map((length) => (length < 8 ? length : 4 * length));
  const wideSpecs = weightSpecs.map((spec) => ({ ...spec, shape: wide(spec.shape) }));
  const wideTopology = JSON.parse(
    JSON.stringify(topology, (key, value) => (key === 'filters' && value < 1000 ? 4 * value : value)),
  ) as typeof topology;
  const wideWeights = new Map(
    wideSpecs.map(({ name, shape }) => {
      const length = shape.reduce((product, each) => product * each, 1);
      const spread = name.includes('variance') ? 0 : Math.sqrt(2 / (length / shape.at(-1)!));
      return [name, Float32Array.from({ length }, () => (spread ? 3 * spread * (random() - 0.5) : 1))];
    }),
  );
  const settings = { layer: 'conv_pw_13_relu', pool: 'none', preprocessing: 'tf' } as const;
  const small = planNetwork(topology, weightSpecs, { ...settings, inputSize: 96 });
  const large = planNetwork(wideTopology, wideSpecs, settings);
  const cases = [
    {
      name: 'MobileNet 0.25 at 96 px, conv_pw_13_relu',
      plan: small,
      weights: await readWeights(small.wanted),
    },
    { name: 'MobileNet 1.0, random weights, conv_pw_13_relu', plan: large, weights: wideWeights },
  ];

  const trouble = await prepareBackend(core, 'wasm');
  if (trouble) throw new Error(trouble);
  await core.setBackend('wasm');
  const results: MoreResult[] = [];
  for (const { name, plan, weights } of cases) {
    const network = plan.compile(weights);
    const engine = await Engine.start(await compileKernels(), network);
    const { shift } = network.ops[0] as InputOp;
    const parts = { inputSize: plan.inputSize, shift, make: () => new TfjsProgram(core, network) };
    const tfjs = await TfjsExecutor.create(core, 'wasm', parts);
    const pixels = Float32Array.from({ length: 3 * plan.inputSize ** 2 }, () => 255 * random());
    const relative = relativeOf(engine.run(pixels), await tfjs.run(pixels.slice()));
    const works = [{ work: () => engine.run(pixels) }, { work: () => tfjs.run(pixels.slice()) }];
    const [own, others] = await inTurns(works, rounds, Math.ceil(rounds / 10));
    const [mine, theirs] = [median(own!), median(others!)];
    results.push({ name, engine: mine, tfjs: theirs, relative, megabytes: engine.bytes / 1e6 });
    tfjs.dispose();
  }
  return results;
}
