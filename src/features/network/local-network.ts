import type { Frame } from '../../capture/frame.js';
import { SquareReader } from '../../capture/square-reader.js';
import { CamdialError } from '../../errors.js';
import { hasGpu } from '../../tfjs/graphics.js';
import { FeatureBackbone } from '../backbone.js';
import { type CompiledKernels, compileKernels } from '../engine/kernels.js';
import { chooseExecutor, fewMultiplications } from '../executors/choose-executor.js';
import { EngineExecutor } from '../executors/engine-executor.js';
import type { Executor } from '../executors/executor.js';
import type * as TfjsWays from '../executors/tfjs-ways.js';
import { type NetworkPlan, planNetwork } from '../graph/compile.js';
import { multiplicationsOf } from '../graph/network.js';
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

  /**
   * Fetches, compiles and starts a network. What it throws is said at `KerasBackbone.load`.
   *
   * @param loadTfjs - null where TensorFlow.js is not to be had: {@link TfjsNeeded} is thrown, before any weights are
   * fetched, when this network wants it.
   */
  static async load(
    recipe: NetworkRecipe,
    { signal, onProgress }: LoadControls,
    loadTfjs: LoadTfjs | null,
  ): Promise<LocalNetwork> {
    const { backend } = recipe;
    const mayUseEngine = backend === 'auto' || backend === 'engine';
    const kernels = mayUseEngine ? compileKernels() : null; // while the model is fetched
    kernels?.catch(() => {}); // told when it is awaited
    const files = await openModel(recipe.source, { ...recipe.files, signal });
    const plan = planNetwork(files.topology, files.weightSpecs, recipe.settings);
    if (!loadTfjs && (await wantsTfjs(recipe, plan, kernels))) throw new TfjsNeeded();
    const weights = await files.readWeights(plan.wanted, { signal, onProgress });
    const id = `${recipe.name}/${plan.text}-${fingerprint(plan.text, weights)}`;
    signal?.throwIfAborted();
    const { executor, ...info } = plan.unsupported
      ? await startLayersModel(recipe, files, plan, weights, await loadTfjs!())
      : await startCompiled(recipe, plan, weights, kernels, loadTfjs);
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

/** Loads what runs networks on TensorFlow.js. */
export type LoadTfjs = () => Promise<typeof TfjsWays>;

type Weights = ReadonlyMap<string, Float32Array>;
type Started = { executor: Executor } & Omit<NetworkInfo, 'cache'>;

async function startCompiled(
  recipe: NetworkRecipe,
  plan: NetworkPlan,
  weights: Weights,
  kernels: Promise<CompiledKernels> | null,
  loadTfjs: LoadTfjs | null,
): Promise<Started> {
  const network = plan.compile(weights);
  const { executor, reason } = await chooseExecutor(recipe.backend, recipe, {
    engine: kernels && (async () => EngineExecutor.create(network, await kernels)),
    tfjs:
      loadTfjs &&
      (async (name, options) => {
        const { compiledOn } = await loadTfjs();
        return compiledOn(network)(name, options);
      }),
    multiplications: plan.multiplications,
    pixels: 3 * plan.inputSize ** 2,
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
    multiplications: multiplicationsOf(network),
  };
}

async function startLayersModel(
  recipe: NetworkRecipe,
  { topology, weightSpecs: specs }: ModelFiles,
  { layer, inputSize, channels, unsupported, multiplications }: NetworkPlan,
  weights: Weights,
  { layersModelOn }: typeof TfjsWays,
): Promise<Started> {
  const { pool: wantedPool, preprocessing } = recipe.settings;
  const parts = { topology, specs, weights, layer, pool: wantedPool, preprocessing, inputSize, channels };
  let found: TfjsWays.LayersModelInfo | null = null;
  const tfjs = layersModelOn(parts, (info) => {
    found = info;
  });
  const starters = { engine: null, tfjs, multiplications, pixels: 3 * inputSize ** 2 };
  const { executor, reason } = await chooseExecutor(recipe.backend, recipe, starters);
  const { layer: chosen, pool, layers } = found! as TfjsWays.LayersModelInfo;
  return {
    executor,
    layer: chosen,
    pool,
    layers,
    backend: executor.backend,
    backendReason: reason,
    uncompiled: `${unsupported}, which camdial does not compile; the network runs as TensorFlow.js has it, several times slower.`,
    operations: 0,
    multiplications: 0,
  };
}

/** Whether the engine cannot run it, or something else may be faster. */
async function wantsTfjs(
  { backend }: NetworkRecipe,
  { unsupported, multiplications }: NetworkPlan,
  kernels: Promise<CompiledKernels> | null,
): Promise<boolean> {
  if (unsupported || !kernels) return true;
  if (backend === 'engine') return false;
  const runsHere = await kernels.then(
    () => true,
    () => false,
  );
  return !runsHere || (multiplications > fewMultiplications && (await hasGpu()));
}

/** Thrown where TensorFlow.js is not to be had and this network wants it. Whoever starts it has another way. */
class TfjsNeeded extends CamdialError {
  constructor() {
    super('unsupported', 'This network wants TensorFlow.js, which is not in this worker.');
  }
}
