/** Small models in the TF.js Layers format, made on the spot. */

export interface SampleSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly quantization?: { readonly dtype: string; readonly scale?: number; readonly min?: number };
}

export interface SampleGroup {
  readonly weights: readonly SampleSpec[];
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where the group is cut into files; none for a single one. */
  readonly cuts?: readonly number[];
}

export interface SampleModel {
  /** What model.json says, to be changed at will. */
  readonly json: Record<string, unknown> & { weightsManifest: { paths: string[]; weights: SampleSpec[] }[] };
  /** Every file but the model.json, by name. */
  readonly files: Map<string, Uint8Array<ArrayBuffer>>;
}

export function makeModel(groups: readonly SampleGroup[]): SampleModel {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const weightsManifest = groups.map(({ weights, bytes, cuts = [] }, i) => {
    const edges = [0, ...cuts, bytes.length];
    const paths = edges.slice(1).map((end, shard) => {
      const path = `group${i + 1}-shard${shard + 1}of${edges.length - 1}.bin`;
      files.set(path, bytes.slice(edges[shard], end));
      return path;
    });
    return { paths, weights: [...weights] };
  });
  const modelTopology = { model_config: { class_name: 'Sequential', config: { layers: [] } } };
  return { json: { format: 'layers-model', modelTopology, weightsManifest }, files };
}

export const floats = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer);

/** Three groups: one file, three files with a weight across their edges, one file. */
export function smallModel(): SampleModel {
  return makeModel([
    { weights: [{ name: 'first/kernel', shape: [2, 2], dtype: 'float32' }], bytes: floats(1, 2, 3, 4) },
    {
      weights: [
        { name: 'second/kernel', shape: [3], dtype: 'float32' },
        { name: 'second/bias', shape: [3], dtype: 'float32' },
      ],
      bytes: floats(5, 6, 7, 8, 9, 10),
      cuts: [7, 14],
    },
    { weights: [{ name: 'third/kernel', shape: [], dtype: 'float32' }], bytes: floats(11) },
  ]);
}

export const smallModelWeights: readonly (readonly [string, readonly number[]])[] = [
  ['first/kernel', [1, 2, 3, 4]],
  ['second/kernel', [5, 6, 7]],
  ['second/bias', [8, 9, 10]],
  ['third/kernel', [11]],
];

export function jsonBytes(json: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(json)) as Uint8Array<ArrayBuffer>;
}

/** Weights as plain lists, for comparisons. */
export function plain(weights: ReadonlyMap<string, Float32Array>): [string, number[]][] {
  return [...weights].map(([name, values]) => [name, [...values]]);
}
