import { isPointwise } from '../graph/fold.js';
import {
  type AffineOp,
  type ConvOp,
  channelsOf,
  type DepthwiseOp,
  type Network,
  type Op,
  type Shape,
  scaled,
  sizeOf,
} from '../graph/network.js';
import { activationOf } from './activations.js';

/** A convolution, with what is done to each place of its input first. */
interface ConvStep {
  readonly op: ConvOp;
  readonly before: AffineOp | DepthwiseOp | null;
}

/** Something that is one call, or a few that belong together. */
export type Step = ConvStep | { readonly op: Exclude<Op, ConvOp>; readonly before: null };

/** Places in a panel of the kernels, by how many values one has. */
export function panelHeight(depth: number): number {
  return depth <= 256 ? 128 : 32;
}

/** Values that a row of a panel holds. */
export const panelWidth = 1024;

/**
 * The operations of a network as the engine takes them. `number[i]` is the value that step i makes; values that went into
 * another step are made by none.
 */
export function stepsOf({ ops }: Network): { steps: Step[]; numbers: number[] } {
  const uses = new Array<number>(ops.length).fill(0);
  uses[ops.length - 1] = 1;
  for (const { inputs } of ops) for (const input of inputs) uses[input]!++;

  const taken = new Set<number>();
  const steps = new Map<number, Step>();
  for (const [i, given] of ops.entries()) {
    const op = simpler(given, ops);
    if (op.kind !== 'conv') {
      steps.set(i, { op, before: null });
      continue;
    }
    const source = op.inputs[0]!;
    const before = uses[source] === 1 ? packable(ops[source]!, op) : null;
    if (before) taken.add(source);
    steps.set(i, { op: before ? { ...op, inputs: before.inputs } : op, before });
  }
  for (const i of taken) steps.delete(i);
  return { steps: [...steps.values()], numbers: [...steps.keys()] };
}

/** What can be done while a 1 x 1 convolution packs its panels, so that it never goes to memory. */
function packable(op: Op, conv: ConvOp): AffineOp | DepthwiseOp | null {
  if (!isPointwise(conv) || !('activation' in op) || !activationOf(op.activation)) return null;
  if (op.kind === 'affine') return op;
  if (op.kind !== 'depthwise' || op.multiplier > 1) return null;
  const [, columns, channels] = op.shape as [number, number, number];
  return channels <= panelWidth && columns <= panelHeight(channels) ? op : null;
}

/** Rare operations, said by others: a vector is a picture of one place. */
function simpler(op: Op, ops: readonly Op[]): Op {
  if (op.kind === 'dense') {
    return {
      ...op,
      kind: 'conv',
      filter: op.kernel,
      ...{
        size: [1, 1],
        strides: [1, 1],
        dilation: [1, 1],
        padding: { top: 0, bottom: 0, left: 0, right: 0 },
      },
    };
  }
  if (op.kind === 'globalMax' || op.kind === 'globalAverage') {
    const [rows, columns] = ops[op.inputs[0]!]!.shape as [number, number];
    return {
      ...op,
      kind: op.kind === 'globalMax' ? 'maxPool' : 'averagePool',
      ...{ size: [rows, columns], strides: [1, 1], padding: { top: 0, bottom: 0, left: 0, right: 0 } },
    };
  }
  if (op.kind === 'depthwise' && op.multiplier > 1) return spread(op, channelsOf(ops[op.inputs[0]!]!.shape));
  if (op.kind === 'activation' || (op.kind === 'add' && op.inputs.length === 1)) {
    const { shape } = op;
    const scale = new Float32Array(channelsOf(shape)).fill(1);
    return { ...op, kind: 'affine', scale, bias: new Float32Array(scale.length) };
  }
  return op;
}

/** A depthwise convolution that makes several channels of each: a convolution whose filter is mostly zeros. Slow, and rare. */
function spread(op: DepthwiseOp, channels: number): ConvOp {
  const outer = channels * op.multiplier;
  const filter = new Float32Array(op.size[0] * op.size[1] * channels * outer);
  const own = scaled(op.filter, op.scale);
  for (let i = 0; i < own.length; i++) {
    const o = i % outer;
    const inner = Math.floor(o / op.multiplier);
    filter[(Math.floor(i / outer) * channels + inner) * outer + o] = own[i]!;
  }
  const { scale: _applied, ...rest } = op;
  return { ...rest, kind: 'conv', filter };
}

/** Rows, columns and channels of a value; what has fewer dimensions is one row, or one place. */
export function extentOf(shape: Shape): readonly [number, number, number] {
  const [rows, columns] = [shape.at(-3) ?? 1, shape.at(-2) ?? 1];
  return [rows * sizeOf(shape.slice(0, -3)), columns, channelsOf(shape)];
}
