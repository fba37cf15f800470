import { checkChannelsLast, type LayerContext, type Lower, pictureOf } from './lowering.js';
import { windowOf } from './windows.js';

export const maxPool: Lower = (context) => addPool(context, 'maxPool');
export const averagePool: Lower = (context) => addPool(context, 'averagePool');
export const globalMax: Lower = (context) => addGlobal(context, 'globalMax');
export const globalAverage: Lower = (context) => addGlobal(context, 'globalAverage');

function addPool(context: LayerContext, kind: 'maxPool' | 'averagePool'): number {
  const { config, list, inputs } = context;
  checkChannelsLast(context);
  const [rows, columns, channels] = pictureOf(context);
  const size = config.pair('pool_size', [2, 2]);
  const { window, ...out } = windowOf(config, [rows, columns], size, config.pair('strides', size));
  return list.add({ kind, inputs, shape: [out.rows, out.columns, channels], ...window });
}

function addGlobal(context: LayerContext, kind: 'globalMax' | 'globalAverage'): number {
  const { config, list, inputs } = context;
  checkChannelsLast(context);
  const [, , channels] = pictureOf(context);
  const shape = config.flag('keepdims', false) ? [1, 1, channels] : [channels];
  return list.add({ kind, inputs, shape });
}
