import { CamdialError } from '../../../errors.js';
import type { Json } from '../keras-config.js';
import { LayerConfig } from '../keras-config.js';
import type { KerasLayer } from '../keras-graph.js';
import { type Op, type Shape, sizeOf } from '../network.js';

/** Where a layer's weights come from. */
export interface WeightReader {
  /**
   * @param names - what the weight may be called, e.g. `kernel`.
   * @returns its values in row-major order; none while a network is only looked at.
   * @throws CamdialError `model-invalid` when there is no such weight of this shape.
   */
  read(layer: KerasLayer, names: readonly string[], shape: Shape): Float32Array;
}

/** More values than this in one result is no network for a page. */
const mostValues = 2 ** 28;

/** The list of operations that is being made. */
export class OpList {
  readonly ops: Op[] = [];

  add(op: Op): number {
    const size = sizeOf(op.shape);
    if (!op.shape.every((length) => Number.isInteger(length) && length > 0)) {
      throw new CamdialError(
        'model-invalid',
        `The model cannot run: a result would be [${op.shape}]. Its input may be too small for so many layers; give a larger inputSize.`,
      );
    }
    if (size > mostValues) {
      throw new CamdialError(
        'model-too-large',
        `The model is too large: one of its results would be [${op.shape}], ${size} values; at most ${mostValues} are taken.`,
      );
    }
    return this.ops.push(op) - 1;
  }

  shapeOf(value: number): Shape {
    return this.ops[value]!.shape;
  }
}

/** What a layer is turned into operations with. */
export interface LayerContext {
  readonly layer: KerasLayer;
  readonly config: LayerConfig;
  readonly list: OpList;
  /** The values that the layer takes. */
  readonly inputs: readonly number[];
  /** Shape of the first of them. */
  readonly shape: Shape;
  weight(names: readonly string[], shape: Shape): Float32Array;
}

/** Adds the operations of a layer; returns the number of its result. */
export type Lower = (context: LayerContext) => number;

export function contextFor(
  layer: KerasLayer,
  list: OpList,
  inputs: readonly number[],
  weights: WeightReader,
): LayerContext {
  return {
    layer,
    config: new LayerConfig(layer.name, layer.config as Json),
    list,
    inputs,
    shape: list.shapeOf(inputs[0]!),
    weight: (names, shape) => weights.read(layer, names, shape),
  };
}

/** Rows, columns and channels of a picture. */
export function pictureOf({ shape, config }: LayerContext): readonly [number, number, number] {
  if (shape.length !== 3)
    throw config.unsupported(`an input of shape [${shape}] where a picture is expected`);
  return [shape[0]!, shape[1]!, shape[2]!];
}

export function checkChannelsLast({ config }: LayerContext): void {
  config.word('data_format', ['channels_last'], 'channels_last');
}
