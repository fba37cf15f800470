import { Activation, Add, Affine, Border, Call, Convolution, Depthwise, Input, Kind, Pool, Winograd } from './calls';
import { convolve } from './convolution';
import { depthwise } from './depthwise';
import { activation, add, affine, border, copy, input, softmax } from './elementwise';
import { pool } from './pooling';
import { winograd } from './winograd';

export { packDepthwise, packFilter, packWinograd, scaleWeights } from './weights';

/** Where the host may begin to lay out its own; below are a few tables of the kernels. */
export function base(): usize {
  return __heap_base;
}

/** Makes calls one after the other. */
export function run(call: usize, end: usize): void {
  for (; call < end; call += changetype<Call>(call).bytes) {
    switch (changetype<Call>(call).kind) {
      case Kind.Input: input(changetype<Input>(call)); break;
      case Kind.Convolution: convolve(changetype<Convolution>(call)); break;
      case Kind.Winograd: winograd(changetype<Winograd>(call)); break;
      case Kind.Depthwise: depthwise(changetype<Depthwise>(call)); break;
      case Kind.Affine: affine(changetype<Affine>(call)); break;
      case Kind.MaxPool:
      case Kind.AveragePool: pool(changetype<Pool>(call)); break;
      case Kind.Add: add(changetype<Add>(call)); break;
      case Kind.Copy: copy(changetype<Affine>(call)); break;
      case Kind.Border: border(changetype<Border>(call)); break;
      case Kind.Activation: activation(changetype<Activation>(call)); break;
      case Kind.Softmax: softmax(changetype<Activation>(call)); break;
    }
  }
}
