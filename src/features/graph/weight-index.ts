import { invalid } from './keras-config.js';
import type { KerasLayer } from './keras-graph.js';
import type { WeightReader } from './lowering/lowering.js';
import type { Shape } from './network.js';

/** What a model says of one of its weights. */
export interface WeightShape {
  readonly name: string;
  readonly shape: Shape;
}

/** Finds the weights of layers among those of a model, and remembers which were asked for. */
export class WeightIndex implements WeightReader {
  /** Names of the weights that were read. */
  readonly wanted = new Set<string>();
  readonly #specs: ReadonlyMap<string, WeightShape>;
  readonly #values: ReadonlyMap<string, Float32Array> | null;

  /** @param values - null to look at the shapes only. */
  constructor(specs: readonly WeightShape[], values: ReadonlyMap<string, Float32Array> | null) {
    this.#specs = new Map(specs.map((spec) => [spec.name, spec]));
    this.#values = values;
  }

  read({ ownName, name }: KerasLayer, names: readonly string[], shape: Shape): Float32Array {
    const spec = this.#find(ownName, names);
    if (!spec)
      throw invalid(
        `layer "${name}" has no weight ${names.map((each) => `"${ownName}/${each}"`).join(' or ')}`,
      );
    if (String(spec.shape) !== String(shape)) {
      throw invalid(
        `the weight "${spec.name}" should be [${shape}] for layer "${name}", and is [${spec.shape}]`,
      );
    }
    this.wanted.add(spec.name);
    return this.#values?.get(spec.name) ?? new Float32Array(0);
  }

  #find(layer: string, names: readonly string[]): WeightShape | undefined {
    for (const name of names) {
      const exact = this.#specs.get(`${layer}/${name}`);
      if (exact) return exact;
    }
    // Some exports put the model's name before, some the layer's own cell between.
    for (const name of names) {
      for (const [full, spec] of this.#specs) {
        if (full.endsWith(`/${layer}/${name}`)) return spec;
        if (
          full.startsWith(`${layer}/`) &&
          full.endsWith(`/${name}`) &&
          full.split('/').length === layer.split('/').length + 2
        ) {
          return spec;
        }
      }
    }
    return undefined;
  }
}
