import type { Pooling } from '../../src/features/graph/pooling.js';

/** A network, where it is cut, and how often it is timed. */
export interface NetworkCase {
  readonly name: string;
  /** Of the model, in the folder of models. */
  readonly folder: string;
  readonly layer: string;
  /** Default: camdial's own. */
  readonly pool?: Pooling;
  readonly preprocessing: 'tf' | 'torch';
  /** Timed runs; a tenth of them with --quick. */
  readonly rounds: number;
}

const mobileNet = { folder: 'mobilenet_v1_0.25_224', preprocessing: 'tf', rounds: 200 } as const;
const denseNet = { folder: 'densenet121', preprocessing: 'torch', rounds: 30 } as const;

export const networkCases: readonly NetworkCase[] = [
  { ...mobileNet, name: 'MobileNet 0.25, conv_pw_10_relu, 5 x 5 cells', layer: 'conv_pw_10_relu' },
  { ...mobileNet, name: 'MobileNet 0.25, conv_pw_13_relu', layer: 'conv_pw_13_relu', pool: 'none' },
  { ...denseNet, name: 'DenseNet121, conv5_block16_concat, 5 x 5 cells', layer: 'conv5_block16_concat' },
  { ...denseNet, name: 'DenseNet121, conv5_block16_concat', layer: 'conv5_block16_concat', pool: 'none' },
];
