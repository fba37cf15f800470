import * as core from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { type Build, compileKernels } from '../../src/features/engine/kernels.js';
import { EngineExecutor } from '../../src/features/executors/engine-executor.js';
import { TfjsExecutor } from '../../src/features/executors/tfjs-executor.js';
import { TfjsProgram } from '../../src/features/executors/tfjs-program.js';
import { planNetwork } from '../../src/features/graph/compile.js';
import type { ConvOp, InputOp, Network } from '../../src/features/graph/network.js';
import type { Pooling } from '../../src/features/graph/pooling.js';
import { openModel } from '../../src/features/model/open-model.js';
import { onBackend, prepareBackend } from '../../src/tfjs/backends.js';
import { cutModel, preprocess } from './layers-model.js';
import type { NetworkCase } from './network-cases.js';
import { toOnnx } from './onnx.js';
import { openOnnx } from './onnxruntime.js';
import { channelsLast } from './values.js';

/** A way of running a network. */
export interface Contestant {
  readonly name: string;
  /** @param pixels - red, green and blue of each pixel, 0..255; may be changed. */
  run(pixels: Float32Array<ArrayBuffer>): Promise<Float32Array>;
  /** What `run` gave, in the order of TensorFlow.js. */
  inOrder(features: Float32Array): Float32Array;
  dispose(): void;
}

export type Backend = 'wasm' | 'cpu';

/** Loads a network in all ways that are compared. */
export async function makeContestants(
  network: NetworkCase,
  url: string,
  backends: readonly Backend[],
  onnxruntime: string,
): Promise<Contestant[]> {
  const model = await openModel({ url }, { cache: false });
  const plan = planNetwork(model.topology, model.weightSpecs, network);
  const weights = await model.readWeights(plan.wanted);
  const contestants: Contestant[] = [];
  for (const backend of backends) {
    const trouble = await prepareBackend(core, backend);
    if (trouble) throw new Error(`no ${backend} backend: ${trouble}`);
    await core.setBackend(backend);
    contestants.push(
      await layersModel(network, url, backend, plan.pool ?? 'none'),
      await compiled(plan.compile(weights), plan.inputSize, backend),
    );
  }
  for (const build of ['plain', 'relaxed'] as const) {
    const engine = await engineOf(plan.compile(weights), build);
    if (engine) contestants.push(engine);
  }
  contestants.push(await onnx(plan.lower(weights), onnxruntime));
  return contestants;
}

async function layersModel(
  { layer, preprocessing }: NetworkCase,
  url: string,
  backend: Backend,
  pool: Pooling,
): Promise<Contestant> {
  const model = await cutModel(layers, url, layer);
  const [, edge] = model.inputs[0]!.shape;
  return {
    name: `LayersModel.predict, ${backend}`,
    async run(pixels) {
      const output = onBackend(core, backend, () =>
        core.tidy(() => {
          const input = preprocess(core, core.tensor4d(pixels, [1, edge!, edge!, 3]), preprocessing);
          const features = model.predict(input) as core.Tensor4D;
          return typeof pool === 'string' ? features : tent(core, features, pool);
        }),
      );
      const features = await output.data<'float32'>();
      output.dispose();
      return features;
    },
    inOrder: (features) => features,
    dispose: () => model.dispose(),
  };
}

async function compiled(network: Network, inputSize: number, backend: Backend): Promise<Contestant> {
  const { shift } = network.ops[0] as InputOp;
  const make = () => new TfjsProgram(core, network);
  const executor = await TfjsExecutor.create(core, backend, { inputSize, shift, make });
  return {
    name: `camdial on TensorFlow.js, ${backend}`,
    run: (pixels) => executor.run(pixels),
    inOrder: (features) => features,
    dispose: () => executor.dispose(),
  };
}

/** Null where this build does not run: Node 20 has no relaxed SIMD. */
async function engineOf(network: Network, build: Build): Promise<Contestant | null> {
  const kernels = await compileKernels([build]).catch(() => null);
  if (!kernels) return null;
  const executor = await EngineExecutor.create(network, kernels);
  return {
    name: `camdial's engine, ${build} SIMD`,
    run: (pixels) => executor.run(pixels),
    inOrder: (features) => features,
    dispose: () => executor.dispose(),
  };
}

/** As its users do it: the pixels are scaled and put in planes by hand, the rest is the exported model. */
async function onnx({ ops }: Network, onnxruntime: string): Promise<Contestant> {
  const [input, preprocessing, ...rest] = ops as [InputOp, ConvOp, ...Network['ops']];
  const { filter, bias, shape } = preprocessing;
  const [rows, columns] = shape as [number, number];
  const area = rows * columns;
  const withoutFirst = rest.map((op) => ({ ...op, inputs: op.inputs.map((value) => value - 1) }));
  const model = toOnnx({ ops: [input, ...withoutFirst] });
  const run = await openOnnx(onnxruntime, model, [1, 3, rows, columns]);
  const factors = [filter[0]!, filter[4]!, filter[8]!];
  return {
    name: 'ONNX Runtime Web, wasm',
    run(pixels) {
      const planes = new Float32Array(3 * area);
      for (let channel = 0; channel < 3; channel++) {
        const factor = factors[channel]!;
        const offset = bias[channel]!;
        for (let i = 0; i < area; i++)
          planes[channel * area + i] = factor * pixels[3 * i + channel]! + offset;
      }
      return run(planes);
    },
    inOrder: (features) => channelsLast(features, ops.at(-1)!.shape),
    dispose() {},
  };
}

/** The default pool of a network: a box of a box. */
function tent(
  tf: typeof core,
  features: core.Tensor4D,
  { size, stride }: { size: number; stride: number },
): core.Tensor4D {
  const first = Math.floor((size + 1) / 2);
  return tf.avgPool(tf.avgPool(features, first, 1, 'valid'), size + 1 - first, stride, 'valid');
}
