import type { Frame } from '../../capture/frame.js';
import { SquareReader } from '../../capture/square-reader.js';
import { CamdialError } from '../../errors.js';
import { loadLayers } from '../../tfjs/load.js';
import { FeatureBackbone } from '../backbone.js';
import { chooseExecutor } from '../executors/choose-executor.js';
import { EngineExecutor } from '../executors/engine-executor.js';
import type { Executor } from '../executors/executor.js';
import { LayersProgram } from '../executors/layers-program.js';
import { TfjsExecutor } from '../executors/tfjs-executor.js';
import { TfjsProgram } from '../executors/tfjs-program.js';
import { type NetworkPlan, planNetwork } from '../graph/compile.js';
import { type InputOp, multiplicationsOf, type Network } from '../graph/network.js';
import { type ModelFiles, openModel } from '../model/open-model.js';
import { fingerprint } from './fingerprint.js';
import type { LoadControls, NetworkInfo, NetworkRecipe } from './recipe.js';

/** A network that runs in this thread. */
export class LocalNetwork extends FeatureBackbone {
  readonly id: string;
  readonly inputSize: number;
  readonly featureShape: readonly number[];
  readonly info: NetworkInfo;
  readonly #executor: Executor;
  readonly #reader: SquareReader;
  #disposed = false;

  private constructor(id: string, inputSize: number, executor: Executor, info: NetworkInfo) {
    super();
    this.id = id;
    this.inputSize = inputSize;
    this.featureShape = executor.featureShape;
    this.info = info;
    this.#executor = executor;
    this.#reader = new SquareReader(inputSize);
  }

  /** Fetches, compiles and starts a network. What it throws is said at `KerasBackbone.load`. */
  static async load(recipe: NetworkRecipe, { signal, onProgress }: LoadControls = {}): Promise<LocalNetwork> {
    const files = await openModel(recipe.source, { ...recipe.files, signal });
    const plan = planNetwork(files.topology, files.weightSpecs, recipe.settings);
    const weights = await files.readWeights(plan.wanted, { signal, onProgress });
    const id = `${recipe.name}/${plan.text}-${fingerprint(plan.text, weights)}`;
    signal?.throwIfAborted();
    const { executor, ...info } = plan.unsupported
      ? await startLayersModel(recipe, files, plan, weights)
      : await startCompiled(recipe, plan, weights);
    if (signal?.aborted) executor.dispose();
    signal?.throwIfAborted();
    return new LocalNetwork(id, plan.inputSize, executor, { ...info, cache: files.cacheState });
  }

  override async extract(frame: Frame): Promise<Float32Array> {
    this.#checkAlive();
    const pixels = await this.#reader.read(frame);
    this.#checkAlive();
    const features = await this.#executor.run(pixels);
    const odd = features.findIndex((value) => !Number.isFinite(value));
    if (odd === -1) return features;
    throw new CamdialError(
      'not-finite',
      `The network "${this.id}" gave ${features[odd]} on the backend ${this.info.backend}. Its preprocessing may not be what it was trained with, or this graphics processor is not exact enough; try backend: "wasm".`,
    );
  }

  override dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#executor.dispose();
  }

  #checkAlive(): void {
    if (this.#disposed) throw new CamdialError('disposed', 'This backbone was disposed. Load another one.');
  }
}

type Weights = ReadonlyMap<string, Float32Array>;
type Started = { executor: Executor } & Omit<NetworkInfo, 'cache'>;

async function startCompiled(recipe: NetworkRecipe, plan: NetworkPlan, weights: Weights): Promise<Started> {
  const { inputSize } = plan;
  const network: Network = plan.compile(weights);
  const { shift } = network.ops[0] as InputOp;
  const multiplications = multiplicationsOf(network);
  const { executor, reason } = await chooseExecutor(recipe.backend, recipe, {
    engine: () => EngineExecutor.create(network),
    tfjs: (core, name) =>
      TfjsExecutor.create(core, name, { inputSize, shift, make: () => new TfjsProgram(core, network) }),
    multiplications,
    pixels: 3 * inputSize ** 2,
  });
  return {
    executor,
    layer: plan.layer!, // known, since it could be compiled
    pool: plan.pool!,
    layers: plan.layers,
    backend: executor.backend,
    backendReason: reason,
    uncompiled: null,
    operations: network.ops.length - 1,
    multiplications,
  };
}

async function startLayersModel(
  recipe: NetworkRecipe,
  { topology, weightSpecs: specs }: ModelFiles,
  { layer, inputSize, channels, unsupported }: NetworkPlan,
  weights: Weights,
): Promise<Started> {
  const { pool: wantedPool, preprocessing } = recipe.settings;
  const parts = { topology, specs, weights, layer, pool: wantedPool, preprocessing, inputSize, channels };
  let program: LayersProgram | null = null;
  const { executor, reason } = await chooseExecutor(recipe.backend, recipe, {
    engine: null,
    tfjs: async (core, name) => {
      const layers = await loadLayers(core);
      const make = async () => {
        program = await LayersProgram.load(core, layers, parts);
        return program;
      };
      return TfjsExecutor.create(core, name, { inputSize, shift: [0, 0, 0], make });
    },
    multiplications: Number.POSITIVE_INFINITY,
    pixels: 3 * inputSize ** 2,
  });
  const { layer: chosen, pool, layers: infos } = program! as LayersProgram;
  return {
    executor,
    layer: chosen,
    pool,
    layers: infos,
    backend: executor.backend,
    backendReason: reason,
    uncompiled: `${unsupported}, which camdial does not compile; the network runs as TensorFlow.js has it, several times slower.`,
    operations: 0,
    multiplications: 0,
  };
}
