import * as core from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { randomFrom } from '../../random.js';
import type { WeightShape } from '../graph/weight-index.js';

/** A model of TensorFlow.js with what `model.save` would write. */
export interface SmallModel {
  readonly model: tfl.LayersModel;
  readonly topology: Readonly<Record<string, unknown>>;
  readonly specs: readonly (WeightShape & { readonly dtype: 'float32' })[];
  readonly weights: ReadonlyMap<string, Float32Array>;
}

export async function saved(model: tfl.LayersModel): Promise<SmallModel> {
  let artifacts: core.io.ModelArtifacts | undefined;
  await model.save(
    core.io.withSaveHandler(async (given) => {
      artifacts = given;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  const { modelTopology, weightSpecs, weightData } = artifacts!;
  const data = [weightData as ArrayBuffer | ArrayBuffer[]].flat();
  const bytes = new Uint8Array(await new Blob(data).arrayBuffer());
  const weights = new Map<string, Float32Array>();
  let at = 0;
  for (const { name, shape } of weightSpecs!) {
    const length = shape.reduce((product, each) => product * each, 1);
    weights.set(name, new Float32Array(bytes.slice(at, at + 4 * length).buffer));
    at += 4 * length;
  }
  const specs = weightSpecs!.map(({ name, shape }) => ({ name, shape, dtype: 'float32' as const }));
  return {
    model,
    topology: JSON.parse(JSON.stringify(modelTopology)) as Record<string, unknown>,
    specs,
    weights,
  };
}

/** Gives every weight a random value; variances and scales stay above 0, some scales below. */
export function randomize(model: tfl.LayersModel, random: () => number): void {
  for (const weight of model.weights) {
    const { originalName: name, shape } = weight;
    const length = (shape as number[]).reduce((product, each) => product * each, 1);
    const fanIn = Math.max(1, length / ((shape as number[]).at(-1) ?? 1));
    const spread = 1.5 / Math.sqrt(Math.min(fanIn, 64));
    const value = () => {
      if (name.endsWith('moving_variance')) return 0.2 + random();
      if (name.endsWith('gamma')) return random() * 1.6 - 0.3;
      return name.endsWith('kernel') ? (2 * random() - 1) * spread : random() - 0.5;
    };
    const values = core.tensor(Float32Array.from({ length }, value), shape as number[]);
    weight.write(values);
    values.dispose();
  }
}

type Tensor = tfl.SymbolicTensor;

/**
 * A small network of random layers, of every kind that is compiled, in random order with random sizes, strides and
 * padding: the same for the same seed.
 */
export function randomModel(seed: number): tfl.LayersModel {
  const random = randomFrom(seed);
  const pick = <T>(...choices: T[]): T => choices[Math.floor(random() * choices.length)]!;
  const whole = (least: number, most: number) => least + Math.floor(random() * (most - least + 1));
  const { layers } = tfl;
  const edge = whole(17, 33);
  const input = tfl.input({ shape: [edge, edge, pick(3, 3, 1)] });
  const activation = () => pick('linear', 'relu', 'relu6', 'sigmoid', 'tanh', 'elu') as 'relu';
  const rows = (x: Tensor) => x.shape[1] as number;
  const channels = (x: Tensor) => x.shape[3] as number;
  const same = (x: Tensor, filters = channels(x)) =>
    layers
      .conv2d({
        filters,
        kernelSize: pick(1, 3),
        padding: 'same',
        useBias: pick(true, false),
        activation: activation(),
      })
      .apply(x) as Tensor;

  const steps: ((x: Tensor) => Tensor)[] = [
    (x) =>
      layers
        .conv2d({
          filters: whole(1, 9),
          kernelSize: Math.min(rows(x), pick(1, 2, 3, 5)),
          strides: pick(1, 2),
          padding: pick('same', 'valid'),
          useBias: pick(true, false),
          activation: activation(),
        })
        .apply(x) as Tensor,
    (x) =>
      layers
        .conv2d({ filters: whole(1, 6), kernelSize: 3, dilationRate: 2, padding: 'same' })
        .apply(x) as Tensor,
    (x) =>
      layers
        .depthwiseConv2d({
          kernelSize: pick(2, 3, 5),
          strides: pick(1, 2),
          padding: 'same',
          depthMultiplier: pick(1, 1, 2),
          useBias: pick(true, false),
          activation: activation(),
        })
        .apply(x) as Tensor,
    (x) =>
      layers
        .separableConv2d({ filters: whole(1, 7), kernelSize: 3, padding: 'same', activation: activation() })
        .apply(x) as Tensor,
    (x) =>
      layers.batchNormalization({ scale: pick(true, false), center: pick(true, false) }).apply(x) as Tensor,
    (x) => layers.batchNormalization({}).apply(x) as Tensor,
    (x) => layers.activation({ activation: activation() }).apply(x) as Tensor,
    (x) => layers.reLU({ maxValue: pick(6, undefined as unknown as number) }).apply(x) as Tensor,
    (x) => layers.leakyReLU({ alpha: 0.1 }).apply(x) as Tensor,
    (x) =>
      layers
        .zeroPadding2d({
          padding: [
            [whole(0, 2), whole(0, 2)],
            [whole(0, 2), whole(0, 2)],
          ],
        })
        .apply(x) as Tensor,
    (x) =>
      layers
        .maxPooling2d({
          poolSize: Math.min(rows(x), pick(2, 3)),
          strides: pick(1, 2),
          padding: pick('same', 'valid'),
        })
        .apply(x) as Tensor,
    (x) =>
      layers
        .averagePooling2d({
          poolSize: Math.min(rows(x), pick(2, 3)),
          strides: pick(1, 2),
          padding: pick('same', 'valid'),
        })
        .apply(x) as Tensor,
    (x) => layers.add().apply([x, same(x), same(x)]) as Tensor,
    (x) => layers.concatenate().apply([x, same(x, whole(1, 5)), x]) as Tensor,
    (x) => layers.dropout({ rate: 0.5 }).apply(x) as Tensor,
    // The shapes of real networks: what folds into what.
    (x) => {
      const conv = layers
        .conv2d({ filters: whole(2, 8), kernelSize: 3, padding: 'same', useBias: false })
        .apply(x) as Tensor;
      return layers.reLU({}).apply(layers.batchNormalization({}).apply(conv)) as Tensor;
    },
    (x) => {
      const conv = layers.conv2d({ filters: whole(2, 8), kernelSize: 1 }).apply(x) as Tensor;
      return layers
        .averagePooling2d({ poolSize: 2, strides: pick(1, 2), padding: 'same' })
        .apply(conv) as Tensor;
    },
    (x) => {
      const padded = layers.zeroPadding2d({ padding: 1 }).apply(layers.reLU({}).apply(x)) as Tensor;
      return layers.maxPooling2d({ poolSize: 3, strides: 2 }).apply(padded) as Tensor;
    },
  ];
  let x: Tensor = input;
  for (let count = whole(3, 9); count > 0; count--) if (rows(x) > 2) x = pick(...steps)(x);
  const end = pick('picture', 'picture', 'global', 'flat', 'dense', 'reshape');
  if (end === 'global')
    x = pick(layers.globalAveragePooling2d({}), layers.globalMaxPooling2d({})).apply(x) as Tensor;
  if (end === 'flat' || end === 'dense') x = layers.flatten().apply(x) as Tensor;
  if (end === 'dense')
    x = layers
      .dense({ units: 5, activation: pick('softmax', 'relu', 'linear') as 'relu' })
      .apply(x) as Tensor;
  if (end === 'reshape')
    x = layers
      .reshape({ targetShape: [(rows(x) as number) * (x.shape[2] as number), -1] })
      .apply(x) as Tensor;
  const model = tfl.model({ inputs: input, outputs: x });
  randomize(model, random);
  return model;
}

/** What TensorFlow.js itself makes of pixels, preprocessed as told. */
export function predict(
  model: tfl.LayersModel,
  pixels: Float32Array,
  preprocess: (pixels: core.Tensor4D) => core.Tensor,
): Float32Array {
  return core.tidy(() => {
    const edge = Math.sqrt(pixels.length / 3);
    const input = preprocess(core.tensor4d(pixels, [1, edge, edge, 3]));
    const output = model.predict(input) as core.Tensor;
    return output.dataSync<'float32'>().slice();
  });
}

/** The files that `model.save` would write. */
export function filesOf({ topology, specs, weights }: SmallModel, metadata?: object): File[] {
  const manifest = [{ paths: ['weights.bin'], weights: specs }];
  const json = { modelTopology: topology, weightsManifest: manifest, userDefinedMetadata: metadata };
  return [
    new File([JSON.stringify(json)], 'model.json', { type: 'application/json' }),
    new File(
      specs.map(({ name }) => weights.get(name)! as Float32Array<ArrayBuffer>),
      'weights.bin',
    ),
  ];
}

/** A network that tells places apart: what the checks of the contract need. */
export async function seeingModel(edge = 32): Promise<SmallModel> {
  const { layers } = tfl;
  const model = tfl.sequential({
    layers: [
      layers.conv2d({
        inputShape: [edge, edge, 3],
        filters: 8,
        kernelSize: 3,
        strides: 2,
        padding: 'same',
        useBias: false,
      }),
      layers.batchNormalization({}),
      layers.reLU({ maxValue: 6 }),
      layers.depthwiseConv2d({ kernelSize: 3, padding: 'same', useBias: false }),
      layers.conv2d({ filters: 12, kernelSize: 1, activation: 'relu' }),
    ],
  });
  randomize(model, randomFrom(11));
  return saved(model);
}

/** A network with a layer that is not compiled. */
export async function uncompilable(): Promise<SmallModel> {
  const { layers } = tfl;
  const model = tfl.sequential({
    layers: [
      layers.conv2d({ inputShape: [32, 32, 3], filters: 8, kernelSize: 3, strides: 2, padding: 'same' }),
      layers.prelu({}),
      layers.conv2d({ filters: 6, kernelSize: 3, padding: 'same' }),
    ],
  });
  randomize(model, randomFrom(12));
  return saved(model);
}
