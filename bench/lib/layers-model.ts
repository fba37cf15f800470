import type * as TfjsCore from '@tensorflow/tfjs-core';
import type * as TfjsLayers from '@tensorflow/tfjs-layers';
import type { NetworkCase } from './network-cases.js';

/** A model of TensorFlow.js cut at a layer, as its tutorials do it. */
export async function cutModel(
  layers: typeof TfjsLayers,
  url: string,
  layer: string,
): Promise<TfjsLayers.LayersModel> {
  const whole = await layers.loadLayersModel(url);
  const outputs = whole.getLayer(layer).output as TfjsLayers.SymbolicTensor;
  return layers.model({ inputs: whole.inputs, outputs });
}

/** What the network was trained to see, in plain operations. */
export function preprocess(
  core: typeof TfjsCore,
  pixels: TfjsCore.Tensor,
  preprocessing: NetworkCase['preprocessing'],
): TfjsCore.Tensor {
  if (preprocessing === 'tf') return core.sub(core.div(pixels, 127.5), 1);
  const centred = core.sub(core.div(pixels, 255), [0.485, 0.456, 0.406]);
  return core.div(centred, [0.229, 0.224, 0.225]);
}
