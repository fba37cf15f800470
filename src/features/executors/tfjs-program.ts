import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { TfjsCore } from '../../tfjs/packages.js';
import {
  type Activation,
  type AffineOp,
  type ConvOp,
  type DenseOp,
  type DepthwiseOp,
  type GlobalPoolOp,
  type Network,
  type Op,
  type Padding,
  type PoolOp,
  scaled,
  type Window,
} from '../graph/network.js';

type Explicit = [[number, number], [number, number], [number, number], [number, number]];

/** What tfjs-core calls the activations that it can fuse into a kernel. */
const fused: Partial<Record<Activation['kind'], 'linear' | 'relu' | 'relu6' | 'leakyrelu' | 'sigmoid'>> = {
  linear: 'linear',
  relu: 'relu',
  relu6: 'relu6',
  leakyRelu: 'leakyrelu',
  sigmoid: 'sigmoid',
};

/**
 * A network as calls of tfjs-core, with its weights on the current backend. It has to be made, run and disposed on that
 * backend; see `onBackend`.
 */
export class TfjsProgram {
  readonly featureShape: readonly number[];
  readonly #core: TfjsCore;
  readonly #steps: ((values: readonly Tensor[]) => Tensor)[] = [];
  readonly #weights: Tensor[] = [];

  constructor(core: TfjsCore, { ops }: Network) {
    this.#core = core;
    this.featureShape = ops.at(-1)!.shape;
    try {
      for (const op of ops.slice(1)) this.#steps.push(this.#step(op));
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /**
   * @param input - the input with a batch of 1 before its shape; stays the caller's.
   * @returns a tensor that is the caller's.
   */
  run(input: Tensor): Tensor {
    return this.#core.tidy(() => {
      const values: Tensor[] = [input];
      for (const step of this.#steps) values.push(step(values));
      const output = values.at(-1)!;
      return output === input ? this.#core.clone(output) : output;
    });
  }

  dispose(): void {
    for (const weight of this.#weights.splice(0)) weight.dispose();
  }

  #step(op: Op): (values: readonly Tensor[]) => Tensor {
    const core = this.#core;
    const first = op.inputs[0]!;
    switch (op.kind) {
      case 'conv':
        return this.#conv(op);
      case 'depthwise':
        return this.#depthwise(op);
      case 'affine':
        return this.#affine(op);
      case 'dense':
        return this.#dense(op);
      case 'maxPool':
      case 'averagePool':
        return this.#pool(op);
      case 'globalMax':
      case 'globalAverage':
        return this.#globalPool(op);
      case 'add':
        return (values) => {
          const [head, ...others] = op.inputs.map((input) => values[input]!);
          const sum = others.reduce((total: Tensor, each) => core.add(total, each), head!);
          return this.#activate(sum, op.activation);
        };
      case 'concat':
        return (values) =>
          core.concat(
            op.inputs.map((input) => values[input]!),
            -1,
          );
      case 'pad': {
        const padding = explicit(op.padding);
        return (values) => core.pad(values[first]!, padding);
      }
      case 'reshape':
        return (values) => core.reshape(values[first]!, [1, ...op.shape]);
      case 'activation':
        return (values) => this.#activate(values[first]!, op.activation);
      case 'input':
        throw new Error('a network has one input, and it comes first');
    }
  }

  #conv(op: ConvOp) {
    const channels = op.shape[2]!;
    const inner = op.filter.length / (op.size[0] * op.size[1] * channels);
    const filter = this.#keep(
      this.#core.tensor4d(scaled(op.filter, op.scale), [...op.size, inner, channels]),
    );
    const bias = this.#keep(this.#core.tensor1d(op.bias));
    const settings = { ...this.#window(op), dilations: [...op.dilation] as [number, number] };
    const activation = this.#fusedActivation(op.activation);
    return (values: readonly Tensor[]) => {
      const x = values[op.inputs[0]!] as Tensor4D;
      const y = this.#core.fused.conv2d({ x, filter, bias, ...settings, ...activation });
      return this.#rest(y, op.activation);
    };
  }

  #depthwise(op: DepthwiseOp) {
    const channels = op.shape[2]! / op.multiplier;
    const filter = this.#keep(
      this.#core.tensor4d(scaled(op.filter, op.scale), [...op.size, channels, op.multiplier]),
    );
    const bias = this.#keep(this.#core.tensor1d(op.bias));
    const settings = { ...this.#window(op), dilations: [...op.dilation] as [number, number] };
    const activation = this.#fusedActivation(op.activation);
    return (values: readonly Tensor[]) => {
      const x = values[op.inputs[0]!] as Tensor4D;
      const y = this.#core.fused.depthwiseConv2d({ x, filter, bias, ...settings, ...activation });
      return this.#rest(y, op.activation);
    };
  }

  /** On a picture a 1 x 1 depthwise convolution: one kernel where a product, a sum and an activation would be three. */
  #affine({ inputs, scale, bias, shape, activation }: AffineOp) {
    const core = this.#core;
    const channels = scale.length;
    if (shape.length === 3) {
      const filter = this.#keep(core.tensor4d(scale, [1, 1, channels, 1]));
      const shift = this.#keep(core.tensor1d(bias));
      const fusedActivation = this.#fusedActivation(activation);
      return (values: readonly Tensor[]) => {
        const x = values[inputs[0]!] as Tensor4D;
        const y = core.fused.depthwiseConv2d({
          x,
          filter,
          bias: shift,
          strides: 1,
          pad: 'valid',
          ...fusedActivation,
        });
        return this.#rest(y, activation);
      };
    }
    const factor: Tensor1D = this.#keep(core.tensor1d(scale));
    const shift: Tensor1D = this.#keep(core.tensor1d(bias));
    return (values: readonly Tensor[]) =>
      this.#activate(core.add(core.mul(values[inputs[0]!]!, factor), shift), activation);
  }

  #dense({ inputs, kernel, scale, bias, shape, activation }: DenseOp) {
    const core = this.#core;
    const units = shape[0]!;
    const b: Tensor2D = this.#keep(core.tensor2d(scaled(kernel, scale), [kernel.length / units, units]));
    const shift = this.#keep(core.tensor1d(bias));
    const fusedActivation = this.#fusedActivation(activation);
    return (values: readonly Tensor[]) => {
      const a = values[inputs[0]!] as Tensor2D;
      return this.#rest(core.fused.matMul({ a, b, bias: shift, ...fusedActivation }), activation);
    };
  }

  #pool(op: PoolOp) {
    const { strides, pad } = this.#window(op);
    const size = [...op.size] as [number, number];
    const pool = op.kind === 'maxPool' ? this.#core.maxPool : this.#core.avgPool;
    return (values: readonly Tensor[]) => pool(values[op.inputs[0]!] as Tensor4D, size, strides, pad);
  }

  #globalPool({ kind, inputs, shape }: GlobalPoolOp) {
    const core = this.#core;
    const pool = kind === 'globalMax' ? core.maxPool : core.avgPool;
    return (values: readonly Tensor[]) => {
      const x = values[inputs[0]!] as Tensor4D;
      return core.reshape(pool(x, [x.shape[1], x.shape[2]], 1, 'valid'), [1, ...shape]);
    };
  }

  #window({ strides, padding }: Window): { strides: [number, number]; pad: 'valid' } {
    const isPadded = Object.values(padding).some((side) => side > 0);
    // All kernels take explicit padding; not all of their types say so.
    const pad = (isPadded ? explicit(padding) : 'valid') as 'valid';
    return { strides: [...strides] as [number, number], pad };
  }

  #fusedActivation({ kind, alpha }: Activation) {
    return {
      activation: fused[kind] ?? 'linear',
      leakyreluAlpha: alpha ?? 0, // read by that activation alone
    } as const;
  }

  /** What could not be fused. */
  #rest(value: Tensor, activation: Activation): Tensor {
    return fused[activation.kind] ? value : this.#activate(value, activation);
  }

  #activate(value: Tensor, { kind, alpha }: Activation): Tensor {
    const core = this.#core;
    switch (kind) {
      case 'linear':
        return value;
      case 'relu':
        return core.relu(value);
      case 'relu6':
        return core.relu6(value);
      case 'leakyRelu':
        return core.leakyRelu(value, alpha);
      case 'elu':
        return core.elu(value);
      case 'sigmoid':
        return core.sigmoid(value);
      case 'tanh':
        return core.tanh(value);
      case 'softmax':
        return core.softmax(value);
      case 'swish':
        return core.mul(value, core.sigmoid(value));
    }
  }

  #keep<T extends Tensor>(weight: T): T {
    this.#weights.push(weight);
    return weight;
  }
}

function explicit({ top, bottom, left, right }: Padding): Explicit {
  return [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
}
