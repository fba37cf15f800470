import type { Frame } from '../../capture/frame.js';
import { CamdialError, isCamdialError } from '../../errors.js';
import { FeatureBackbone } from '../backbone.js';
import { WorkerBackbone } from '../worker/worker-backbone.js';
import type { BackboneOptions } from './options.js';
import type { LoadControls, NetworkInfo, NetworkRecipe } from './recipe.js';
import { spawnEngineWorker, spawnNetworkWorker } from './spawn.js';

/** How a network of this page is run. */
export interface RunningNetworkInfo extends NetworkInfo {
  /** Whether it runs in a worker. */
  readonly worker: boolean;
  /** Why it does, or does not. */
  readonly workerReason: string;
}

/** A network that has been loaded; `info` tells how it runs here. */
export abstract class NetworkBackbone extends FeatureBackbone {
  readonly id: string;
  readonly inputSize: number;
  readonly featureShape: readonly number[];
  /** How it is run, and why so. */
  readonly info: RunningNetworkInfo;
  readonly #running: FeatureBackbone;

  /** @internal */
  constructor({ backbone, info }: RunningNetwork) {
    super();
    this.id = backbone.id;
    this.inputSize = backbone.inputSize;
    this.featureShape = backbone.featureShape;
    this.info = info;
    this.#running = backbone;
  }

  override extract(frame: Frame): Promise<Float32Array> {
    return this.#running.extract(frame);
  }

  override dispose(): void {
    this.#running.dispose();
  }
}

/** A network where it runs. */
export interface RunningNetwork {
  readonly backbone: FeatureBackbone;
  readonly info: RunningNetworkInfo;
}

/** Starts a network in a worker where that is possible and wanted, else in this thread. */
export async function startNetwork(
  recipe: NetworkRecipe,
  { worker, signal, onProgress }: Pick<BackboneOptions, 'worker' | 'signal' | 'onProgress'>,
): Promise<RunningNetwork> {
  signal?.throwIfAborted();
  const controls = { signal, onProgress };
  if (worker === false) return startHere(recipe, controls, 'worker: false was asked for.');
  if (typeof Worker === 'undefined') {
    const reason = 'There are no web workers here.';
    if (worker === undefined) return startHere(recipe, controls, reason);
    throw new CamdialError('unsupported', `${reason} Leave out worker, or use worker: false.`);
  }
  try {
    const backbone = await startWorker(recipe, worker, controls);
    const info = { ...(backbone.info as NetworkInfo), worker: true, workerReason: 'The page stays smooth.' };
    return { backbone, info };
  } catch (error) {
    const didNotStart = isCamdialError(error) && error.code === 'worker-failed';
    if (worker === undefined && didNotStart && !signal?.aborted)
      return startHere(recipe, controls, error.message);
    throw error;
  }
}

/** In the small worker where that is enough, in the one with TensorFlow.js where it is not. */
async function startWorker(
  recipe: NetworkRecipe,
  worker: BackboneOptions['worker'],
  controls: LoadControls,
): Promise<WorkerBackbone> {
  const { backend } = recipe;
  if (typeof worker !== 'function' && (backend === 'auto' || backend === 'engine')) {
    try {
      return await WorkerBackbone.start(spawnEngineWorker, { recipe, ...controls });
    } catch (error) {
      if (!isCamdialError(error) || error.code !== 'unsupported') throw error;
    }
  }
  const make = typeof worker === 'function' ? worker : spawnNetworkWorker;
  return WorkerBackbone.start(make, { recipe, ...controls });
}

async function startHere(
  recipe: NetworkRecipe,
  controls: LoadControls,
  workerReason: string,
): Promise<RunningNetwork> {
  // A page whose networks run in workers needs none of this.
  const { LocalNetwork } = await import('./local-network.js');
  const backbone = await LocalNetwork.load(recipe, controls, () => import('../executors/tfjs-ways.js'));
  return { backbone, info: { ...backbone.info, worker: false, workerReason } };
}
