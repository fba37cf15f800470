import {
  DenseNet,
  type FeatureBackbone,
  KerasBackbone,
  listLayers,
  MobileNet,
  type Preprocessing,
  Scattering,
} from 'camdial';

/** Where the files of a network are. */
export type NetworkSource = { readonly url: string } | { readonly files: readonly File[] };

/** How a network sees its pixels, and where it is cut: only for one that could be any. */
interface NetworkCut {
  readonly preprocessing: Preprocessing;
  /** Undefined: the usual one. */
  readonly layer: string | undefined;
}

/** A backbone that is wanted. */
export interface BackboneRequest {
  readonly choice: BackboneChoice;
  /** Null: from its own place. */
  readonly source: NetworkSource | null;
  /** Null for a network whose pixels and layer are known. */
  readonly cut: NetworkCut | null;
}

/** What may happen while it is loaded. */
interface LoadControls {
  readonly signal: AbortSignal;
  readonly onProgress: (fraction: number) => void;
}

/** A backbone that is there. */
export interface LoadedBackbone {
  readonly request: BackboneRequest;
  readonly backbone: FeatureBackbone;
}

/** A backbone to choose. Add one to the list below for another. */
export interface BackboneChoice {
  readonly id: string;
  /** In the list. */
  readonly label: string;
  /** In a sentence. */
  readonly name: string;
  /** Where its files are: it has none, at a public address, or where the person says. */
  readonly home: 'built-in' | 'public' | 'asked';
  /** What is fetched from there, bytes, where that is known. */
  readonly bytes?: number;
  /** Whether it could be any network, so that its pixels and its layer are to be chosen. */
  readonly isAny?: boolean;
  /** Whether learning, poses and paddle are to be as in the tutorial of 2018 with it. */
  readonly isTutorial?: boolean;
  load(request: BackboneRequest, controls: LoadControls): Promise<FeatureBackbone>;
}

const densenetBytes = 27_800_000;

export const backbones: readonly BackboneChoice[] = [
  {
    id: 'scattering',
    label: 'Wavelet scattering (built in)',
    name: 'wavelet scattering',
    home: 'built-in',
    load: async () => Scattering.create(),
  },
  {
    id: 'mobilenet',
    label: 'MobileNet 0.25',
    name: 'MobileNet 0.25',
    home: 'public',
    bytes: 378_560,
    load: ({ source }, controls) => MobileNet.load({ ...source, ...controls }),
  },
  {
    id: 'densenet121',
    label: 'DenseNet121',
    name: 'DenseNet121',
    home: 'asked',
    bytes: densenetBytes,
    load: ({ source }, controls) => DenseNet.load({ ...source, ...controls }),
  },
  {
    id: 'tutorial',
    label: 'DenseNet121, as in 2018',
    name: 'DenseNet121 as in the tutorial',
    home: 'asked',
    bytes: densenetBytes,
    isTutorial: true,
    load: ({ source }, controls) =>
      DenseNet.load({ ...source, ...controls, layer: 'conv5_block16_concat', pool: 'none' }),
  },
  {
    id: 'own',
    label: 'Model of your own',
    name: 'your own model',
    home: 'asked',
    isAny: true,
    load: ({ source, cut }, controls) => KerasBackbone.load({ ...source, ...controls, ...cut!, name: 'own' }),
  },
];

/** What the page begins with, and falls back on: it is always there. */
export const builtIn: BackboneRequest = { choice: backbones[0]!, source: null, cut: null };

/** The layers of a network, by its model.json alone. */
export const layersOf = (source: NetworkSource, signal: AbortSignal) => listLayers({ ...source, signal });
