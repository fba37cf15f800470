import { invalid, isJson, type Json } from './keras-config.js';

/** One use of a layer: what it is, and whose results it takes. */
export interface KerasLayer {
  /** Its own name, or the path through nested models where two have the same. */
  readonly name: string;
  /** Its own name, which begins the names of its weights. */
  readonly ownName: string;
  readonly className: string;
  readonly config: Json;
  /** Numbers of earlier layers. */
  readonly inputs: readonly number[];
}

/** A Keras model with nested models opened up, in an order in which it can run. */
export interface KerasGraph {
  readonly layers: readonly KerasLayer[];
  /** What the model gives out. */
  readonly outputs: readonly number[];
}

const modelClasses = new Set(['Model', 'Functional', 'Sequential']);
const mostLayers = 100_000;

/**
 * Reads the topology of a TF.js Layers model: functional or sequential, nested to any depth, layers shared or not.
 *
 * @throws CamdialError `model-invalid` for references to nothing or in a circle, and anything that is no such model.
 */
export function readKerasGraph(topology: Json): KerasGraph {
  const model = isJson(topology['model_config']) ? topology['model_config'] : topology;
  const reader = new GraphReader();
  try {
    return { outputs: reader.expand(model, null, ''), layers: reader.layers };
  } catch (error) {
    if (error instanceof RangeError) throw invalid('its models are nested too deep');
    throw error;
  }
}

class GraphReader {
  readonly layers: KerasLayer[] = [];
  readonly #names = new Set<string>();

  /** Adds the layers of a model that takes `inputs`, or that begins with an input of its own; returns its outputs. */
  expand(model: Json, inputs: readonly number[] | null, path: string): number[] {
    const { class_name: className, config } = model;
    if (className === 'Sequential') return this.#expandSequential(config, inputs, path);
    if (className === 'Model' || className === 'Functional')
      return this.#expandFunctional(config, inputs, path);
    throw invalid(`expected a Model, Functional or Sequential, got class_name ${JSON.stringify(className)}`);
  }

  #expandSequential(config: unknown, inputs: readonly number[] | null, path: string): number[] {
    const layers = layersOf(config);
    let last = inputs;
    for (const layer of layers) {
      if (!last) {
        last = layer['class_name'] === 'InputLayer' ? [] : [this.#addInputBefore(layer, path)];
      } else if (layer['class_name'] === 'InputLayer') {
        continue; // a nested model's own input is what it was given
      }
      last = this.#use(layer, last, path);
    }
    if (!last || last.length === 0) throw invalid('a Sequential has no layers');
    return [...last];
  }

  /** An older Sequential tells the input's shape in its first layer. */
  #addInputBefore(layer: Json, path: string): number {
    let first = layer;
    while (modelClasses.has(String(first['class_name']))) {
      const inner = layersOf(first['config'])[0];
      if (!inner) throw invalid('a nested model has no layers');
      first = inner;
    }
    const shape = isJson(first['config'])
      ? (first['config']['batch_input_shape'] ?? first['config']['batch_shape'])
      : undefined;
    return this.#add({
      name: `${path}input`,
      ownName: 'input',
      className: 'InputLayer',
      config: { batch_input_shape: shape },
      inputs: [],
    });
  }

  #expandFunctional(config: unknown, inputs: readonly number[] | null, path: string): number[] {
    if (!isJson(config)) throw invalid('a model has no config');
    const byName = new Map<string, Json>();
    for (const layer of layersOf(config)) {
      const name = nameOf(layer);
      if (byName.has(name)) throw invalid(`two layers are named "${name}"`);
      byName.set(name, layer);
    }
    const given = new Map<string, number>();
    const ownInputs = referencesIn(config['input_layers']);
    if (inputs) {
      if (ownInputs.length !== inputs.length) {
        throw invalid(`a nested model takes ${ownInputs.length} inputs and gets ${inputs.length}`);
      }
      for (const [i, { name }] of ownInputs.entries()) given.set(name, inputs[i]!);
    }

    const done = new Map<string, readonly number[]>();
    const underWay = new Set<string>();
    const keyOf = ({ name, node }: Reference) => `${node}:${name}`;
    const isKnown = (reference: Reference) => given.has(reference.name) || done.has(keyOf(reference));
    const pick = (reference: Reference): number => {
      const { name, tensor } = reference;
      const value = given.get(name) ?? done.get(keyOf(reference))?.[tensor];
      if (value === undefined) throw invalid(`"${name}" has no result ${tensor}`);
      return value;
    };
    // Depth first, with a stack of our own: networks are deeper than calls may be.
    const find = (wanted: Reference) => {
      const waiting = [wanted];
      for (let reference = waiting.at(-1); reference; reference = waiting.at(-1)) {
        if (isKnown(reference)) {
          waiting.pop();
          continue;
        }
        const key = keyOf(reference);
        const layer = byName.get(reference.name);
        if (!layer) throw invalid(`a layer refers to "${reference.name}", which is not there`);
        const sources = sourcesOf(layer, reference);
        const missing = sources.filter((source) => !isKnown(source));
        if (missing.length === 0) {
          done.set(key, this.#use(layer, sources.map(pick), path));
          underWay.delete(key);
          continue;
        }
        underWay.add(key);
        const circular = missing.find((source) => underWay.has(keyOf(source)));
        if (circular) throw invalid(`layer "${circular.name}" depends on itself`);
        waiting.push(...missing.reverse()); // the first comes first
      }
      return pick(wanted);
    };
    const outputs = referencesIn(config['output_layers']);
    if (outputs.length === 0) throw invalid('a model names no output layers');
    return outputs.map(find);
  }

  #use(layer: Json, inputs: readonly number[], path: string): number[] {
    const ownName = nameOf(layer);
    const className = String(layer['class_name']);
    if (modelClasses.has(className)) return this.expand(layer, inputs, `${path}${ownName}/`);
    const name = this.#names.has(ownName) ? `${path}${ownName}` : ownName;
    const config = isJson(layer['config']) ? layer['config'] : {};
    return [this.#add({ name, ownName, className, config, inputs })];
  }

  #add(layer: KerasLayer): number {
    if (this.layers.length >= mostLayers) throw invalid(`it has more than ${mostLayers} layers`);
    let { name } = layer;
    for (let use = 2; this.#names.has(name); use++) name = `${layer.name}#${use}`; // a shared layer, used again
    this.#names.add(name);
    return this.layers.push({ ...layer, name }) - 1;
  }
}

interface Reference {
  readonly name: string;
  /** Which use of the layer. */
  readonly node: number;
  /** Which of its results. */
  readonly tensor: number;
}

/** What a use of a layer takes. */
function sourcesOf(layer: Json, { name, node }: Reference): Reference[] {
  const nodes = layer['inbound_nodes'];
  const uses = Array.isArray(nodes) && nodes.length > 0 ? nodes : [[]]; // an input has none
  if (uses[node] === undefined)
    throw invalid(`a layer refers to use ${node} of "${name}", which is not there`);
  return referencesIn(uses[node]);
}

/**
 * The references in an inbound node or a list of inputs or outputs: `["name", 0, 0]`, lists of those, and the
 * `keras_history` of Keras 3.
 */
function referencesIn(value: unknown): Reference[] {
  if (Array.isArray(value)) {
    const [name, node, tensor] = value;
    if (typeof name === 'string' && Number.isInteger(node) && Number.isInteger(tensor))
      return [{ name, node, tensor }];
    return value.flatMap(referencesIn);
  }
  if (!isJson(value)) return [];
  if (Array.isArray(value['keras_history'])) return referencesIn(value['keras_history']);
  return Object.values(value).flatMap(referencesIn);
}

function layersOf(config: unknown): Json[] {
  const layers = Array.isArray(config) ? config : isJson(config) ? config['layers'] : undefined;
  if (!Array.isArray(layers) || !layers.every(isJson)) throw invalid('a model has no list of layers');
  return layers;
}

function nameOf(layer: Json): string {
  const name = layer['name'] ?? (isJson(layer['config']) ? layer['config']['name'] : undefined);
  if (typeof name === 'string' && name !== '') return name;
  throw invalid(`a layer of class ${JSON.stringify(layer['class_name'])} has no name`);
}
