/**
 * A network as a list of operations, in the order they run: what a backbone is compiled to. It knows nothing of where
 * it runs; an executor turns it into calls. Values are channels-last: `[height, width, channels]`, or `[length]`.
 */
export interface Network {
  /** Operation i makes value i and reads earlier ones only. The first is the input, the last is the features. */
  readonly ops: readonly Op[];
}

/** Length by dimension, without the batch. */
export type Shape = readonly number[];

/** What is done to every value after the rest of an operation. `alpha` is the slope of `leakyRelu` below 0. */
export interface Activation {
  readonly kind: 'linear' | 'relu' | 'relu6' | 'leakyRelu' | 'elu' | 'sigmoid' | 'tanh' | 'softmax' | 'swish';
  readonly alpha?: number;
}

export const linear: Activation = { kind: 'linear' };

/** Rows and columns added around a picture; what is in them counts as 0 for convolutions, as nothing for pools. */
export interface Padding {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

export const noPadding: Padding = { top: 0, bottom: 0, left: 0, right: 0 };

/** How a window moves over a picture. */
export interface Window {
  /** Rows and columns of the window. */
  readonly size: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly padding: Padding;
}

interface Base {
  /** The values that are read, by number. */
  readonly inputs: readonly number[];
  /** Of the value that is made. */
  readonly shape: Shape;
}

/** The pixels of a frame: red, green, blue, 0..255, with `shift` added to each channel by whoever fills it. */
export interface InputOp extends Base {
  readonly kind: 'input';
  readonly shift: readonly [number, number, number];
}

/**
 * What weights are to be multiplied with, by output channel. Kept apart from them, because an executor that packs weights
 * anyway does it on the way.
 */
export type WeightScale = Float32Array;

/** Two-dimensional convolution. */
export interface ConvOp extends Base, Window {
  readonly kind: 'conv';
  /** `[rows, columns, channels in, channels out]`, before `scale`. */
  readonly filter: Float32Array;
  readonly scale?: WeightScale;
  readonly bias: Float32Array;
  readonly dilation: readonly [number, number];
  readonly activation: Activation;
}

/** Convolution of each channel by itself, into `multiplier` channels. */
export interface DepthwiseOp extends Base, Window {
  readonly kind: 'depthwise';
  /** `[rows, columns, channels in, multiplier]`, before `scale`. */
  readonly filter: Float32Array;
  readonly scale?: WeightScale;
  readonly bias: Float32Array;
  readonly multiplier: number;
  readonly dilation: readonly [number, number];
  readonly activation: Activation;
}

/** `value * scale + bias`, by channel: a batch normalisation or rescaling that nothing else could take in. */
export interface AffineOp extends Base {
  readonly kind: 'affine';
  readonly scale: Float32Array;
  readonly bias: Float32Array;
  readonly activation: Activation;
}

/** Largest or mean value of each window; padding takes no part in either. */
export interface PoolOp extends Base, Window {
  readonly kind: 'maxPool' | 'averagePool';
}

/** Largest or mean value of each channel over the whole picture. */
export interface GlobalPoolOp extends Base {
  readonly kind: 'globalMax' | 'globalAverage';
}

/** Sum of values of one shape. */
interface AddOp extends Base {
  readonly kind: 'add';
  readonly activation: Activation;
}

/** Channels side by side. */
interface ConcatOp extends Base {
  readonly kind: 'concat';
}

/** Zeros around a picture. */
interface PadOp extends Base {
  readonly kind: 'pad';
  readonly padding: Padding;
}

/** A vector times a matrix. */
export interface DenseOp extends Base {
  readonly kind: 'dense';
  /** `[length in, length out]`, before `scale`. */
  readonly kernel: Float32Array;
  readonly scale?: WeightScale;
  readonly bias: Float32Array;
  readonly activation: Activation;
}

/** The same values in another shape. */
interface ReshapeOp extends Base {
  readonly kind: 'reshape';
}

/** An activation that nothing else could take in. */
interface ActivationOp extends Base {
  readonly kind: 'activation';
  readonly activation: Activation;
}

/** One operation of a {@link Network}. */
export type Op =
  | InputOp
  | ConvOp
  | DepthwiseOp
  | AffineOp
  | PoolOp
  | GlobalPoolOp
  | AddOp
  | ConcatOp
  | PadOp
  | DenseOp
  | ReshapeOp
  | ActivationOp;

/** Weights as they are to be used. */
export function scaled(weights: Float32Array, scale: WeightScale | undefined): Float32Array {
  if (!scale) return weights;
  const result = new Float32Array(weights.length);
  for (let i = 0; i < weights.length; i += scale.length) {
    for (let c = 0; c < scale.length; c++) result[i + c] = weights[i + c]! * scale[c]!;
  }
  return result;
}

/** How many values a shape holds. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Channels of a picture, or the length of a vector. */
export function channelsOf(shape: Shape): number {
  return shape.at(-1) ?? 1;
}

/** Multiplications of one run, counted by the convolutions and dense layers. */
export function multiplicationsOf({ ops }: Network): number {
  let sum = 0;
  for (const op of ops) {
    if (op.kind === 'conv') sum += (op.filter.length / channelsOf(op.shape)) * sizeOf(op.shape);
    if (op.kind === 'depthwise') sum += op.size[0] * op.size[1] * sizeOf(op.shape);
    if (op.kind === 'dense') sum += op.kernel.length;
  }
  return sum;
}
