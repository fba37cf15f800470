import { type NamedBackend, prepareBackend, type WasmOptions } from '../../tfjs/backends.js';
import { loadCore, loadLayers } from '../../tfjs/load.js';
import type { TfjsCore } from '../../tfjs/packages.js';
import type { InputOp, Network } from '../graph/network.js';
import type { StartTfjs } from './choose-executor.js';
import { type LayersParts, LayersProgram } from './layers-program.js';
import { type ProgramParts, TfjsExecutor } from './tfjs-executor.js';
import { TfjsProgram } from './tfjs-program.js';

/** Runs a compiled network. */
export function compiledOn(network: Network): StartTfjs {
  const { shift, shape } = network.ops[0] as InputOp;
  return (name, options) =>
    startOn(name, options, async (core) => ({
      inputSize: shape[0]!,
      shift,
      make: () => new TfjsProgram(core, network),
    }));
}

/** What TensorFlow.js found in a model that cannot be compiled. */
export type LayersModelInfo = Pick<LayersProgram, 'layer' | 'pool' | 'layers'>;

/**
 * Runs a network that cannot be compiled as it is.
 *
 * @param tell - told what the network is when it was loaded.
 */
export function layersModelOn(parts: LayersParts, tell: (info: LayersModelInfo) => void): StartTfjs {
  return (name, options) =>
    startOn(name, options, async (core) => {
      const layers = await loadLayers(core);
      const make = async () => {
        const program = await LayersProgram.load(core, layers, parts);
        tell(program);
        return program;
      };
      return { inputSize: parts.inputSize, shift: [0, 0, 0], make };
    });
}

async function startOn(
  name: NamedBackend,
  options: WasmOptions,
  parts: (core: TfjsCore) => Promise<ProgramParts>,
): Promise<TfjsExecutor | string> {
  const core = await loadCore();
  const trouble = await prepareBackend(core, name, options);
  return trouble ?? TfjsExecutor.create(core, name, await parts(core));
}
