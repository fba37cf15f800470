import {
  type Activation,
  type ConvOp,
  channelsOf,
  type DepthwiseOp,
  type Network,
  type Op,
  type Padding,
  type Shape,
  scaled,
  type Window,
} from '../../src/features/graph/network.js';
import { OnnxGraph } from './onnx-graph.js';

/**
 * A network as an ONNX model: channels first, one node an operation, nothing folded, as exporters give it. What can be
 * done about it is left to the runtime.
 */
export function toOnnx({ ops }: Network): Uint8Array<ArrayBuffer> {
  const graph = new OnnxGraph();
  const names: string[] = [];
  const at = (value: number) => ({ name: names[value]!, shape: ops[value]!.shape });
  for (const op of ops) {
    const inputs = op.inputs.map(at);
    const name = op.kind === 'input' ? graph.input('pixels', onnxShape(op.shape)) : addOp(graph, op, inputs);
    names.push('activation' in op ? activate(graph, name, op.activation) : name);
  }
  return graph.finish(names.at(-1)!, onnxShape(ops.at(-1)!.shape));
}

interface Value {
  readonly name: string;
  readonly shape: Shape;
}

/** Adds an operation without its activation; returns the name of its result. */
function addOp(graph: OnnxGraph, op: Op, inputs: readonly Value[]): string {
  const x = inputs[0]!.name;
  switch (op.kind) {
    case 'conv':
    case 'depthwise':
      return addConvolution(graph, op, x);
    case 'affine': {
      // A batch normalisation whose mean and variance are in its factor and bias.
      const one = [op.scale.length];
      const constants = [op.scale, op.bias, op.scale.map(() => 0), op.scale.map(() => 1)];
      const weights = constants.map((values) => graph.weights(values, one));
      return graph.node('BatchNormalization', [x, ...weights], { epsilon: 0 });
    }
    case 'maxPool':
      return graph.node('MaxPool', [x], windowOf(op));
    case 'averagePool':
      return graph.node('AveragePool', [x], { ...windowOf(op), count_include_pad: 0 });
    case 'globalMax':
    case 'globalAverage': {
      const pooled = graph.node(op.kind === 'globalMax' ? 'GlobalMaxPool' : 'GlobalAveragePool', [x]);
      return op.shape.length === 1 ? graph.node('Flatten', [pooled], { axis: 1 }) : pooled;
    }
    case 'add':
      return inputs.slice(1).reduce((sum, { name }) => graph.node('Add', [sum, name]), x);
    case 'concat': {
      const names = inputs.map(({ name }) => name);
      return graph.node('Concat', names, { axis: 1 });
    }
    case 'pad': {
      const { top, left, bottom, right } = op.padding;
      return graph.node('Pad', [x, graph.integers([0, 0, top, left, 0, 0, bottom, right])]);
    }
    case 'dense': {
      const units = op.bias.length;
      const kernel = graph.weights(scaled(op.kernel, op.scale), [op.kernel.length / units, units]);
      return graph.node('Gemm', [x, kernel, graph.weights(op.bias, [units])]);
    }
    case 'reshape':
      return addReshape(graph, inputs[0]!, op.shape);
    case 'activation':
      return x;
    case 'input':
      throw new Error('a network has one input, and it comes first');
  }
}

function addConvolution(graph: OnnxGraph, op: ConvOp | DepthwiseOp, x: string): string {
  const [rows, columns] = op.size;
  const outer = channelsOf(op.shape);
  const inner = op.filter.length / (rows * columns * outer); // 1 when depthwise: there the channels in are among the outer
  const filter = graph.weights(outerFirst(scaled(op.filter, op.scale), inner, outer), [
    outer,
    inner,
    rows,
    columns,
  ]);
  const bias = op.bias.some((value) => value !== 0) ? [graph.weights(op.bias, [outer])] : [];
  return graph.node('Conv', [x, filter, ...bias], {
    ...windowOf(op),
    dilations: op.dilation,
    group: op.kind === 'depthwise' ? outer / op.multiplier : 1,
  });
}

/** `[places, inner, outer]` as `[outer, inner, places]`. */
function outerFirst(filter: Float32Array, inner: number, outer: number): Float32Array {
  const places = filter.length / (inner * outer);
  return filter.map((_, i) => {
    const place = i % places;
    const c = Math.floor(i / places) % inner;
    const o = Math.floor(i / (places * inner));
    return filter[(place * inner + c) * outer + o]!;
  });
}

/** The order of the values is that of channels last, so a picture is turned before and after. */
function addReshape(graph: OnnxGraph, input: Value, shape: Shape): string {
  const isPicture = (of: Shape) => of.length === 3;
  const plain = isPicture(input.shape)
    ? graph.node('Transpose', [input.name], { perm: [0, 2, 3, 1] })
    : input.name;
  const reshaped = graph.node('Reshape', [plain, graph.integers([1, ...shape])]);
  return isPicture(shape) ? graph.node('Transpose', [reshaped], { perm: [0, 3, 1, 2] }) : reshaped;
}

function activate(graph: OnnxGraph, x: string, { kind, alpha }: Activation): string {
  switch (kind) {
    case 'linear':
      return x;
    case 'relu6': {
      const limits = [0, 6].map((limit) => graph.weights(Float32Array.of(limit), []));
      return graph.node('Clip', [x, ...limits]);
    }
    case 'leakyRelu':
      return graph.node('LeakyRelu', [x], { alpha: alpha! });
    case 'swish':
      return graph.node('Mul', [x, graph.node('Sigmoid', [x])]);
    case 'softmax':
      return graph.node('Softmax', [x], { axis: 1 });
    case 'relu':
      return graph.node('Relu', [x]);
    case 'elu':
      return graph.node('Elu', [x]);
    case 'sigmoid':
      return graph.node('Sigmoid', [x]);
    case 'tanh':
      return graph.node('Tanh', [x]);
  }
}

function windowOf({ size, strides, padding }: Window) {
  return { kernel_shape: size, strides, pads: padsOf(padding) };
}

function padsOf({ top, left, bottom, right }: Padding): number[] {
  return [top, left, bottom, right];
}

function onnxShape(shape: Shape): number[] {
  const [rows, columns, channels] = shape;
  return shape.length === 3 ? [1, channels!, rows!, columns!] : [1, ...shape];
}
