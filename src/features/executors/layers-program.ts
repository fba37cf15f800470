import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { CamdialError } from '../../errors.js';
import type { TfjsCore, TfjsLayers } from '../../tfjs/packages.js';
import { defaultLayer, type LayerInfo } from '../graph/compile.js';
import { OpList } from '../graph/lowering/lowering.js';
import { addPooling, defaultPooling, type Pooling } from '../graph/pooling.js';
import { addPreprocessing, type Preprocessing } from '../graph/preprocessing.js';
import type { WeightShape } from '../graph/weight-index.js';
import type { Program } from './tfjs-executor.js';
import { TfjsProgram } from './tfjs-program.js';

/** A network that cannot be compiled, run as TensorFlow.js itself does. */
export interface LayersParts {
  readonly topology: Readonly<Record<string, unknown>>;
  readonly specs: readonly WeightShape[];
  readonly weights: ReadonlyMap<string, Float32Array>;
  /** Null for the default. */
  readonly layer: string | null;
  readonly pool: Pooling | undefined;
  readonly preprocessing: Preprocessing;
  readonly inputSize: number;
  readonly channels: number;
}

/** Preprocessing, a LayersModel cut at a layer, and pooling. */
export class LayersProgram implements Program {
  readonly featureShape: readonly number[];
  readonly layer: string;
  readonly pool: Pooling;
  readonly layers: readonly LayerInfo[];
  readonly #core: TfjsCore;
  readonly #before: TfjsProgram;
  readonly #model: LayersModel;
  readonly #whole: LayersModel;
  readonly #after: TfjsProgram;

  /**
   * Loads the model on the current backend.
   *
   * @throws CamdialError `model-invalid` when TensorFlow.js cannot read it either.
   */
  static async load(core: TfjsCore, layers: TfjsLayers, parts: LayersParts): Promise<LayersProgram> {
    const { topology, specs, weights, layer, inputSize } = parts;
    const data = new Float32Array(specs.reduce((sum, { name }) => sum + (weights.get(name)?.length ?? 0), 0));
    let at = 0;
    for (const { name } of specs) {
      const values = weights.get(name) ?? new Float32Array(0);
      data.set(values, at);
      at += values.length;
    }
    const artifacts = {
      modelTopology: { ...topology },
      weightSpecs: specs.map(({ name, shape }) => ({ name, shape: [...shape], dtype: 'float32' as const })),
      weightData: data.buffer,
    };
    let whole: LayersModel | null = null;
    try {
      whole = await layers.loadLayersModel(core.io.fromMemory(artifacts));
      const infos = whole.layers.map(infoOf);
      const chosen = layer ?? infos[defaultLayer(infos, inputSize) ?? infos.length - 1]!.name;
      const output = whole.getLayer(chosen.split('/').at(-1)!).output as SymbolicTensor;
      const model = layers.model({ inputs: whole.inputs, outputs: output });
      return new LayersProgram(core, model, whole, chosen, infos, parts);
    } catch (cause) {
      whole?.dispose();
      if (cause instanceof CamdialError) throw cause;
      throw new CamdialError(
        'model-invalid',
        `The model could not be compiled, and TensorFlow.js cannot read it either: ${cause instanceof Error ? cause.message : String(cause)}`,
        { cause },
      );
    }
  }

  private constructor(
    core: TfjsCore,
    model: LayersModel,
    whole: LayersModel,
    layer: string,
    layers: readonly LayerInfo[],
    parts: LayersParts,
  ) {
    const { inputSize, channels, preprocessing } = parts;
    this.#core = core;
    this.#model = model;
    this.#whole = whole;
    this.layer = layer;
    this.layers = layers;
    const before = new OpList();
    const pixels = before.add({
      kind: 'input',
      inputs: [],
      shape: [inputSize, inputSize, 3],
      shift: [0, 0, 0],
    });
    addPreprocessing(before, pixels, preprocessing, channels);

    const [, rows] = model.inputs[0]!.shape;
    if (rows !== null && rows !== inputSize) {
      throw new CamdialError(
        'bad-argument',
        `This network cannot be compiled, so its input stays ${rows} px; leave out inputSize: ${inputSize}.`,
      );
    }
    const shape = (model.outputs[0]!.shape.slice(1) as (number | null)[]).map((length) => length ?? 0);
    this.pool = parts.pool ?? defaultPooling(shape);
    const after = new OpList();
    const features = after.add({ kind: 'input', inputs: [], shape, shift: [0, 0, 0] });
    const pooled = addPooling(after, features, this.pool);
    this.featureShape = after.shapeOf(pooled);
    this.#before = new TfjsProgram(core, before);
    this.#after = new TfjsProgram(core, after);
  }

  run(input: Tensor): Tensor {
    return this.#core.tidy(() => {
      const features = this.#model.predict(this.#before.run(input)) as Tensor;
      return this.#after.run(features);
    });
  }

  dispose(): void {
    this.#before.dispose();
    this.#after.dispose();
    this.#whole.dispose(); // and with it the layers that the cut one shares
  }
}

function infoOf(layer: { name: string; output: unknown; getClassName(): string }): LayerInfo {
  const [output] = [layer.output as SymbolicTensor | SymbolicTensor[]].flat();
  return { name: layer.name, kind: layer.getClassName(), outputShape: output!.shape.slice(1) as number[] };
}
