// A page with networks: in a worker, and in the page; on the engine, and on TensorFlow.js.
import { KerasBackbone } from 'camdial';
import { wasmPaths } from 'camdial/wasm-files';

globalThis.loadNetwork = async (worker, backend) => {
  const data = new Uint8ClampedArray(40 * 40 * 4).map((_, i) => (i * 31) % 256);
  const frame = {
    image: { data, width: 40, height: 40 },
    width: 40,
    height: 40,
    timestamp: 0,
    mirrored: false,
  };
  const url = 'models/model.json';
  const backbone = await KerasBackbone.load({
    url,
    preprocessing: 'unit',
    backend,
    worker,
    wasmPaths,
  });
  const features = await backbone.extract(frame);
  backbone.dispose();
  return { info: backbone.info, features: [...features] };
};
