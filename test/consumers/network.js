// A page with networks: in a worker by default, and in the page.
import { KerasBackbone } from 'camdial';
import { wasmPaths } from 'camdial/wasm-files';

globalThis.loadNetwork = async (worker) => {
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
    backend: 'wasm',
    worker,
    wasmPaths,
  });
  const features = await backbone.extract(frame);
  backbone.dispose();
  return { info: backbone.info, features: [...features] };
};
