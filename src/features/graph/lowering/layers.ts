import { conv, depthwise, separable, zeroPadding } from './convolutions.js';
import type { Lower } from './lowering.js';
import {
  activation,
  add,
  batchNormalization,
  identity,
  namedActivation,
  normalization,
  rescaling,
} from './pointwise.js';
import { averagePool, globalAverage, globalMax, maxPool } from './pools.js';
import { concatenate, dense, flatten, reshape } from './shaping.js';

/** What is known of Keras: a class of layers, and how it becomes operations. */
export const lowerings: ReadonlyMap<string, Lower> = new Map<string, Lower>([
  ['Conv2D', conv],
  ['DepthwiseConv2D', depthwise],
  ['SeparableConv2D', separable],
  ['ZeroPadding2D', zeroPadding],
  ['MaxPooling2D', maxPool],
  ['AveragePooling2D', averagePool],
  ['GlobalMaxPooling2D', globalMax],
  ['GlobalAveragePooling2D', globalAverage],
  ['BatchNormalization', batchNormalization],
  ['Rescaling', rescaling],
  ['Normalization', normalization],
  ['Activation', activation],
  ['ReLU', namedActivation],
  ['LeakyReLU', namedActivation],
  ['ELU', namedActivation],
  ['Softmax', namedActivation],
  ['Add', add],
  ['Concatenate', concatenate],
  ['Flatten', flatten],
  ['Reshape', reshape],
  ['Dense', dense],
  // These work in training only.
  ['Dropout', identity],
  ['SpatialDropout2D', identity],
  ['AlphaDropout', identity],
  ['GaussianDropout', identity],
  ['GaussianNoise', identity],
  ['ActivityRegularization', identity],
]);
