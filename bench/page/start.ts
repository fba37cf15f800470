import type { NetworkCase } from '../lib/network-cases.js';

/** Ways to get a network going. */
export type StartWay = 'layersModel' | 'here' | 'worker';

export interface StartQuestion {
  readonly way: StartWay;
  readonly network: NetworkCase;
  /** Address of the model.json. */
  readonly url: string;
}

/** @returns milliseconds from a page that has nothing to the first features, code included. */
export async function measureStart({ way, network, url }: StartQuestion): Promise<number> {
  const pixels = new Uint8ClampedArray(224 * 224 * 4).fill(128);
  const begin = performance.now();
  if (way === 'layersModel') await startLayersModel(network, url, new ImageData(pixels, 224, 224));
  else await startCamdial(network, url, pixels, way === 'worker');
  return performance.now() - begin;
}

async function startLayersModel(network: NetworkCase, url: string, image: ImageData): Promise<void> {
  const [core, layers, { useWasm }, { cutModel, preprocess }] = await Promise.all([
    import('@tensorflow/tfjs-core'),
    import('@tensorflow/tfjs-layers'),
    import('./wasm.js'),
    import('../lib/layers-model.js'),
  ]);
  await useWasm();
  const model = await cutModel(layers, url, network.layer);
  const input = preprocess(core, core.expandDims(core.browser.fromPixels(image)), network.preprocessing);
  await (model.predict(input) as { data(): Promise<unknown> }).data();
}

async function startCamdial(
  { preprocessing, layer }: NetworkCase,
  url: string,
  data: Uint8ClampedArray,
  worker: boolean,
): Promise<void> {
  const [{ KerasBackbone }, { wasmPaths }] = await Promise.all([
    import('camdial'),
    import('camdial/wasm-files'),
  ]);
  const backbone = await KerasBackbone.load({
    url,
    preprocessing,
    layer,
    worker,
    wasmPaths,
  });
  const image = { data, width: 224, height: 224 };
  await backbone.extract({ image, width: 224, height: 224, timestamp: 0, mirrored: false });
}
