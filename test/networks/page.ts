/** Runs in a page: camdial's networks beside LayersModel.predict of TensorFlow.js. */
import '@tensorflow/tfjs-backend-wasm';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as core from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { type BackboneOptions, DenseNet, type Frame, MobileNet, ModelCache } from 'camdial';
import { wasmPaths } from 'camdial/wasm-files';

type Name = 'mobilenet' | 'densenet';

const addresses = {
  mobilenet: 'models/mobilenet_v1_0.25_224/model.json',
  densenet: 'models/densenet121/model.json',
};
const edge = 224;
const models: Partial<Record<Name, tfl.LayersModel>> = {};

async function modelOf(name: Name): Promise<tfl.LayersModel> {
  if (!core.getBackend()) {
    core.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    setWasmPaths({ ...wasmPaths });
    await core.setBackend('wasm');
  }
  models[name] ??= await tfl.loadLayersModel(addresses[name]);
  return models[name];
}

function picture(): Frame & { image: ImageData } {
  const image = new ImageData(edge, edge);
  for (let i = 0; i < image.data.length; i++) {
    const [x, y] = [(i >> 2) % edge, Math.floor((i >> 2) / edge)];
    const value = 128 + 100 * Math.sin(x / (5 + (i % 4)) + 0.2 * (i % 4)) * Math.cos(y / 9);
    image.data[i] = i % 4 === 3 ? 255 : value;
  }
  return { image, width: edge, height: edge, timestamp: 0, mirrored: false };
}

function reference(
  name: Name,
  model: tfl.LayersModel,
  layer: string,
  pool: { size: number; stride: number } | null,
) {
  const cut = tfl.model({
    inputs: model.inputs,
    outputs: model.getLayer(layer).output as tfl.SymbolicTensor,
  });
  return core.tidy(() => {
    const pixels = core.slice(core.browser.fromPixels(picture().image, 4), [0, 0, 0], [edge, edge, 3]);
    const x = core.expandDims(core.cast(pixels, 'float32'));
    const seen =
      name === 'mobilenet'
        ? core.sub(core.div(x, 127.5), 1)
        : core.div(core.sub(core.div(x, 255), [0.485, 0.456, 0.406]), [0.229, 0.224, 0.225]);
    const y = cut.predict(seen) as core.Tensor4D;
    if (!pool) return y.dataSync<'float32'>().slice();
    // A tent is a box of a box.
    const first = Math.floor((pool.size + 1) / 2);
    const tent = core.avgPool(
      core.avgPool(y, first, 1, 'valid'),
      pool.size + 1 - first,
      pool.stride,
      'valid',
    );
    return tent.dataSync<'float32'>().slice();
  });
}

const page = {
  /** Largest difference to LayersModel.predict, and how the backbone ran. */
  async compare(name: Name, layer: string, pooled: boolean, options: BackboneOptions) {
    const load = name === 'mobilenet' ? MobileNet : DenseNet;
    const backbone = await load.load({
      url: addresses[name],
      layer,
      wasmPaths,
      ...options,
      ...(!pooled && { pool: 'none' as const }),
    });
    const features = await backbone.extract(picture());
    const { info, featureShape } = backbone;
    const expected = reference(
      name,
      await modelOf(name),
      layer,
      pooled ? (info.pool as { size: number; stride: number }) : null,
    );
    backbone.dispose();
    const difference = features.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0);
    const length = (values: Float32Array) => Math.hypot(...values);
    const relative = length(features.map((value, i) => value - expected[i]!)) / length(expected);
    const { worker, backend, cache, uncompiled, operations } = info;
    const isSameLength = features.length === expected.length;
    return {
      difference,
      relative,
      isSameLength,
      featureShape,
      worker,
      backend,
      cache,
      uncompiled,
      operations,
    };
  },
  /** What a load fails with; null when it does not. */
  async failure(options: BackboneOptions) {
    try {
      (await MobileNet.load({ url: addresses.mobilenet, ...options })).dispose();
      return null;
    } catch (error) {
      return (error as { code?: string }).code ?? String(error);
    }
  },
  /** Gives up when half of the model is there. */
  async abortHalfway() {
    const giveUp = new AbortController();
    const onProgress = (fraction: number) => {
      if (fraction > 0.5) giveUp.abort(new Error('enough'));
    };
    const loading = MobileNet.load({ url: addresses.mobilenet, signal: giveUp.signal, onProgress });
    return loading.then(
      () => 'loaded',
      (error: Error) => error.message,
    );
  },
  kept: async () => ({
    bytes: await ModelCache.size(),
    urls: (await ModelCache.list()).map(({ url }) => url),
  }),
  forget: () => ModelCache.clear(),
};

export type NetworksPage = typeof page;

Object.assign(globalThis, { networks: page });
