import { type LayerInfo, listLayers as listLayersOf } from '../graph/compile.js';
import { openModel } from '../model/open-model.js';
import { type BackboneOptions, sourceOf } from './options.js';

/**
 * The layers of a network with the shapes of their results, to choose `layer` from. Only its model.json is fetched.
 *
 * @throws CamdialError `model-unreachable`, `model-invalid` or `bad-argument`; the reason of the signal when it was aborted.
 *
 * @example
 * ```ts
 * import { listLayers } from 'camdial';
 *
 * for (const { name, kind, outputShape } of await listLayers({ url: '/models/mine/model.json' })) {
 *   console.log(name, kind, outputShape);
 * }
 * ```
 */
export async function listLayers({
  url,
  files,
  inputSize,
  timeout,
  cache,
  signal,
}: Pick<BackboneOptions, 'url' | 'files' | 'timeout' | 'cache' | 'signal'> & {
  /** Edge of the input, px, where it is not the model's own. */
  inputSize?: number | undefined;
}): Promise<readonly LayerInfo[]> {
  const model = await openModel(sourceOf(files, url), { timeout, cache, signal });
  return listLayersOf(model.topology, model.weightSpecs, inputSize);
}
