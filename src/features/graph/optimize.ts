import { foldAffine, foldPointwise, isPointwise, type Weighted } from './fold.js';
import {
  type Activation,
  type ConvOp,
  type DepthwiseOp,
  type InputOp,
  linear,
  type Network,
  type Op,
  type Padding,
  type PoolOp,
  type Shape,
} from './network.js';
import { type Rewriting, rewrite } from './rewrite.js';

/**
 * The same network in fewer operations: batch normalisations and preprocessing in the weights, activations and zero
 * padding in what comes before or after them, average pools before 1 x 1 convolutions, nothing that is not needed.
 * Results differ by rounding only.
 */
export function optimize({ ops }: Network): Network {
  let current = ops;
  for (;;) {
    const next = rewrite(current, fuse);
    if (next.length === current.length && next.every((op, i) => op.kind === current[i]!.kind))
      return { ops: next };
    current = next;
  }
}

function fuse(op: Op, uses: number, into: Rewriting): number {
  const [value] = op.inputs;
  const source = value === undefined ? null : into.ops[value]!;
  const only = value === undefined ? null : into.onlyUse(value);
  switch (op.kind) {
    case 'affine':
      if (only && isWeighted(only) && isLinear(only.activation)) {
        return into.replace(value!, foldAffine(only, op), uses);
      }
      break;
    case 'activation':
      if (
        only &&
        'activation' in only &&
        isLinear(only.activation) &&
        only.kind !== 'activation' &&
        isFusable(op.activation)
      ) {
        return into.replace(value!, { ...only, activation: op.activation }, uses);
      }
      break;
    case 'conv':
    case 'depthwise':
      return convolve(op, uses, into);
    case 'maxPool':
      if (
        source?.kind === 'pad' &&
        isNeverNegative(source.inputs[0]!, into.ops) &&
        isInside(op, source.padding)
      ) {
        return into.add({ ...op, inputs: source.inputs, padding: sumOf(op.padding, source.padding) }, uses);
      }
      break;
    case 'averagePool':
      // Both are linear, so a pool may come first; what is left to convolve is smaller.
      if (only?.kind === 'conv' && isPointwise(only) && isLinear(only.activation)) {
        const channels = into.ops[only.inputs[0]!]!.shape.at(-1)!;
        const shape: Shape = [...op.shape.slice(0, 2), channels];
        const pool = into.add({ ...op, inputs: only.inputs, shape }, 1);
        return into.add({ ...only, inputs: [pool], shape: op.shape }, uses);
      }
      break;
    case 'reshape':
      if (String(source?.shape) === String(op.shape)) return into.alias(value!, uses);
      if (source?.kind === 'reshape') return into.add({ ...op, inputs: source.inputs }, uses);
      break;
  }
  return into.add(op, uses);
}

function convolve(op: ConvOp | DepthwiseOp, uses: number, into: Rewriting): number {
  const source = into.ops[op.inputs[0]!]!;
  if (source.kind === 'pad') {
    return into.add({ ...op, inputs: source.inputs, padding: sumOf(op.padding, source.padding) }, uses);
  }
  const only = into.onlyUse(op.inputs[0]!);
  if (op.kind === 'conv' && only?.kind === 'conv' && isPointwise(only) && isLinear(only.activation)) {
    const folded = foldPreprocessing(only, op, into);
    if (folded) return into.add(folded, uses);
  }
  return into.add(op, uses);
}

/** Takes a 1 x 1 convolution of the pixels into the one that follows: there it costs nothing. */
function foldPreprocessing(before: ConvOp, conv: ConvOp, into: Rewriting): ConvOp | null {
  const [pixels] = before.inputs;
  const input = into.ops[pixels!]!;
  if (input.kind !== 'input' || into.usesOf(pixels!) !== 1) return null;
  const folded = foldPointwise(before, conv);
  if (!folded) return null;
  const shift = input.shift.map((value, i) => value + folded.shift[i]!) as [number, number, number];
  into.replace(pixels!, { ...input, shift } satisfies InputOp, 1);
  return folded.conv;
}

function isWeighted(op: Op): op is Weighted {
  return op.kind === 'conv' || op.kind === 'depthwise' || op.kind === 'dense' || op.kind === 'affine';
}

function isLinear(activation: Activation): boolean {
  return activation.kind === linear.kind;
}

/** What executors do to a value before they store it. */
function isFusable({ kind }: Activation): boolean {
  return kind === 'relu' || kind === 'relu6' || kind === 'leakyRelu' || kind === 'sigmoid';
}

/** Whether padding with zeros is the same to a largest value as padding with nothing. */
function isNeverNegative(value: number, ops: readonly Op[]): boolean {
  const op = ops[value]!;
  if (op.kind === 'concat' || op.kind === 'add') {
    const isPlain = op.kind === 'concat' || isLinear(op.activation);
    if (isPlain) return op.inputs.every((input) => isNeverNegative(input, ops));
  }
  if (op.kind === 'maxPool' || op.kind === 'averagePool') return isNeverNegative(op.inputs[0]!, ops);
  return 'activation' in op && ['relu', 'relu6', 'sigmoid', 'softmax'].includes(op.activation.kind);
}

/** Whether every window still holds at least one value of the picture. */
function isInside({ size, padding }: PoolOp, more: Padding): boolean {
  const { top, bottom, left, right } = sumOf(padding, more);
  return Math.max(top, bottom) < size[0] && Math.max(left, right) < size[1];
}

function sumOf(a: Padding, b: Padding): Padding {
  return { top: a.top + b.top, bottom: a.bottom + b.bottom, left: a.left + b.left, right: a.right + b.right };
}
