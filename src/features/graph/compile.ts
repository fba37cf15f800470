import { CamdialError } from '../../errors.js';
import { invalid, type Json, UnsupportedLayer } from './keras-config.js';
import { type KerasGraph, type KerasLayer, readKerasGraph } from './keras-graph.js';
import { lowerings } from './lowering/layers.js';
import { contextFor, OpList, type WeightReader } from './lowering/lowering.js';
import { nearest } from './names.js';
import { multiplicationsOf, type Network, type Shape } from './network.js';
import { optimize } from './optimize.js';
import { addPooling, defaultPooling, type Pooling, poolingText } from './pooling.js';
import {
  addPreprocessing,
  checkPreprocessing,
  type Preprocessing,
  preprocessingText,
} from './preprocessing.js';
import { WeightIndex, type WeightShape } from './weight-index.js';

/** A layer of a network, as a choice for `layer`. */
export interface LayerInfo {
  /** What `layer` takes. */
  readonly name: string;
  /** Its class in Keras, e.g. `Conv2D`. */
  readonly kind: string;
  /** `[rows, columns, channels]` or `[length]` of what it gives; null where that is not known. */
  readonly outputShape: readonly number[] | null;
}

/** What is to be made of a model. */
export interface NetworkSettings {
  /** The layer whose result is the features. Default: the last that gives a picture of a 16th of the input or more. */
  readonly layer?: string | undefined;
  /** Default: overlapping tents, 5 x 5 of them. */
  readonly pool?: Pooling | undefined;
  readonly preprocessing: Preprocessing;
  /** Edge of the input, px. Default: the model's own, else 224. */
  readonly inputSize?: number | undefined;
}

/** A model that was looked at: what it will be, and which weights that takes. */
export interface NetworkPlan {
  readonly layers: readonly LayerInfo[];
  /** Null when it has to be chosen once the network runs as it is. */
  readonly layer: string | null;
  /** Undefined likewise. */
  readonly pool: Pooling | undefined;
  readonly inputSize: number;
  readonly channels: number;
  /** Shape of the features; null when the network cannot be compiled. */
  readonly featureShape: Shape | null;
  /** Multiplications for a frame, before anything is folded; infinite when the network cannot be compiled. */
  readonly multiplications: number;
  /** Names of the weights that are needed; null for all. */
  readonly wanted: ReadonlySet<string> | null;
  /** Why the network cannot be compiled and has to run as it is. */
  readonly unsupported: string | null;
  /** Layer, pooling, input and preprocessing in words. */
  readonly text: string;
  /** The operations as the model has them, preprocessing and pooling included. */
  lower(weights: ReadonlyMap<string, Float32Array>): Network;
  /** The operations as they are run. */
  compile(weights: ReadonlyMap<string, Float32Array>): Network;
}

const usualSize = 224;
/** Larger inputs are no pictures of a webcam, and smaller ones none at all. */
const sizes = { least: 8, most: 2048 };

/**
 * Looks at a model before its weights are fetched.
 *
 * @throws CamdialError `model-invalid`, `model-too-large`, `layer-not-found`, or `bad-argument` for settings that do not
 * fit it.
 */
export function planNetwork(
  topology: Json,
  specs: readonly WeightShape[],
  settings: NetworkSettings,
): NetworkPlan {
  const graph = readKerasGraph(topology);
  const { size: inputSize, channels } = inputOf(graph, settings.inputSize);
  checkPreprocessing(settings.preprocessing, channels);
  const request = { graph, inputSize, channels, preprocessing: settings.preprocessing };

  const { layers, failures } = look(request, specs);
  const target = targetOf(graph, layers, failures, settings.layer, inputSize);
  const failure = failures[target];
  if (failure && !(failure instanceof UnsupportedLayer)) throw failure;
  const layer = failure && settings.layer === undefined ? null : graph.layers[target]!.name;
  const pool = settings.pool ?? (failure ? undefined : defaultPooling(layers[target]!.outputShape ?? []));

  const index = new WeightIndex(specs, null);
  const lowered = failure ? null : lower(request, target, pool ?? 'none', index);
  const poolText = pool ? poolingText(pool) : 'default';
  const text = `${layer ?? 'default'}/${poolText}/${inputSize}px/${preprocessingText(settings.preprocessing)}`;
  return {
    layers,
    layer,
    pool,
    inputSize,
    channels,
    featureShape: lowered?.ops.at(-1)?.shape ?? null,
    multiplications: lowered ? multiplicationsOf(lowered) : Number.POSITIVE_INFINITY,
    wanted: failure ? null : index.wanted,
    unsupported: failure?.message ?? null,
    text,
    lower: (weights) => lower(request, target, pool ?? 'none', new WeightIndex(specs, weights)),
    compile: (weights) => optimize(lower(request, target, pool ?? 'none', new WeightIndex(specs, weights))),
  };
}

/** The layers of a model, for choosing one. */
export function listLayers(
  topology: Json,
  specs: readonly WeightShape[],
  inputSize?: number,
): readonly LayerInfo[] {
  const graph = readKerasGraph(topology);
  const { size, channels } = inputOf(graph, inputSize);
  return look({ graph, inputSize: size, channels, preprocessing: 'none' }, specs).layers;
}

interface Request {
  readonly graph: KerasGraph;
  readonly inputSize: number;
  readonly channels: number;
  readonly preprocessing: Preprocessing;
}

/** Shapes of all layers, without weights; a failure makes those that depend on it fail, and no others. */
function look(
  request: Request,
  specs: readonly WeightShape[],
): { layers: LayerInfo[]; failures: (Error | null)[] } {
  const list = new OpList();
  const index = new WeightIndex(specs, null);
  const values: number[] = [];
  const failures: (Error | null)[] = [];
  const layers = request.graph.layers.map((layer, i): LayerInfo => {
    const inherited = layer.inputs.map((input) => failures[input]).find((failure) => failure);
    failures[i] = inherited ?? null;
    if (!inherited) {
      try {
        values[i] = lowerLayer(request, layer, values, list, index);
      } catch (error) {
        failures[i] = error as Error;
      }
    }
    return {
      name: layer.name,
      kind: layer.className,
      outputShape: failures[i] ? null : list.shapeOf(values[i]!),
    };
  });
  return { layers, failures };
}

function lower(request: Request, target: number, pool: Pooling, weights: WeightReader): Network {
  const { layers } = request.graph;
  const needed = new Set<number>();
  const waiting = [target];
  for (let i = waiting.pop(); i !== undefined; i = waiting.pop()) {
    if (needed.has(i)) continue;
    needed.add(i);
    waiting.push(...layers[i]!.inputs);
  }
  const list = new OpList();
  const values: number[] = [];
  for (const [i, layer] of layers.entries()) {
    if (needed.has(i)) values[i] = lowerLayer(request, layer, values, list, weights);
  }
  const output = addPooling(list, values[target]!, pool);
  return { ops: list.ops.slice(0, output + 1) };
}

function lowerLayer(
  request: Request,
  layer: KerasLayer,
  values: readonly number[],
  list: OpList,
  weights: WeightReader,
): number {
  if (layer.className === 'InputLayer') {
    const { inputSize, preprocessing, channels } = request;
    if (list.ops.length > 0) throw new UnsupportedLayer(`a second input, "${layer.name}"`);
    const pixels = list.add({
      kind: 'input',
      inputs: [],
      shape: [inputSize, inputSize, 3],
      shift: [0, 0, 0],
    });
    return addPreprocessing(list, pixels, preprocessing, channels);
  }
  const lowerIt = lowerings.get(layer.className);
  if (!lowerIt) throw new UnsupportedLayer(`layer "${layer.name}" is of class ${layer.className}`);
  if (layer.inputs.length === 0) throw invalid(`layer "${layer.name}" has no input`);
  const inputs = layer.inputs.map((input) => values[input]!);
  return lowerIt(contextFor(layer, list, inputs, weights));
}

function inputOf({ layers }: KerasGraph, wanted: number | undefined): { size: number; channels: number } {
  const input = layers.find(({ className }) => className === 'InputLayer');
  if (!input) throw invalid('it has no input layer');
  const shape = input.config['batch_input_shape'] ?? input.config['batch_shape'];
  const [, rows, columns, channels] = Array.isArray(shape) && shape.length === 4 ? shape : [];
  if (channels !== 3 && channels !== 1) {
    throw invalid(
      `its input should be a picture, [null, rows, columns, 3] or 1 channel, and is ${JSON.stringify(shape)}`,
    );
  }
  if (rows !== columns && wanted === undefined) {
    throw invalid(
      `its input should be square, and is ${JSON.stringify(shape)}; give inputSize where any size will do`,
    );
  }
  const size = wanted ?? rows ?? usualSize;
  if (!Number.isInteger(size) || size < sizes.least || size > sizes.most) {
    throw new CamdialError(
      wanted === undefined ? 'model-invalid' : 'bad-argument',
      `The input of a network is ${sizes.least} to ${sizes.most} px wide; got ${size}.`,
    );
  }
  return { size, channels };
}

function layerNamed({ layers }: KerasGraph, name: string): number {
  const found = layers.findIndex((layer) => layer.name === name);
  if (found >= 0) return found;
  const near = nearest(
    name,
    layers.map((layer) => layer.name),
  );
  throw new CamdialError(
    'layer-not-found',
    `The network has no layer "${name}". Near it are ${near.map((each) => `"${each}"`).join(', ')}; listLayers() has all ${layers.length}.`,
  );
}

/** The layer that was asked for, or the default; the model's output where what comes before it cannot be compiled. */
function targetOf(
  graph: KerasGraph,
  layers: readonly LayerInfo[],
  failures: readonly (Error | null)[],
  wanted: string | undefined,
  inputSize: number,
): number {
  if (wanted !== undefined) return layerNamed(graph, wanted);
  const [output] = graph.outputs;
  return failures[output!] ? output! : (defaultLayer(layers, inputSize) ?? output!);
}

/**
 * Features for position want a picture that is fine enough, from as deep as such a picture goes.
 *
 * @returns the number of the layer; null when none gives a picture.
 */
export function defaultLayer(layers: readonly LayerInfo[], inputSize: number): number | null {
  const deepest = (least: number) =>
    layers.reduce(
      (found, { outputShape }, i) => (outputShape?.length === 3 && outputShape[0]! >= least ? i : found),
      0,
    );
  return deepest(inputSize / 16) || deepest(2) || null;
}
