import {
  type Activation,
  type ConvOp,
  channelsOf,
  type DepthwiseOp,
  type InputOp,
  type Network,
  sizeOf,
} from '../graph/network.js';
import { activationOf, none } from './activations.js';
import { roomFor } from './arena.js';
import { CallList, functions, layouts, packings } from './calls.js';
import { type Picture, type Places, placesOf } from './places.js';
import { panelHeight, type Step, stepsOf } from './steps.js';
import { usesWinograd, winogradScratch } from './winograd.js';

/** Weights on their way into the memory of the kernels. */
export interface PackedWeights {
  /** Which kernel packs them; `plain` ones are copied as they are. */
  readonly packing: 'filter' | 'winograd' | 'depthwise' | 'plain';
  readonly values: Float32Array;
  /** Values that make one result (of Winograd, without the nine taps; of a depthwise convolution the taps). */
  readonly depth: number;
  readonly channels: number;
  readonly at: number;
}

/** From the first of some calls to the end of the last. */
interface Stretch {
  readonly begin: number;
  readonly end: number;
}

/** A network laid out in memory, and the calls that run it. Addresses are in bytes. */
export interface EnginePlan {
  /** All the memory it takes. */
  readonly bytes: number;
  readonly weights: readonly PackedWeights[];
  /** Free until the first frame, and large enough for the largest of the weights. */
  readonly stagingAt: number;
  readonly calls: readonly { readonly at: number; readonly words: Int32Array }[];
  /** The call that takes in a frame as float32 (red, green, blue), and the one for bytes (red, green, blue, alpha). */
  readonly floats: Stretch;
  readonly bytesOfColour: Stretch;
  /** All calls after it. */
  readonly program: Stretch;
  /** Where a frame is put. */
  readonly pixelsAt: number;
  readonly result: { readonly at: number; readonly length: number };
}

/**
 * Lays out a network: weights, then values that share memory where their lives do not meet, then what kernels work in.
 *
 * @param base - where the memory is free from.
 */
export function planEngine(network: Network, base: number): EnginePlan {
  return new Planner(network, base).plan();
}

class Planner {
  readonly #network: Network;
  readonly #steps: readonly Step[];
  readonly #numbers: readonly number[];
  readonly #weights: PackedWeights[] = [];
  readonly #calls = new CallList();
  /** What panels are packed by; not run by themselves. */
  readonly #packers = new CallList();
  readonly #packersAt: number;
  readonly #scratch: { panel: number; inputs: number; outputs: number; zeros: number; sink: number };
  readonly #places: Places;
  readonly #addresses: readonly StepWeights[];
  readonly #stagingAt: number;
  #top: number;

  constructor(network: Network, base: number) {
    this.#network = network;
    const { steps, numbers } = stepsOf(network);
    this.#steps = steps;
    this.#numbers = numbers;
    this.#top = roomFor(base);
    const words = Math.max(layouts.Affine.length, layouts.Depthwise.length) + 2;
    this.#packersAt = this.#take(4 * words * steps.filter(({ before }) => before).length);
    this.#addresses = steps.map((step) => this.#takeWeights(step));
    this.#scratch = this.#takeScratch();
    this.#places = placesOf(network, steps, numbers, this.#top);
    this.#stagingAt = this.#take(
      this.#weights.reduce((most, { values }) => Math.max(most, 4 * values.length), this.#places.bytes),
    );
  }

  plan(): EnginePlan {
    const { ops } = this.#network;
    const input = ops[0] as InputOp;
    const pixelsAt = this.#take(4 * sizeOf(input.shape));
    const length = sizeOf(ops.at(-1)!.shape);
    const resultAt = this.#take(4 * length);
    const inputs = new CallList();
    const [floats, bytes] = [0, 1].map((isBytes) => this.#input(inputs, input, pixelsAt, isBytes));
    const inputsAt = this.#take(inputs.bytes);
    for (const [s, step] of this.#steps.entries()) {
      this.#clearBorders(s);
      this.#call(step, this.#numbers[s]!, this.#addresses[s]!);
    }
    const last = this.#picture(ops.length - 1);
    this.#copy(last, closely(last, resultAt));
    const begin = this.#take(this.#calls.bytes);
    return {
      bytes: this.#top,
      weights: this.#weights,
      stagingAt: this.#stagingAt,
      calls: [
        { at: this.#packersAt, words: this.#packers.toArray() },
        { at: inputsAt, words: inputs.toArray() },
        { at: begin, words: this.#calls.toArray() },
      ],
      floats: { begin: inputsAt + floats!, end: inputsAt + bytes! },
      bytesOfColour: { begin: inputsAt + bytes!, end: inputsAt + inputs.bytes },
      program: { begin, end: begin + this.#calls.bytes },
      pixelsAt,
      result: { at: resultAt, length },
    };
  }

  #take(bytes: number): number {
    const at = this.#top;
    this.#top += roomFor(bytes);
    return at;
  }

  #takeWeights({ op, before }: Step): StepWeights {
    const own = { before: 0, beforeBias: 0, filter: 0, bias: 0 };
    if (before?.kind === 'depthwise') own.before = this.#depthwiseFilter(before);
    if (before?.kind === 'affine') own.before = this.#plain(before.scale);
    if (before) own.beforeBias = this.#plain(before.bias);
    switch (op.kind) {
      case 'conv': {
        const channels = channelsOf(op.shape);
        const depth = op.filter.length / channels;
        const isWinograd = usesWinograd(op);
        own.filter = isWinograd
          ? this.#weigh('winograd', op.filter, depth / 9, channels, 36 * (depth / 9) * eights(channels))
          : this.#weigh('filter', op.filter, depth, channels, depth * eights(channels));
        own.bias = this.#plain(op.bias);
        break;
      }
      case 'depthwise':
        own.filter = this.#depthwiseFilter(op);
        own.bias = this.#plain(op.bias);
        break;
      case 'affine':
        own.filter = this.#plain(op.scale);
        own.bias = this.#plain(op.bias);
        break;
    }
    return own;
  }

  #depthwiseFilter({ filter, size, shape }: DepthwiseOp): number {
    return this.#weigh(
      'depthwise',
      filter,
      size[0] * size[1],
      shape[2]!,
      size[0] * size[1] * eights(shape[2]!),
    );
  }

  #plain(values: Float32Array): number {
    return this.#weigh('plain', values, 1, values.length, eights(values.length));
  }

  #weigh(
    packing: PackedWeights['packing'],
    values: Float32Array,
    depth: number,
    channels: number,
    packed: number,
  ): number {
    const at = this.#take(4 * packed);
    this.#weights.push({ packing, values, depth, channels, at });
    return at;
  }

  #takeScratch() {
    const convs = this.#steps.map(({ op }) => op).filter((op) => op.kind === 'conv');
    const most = { inputs: 0, outputs: 0, wide: 0 };
    for (const op of convs) {
      const channels = channelsOf(op.shape);
      most.wide = Math.max(most.wide, 4 * eights(channels));
      if (!usesWinograd(op)) continue;
      const { inputBytes, outputBytes } = winogradScratch(op.filter.length / (9 * channels), channels);
      most.inputs = Math.max(most.inputs, inputBytes);
      most.outputs = Math.max(most.outputs, outputBytes);
    }
    return {
      panel: this.#take(convs.length > 0 ? panelBytes : 0),
      inputs: this.#take(most.inputs),
      outputs: this.#take(most.outputs),
      zeros: this.#plain(new Float32Array(most.wide / 4)),
      sink: this.#take(most.wide),
    };
  }

  #picture(value: number): Picture {
    return this.#places.pictureOf(value);
  }

  #clearBorders(step: number): void {
    for (const { from, start, rowBytes, room } of this.#places.borders) {
      if (from !== step) continue;
      const { rows, pixel } = room;
      const { top, bottom, left, right } = room.border;
      const sides = { leftBytes: left * pixel, rightBytes: right * pixel };
      this.#calls.add('Border', { start, rowBytes, top, bottom, ...sides, rows });
    }
  }

  #input(calls: CallList, { shift }: InputOp, source: number, isBytes: number): number {
    const { at, row, rows, columns } = this.#picture(0);
    const [red, green, blue] = shift;
    return calls.add('Input', {
      source,
      isBytes,
      target: at,
      rows,
      columns,
      targetRow: row,
      red,
      green,
      blue,
    });
  }

  #call(step: Step, value: number, weights: StepWeights): void {
    const { op } = step;
    const source = this.#picture(op.inputs[0] ?? 0);
    const target = this.#picture(value);
    switch (op.kind) {
      case 'input':
        return;
      case 'conv':
        if (usesWinograd(op)) this.#winograd(op, source, target, weights);
        else this.#convolve(op, step.before, source, target, weights);
        break;
      case 'depthwise':
        this.#calls.add('Depthwise', this.#depthwise(op, source, target, weights.filter, weights.bias));
        break;
      case 'affine':
        this.#calls.add('Affine', {
          ...from(source),
          ...to(target),
          channels: target.channels,
          scale: weights.filter,
          bias: weights.bias,
          ...fused(op.activation),
        });
        break;
      case 'maxPool':
      case 'averagePool': {
        const [sizeDown, sizeRight] = op.size;
        const [strideDown, strideRight] = op.strides;
        const { top, left } = op.padding;
        this.#calls.add(op.kind === 'maxPool' ? 'MaxPool' : 'AveragePool', {
          ...from(source),
          ...{ sourceRows: source.rows, sourceColumns: source.columns },
          ...{ sizeDown, sizeRight, strideDown, strideRight, top, left },
          ...to(target),
          quads: quads(target),
        });
        break;
      }
      case 'add':
        this.#add(op.inputs, target, op.activation);
        break;
      case 'concat':
        this.#concat(value, op.inputs, target);
        break;
      case 'pad': {
        const { top, left } = op.padding;
        this.#zero(target);
        this.#copy(source, { ...target, at: target.at + top * target.row + left * target.pixel });
        break;
      }
      case 'reshape':
        this.#copy(source, closely(source, target.at));
        break;
    }
    if ('activation' in op) this.#activate(op.activation, target);
  }

  #convolve(
    op: ConvOp,
    before: Step['before'],
    source: Picture,
    target: Picture,
    weights: StepWeights,
  ): void {
    const { filter, bias } = weights;
    const depth = op.filter.length / target.channels;
    const [tapRows, tapColumns] = op.size;
    // Taps that lie side by side in a row are one stretch.
    const isClose = op.dilation[1] === 1 && source.pixel === 4 * source.channels;
    const start = before?.kind === 'depthwise' ? source.at : firstTap(op, source);
    const height = panelHeight(depth);
    let first = 0;
    if (before?.kind === 'depthwise') {
      first =
        this.#packersAt +
        this.#packers.add(
          'Depthwise',
          this.#depthwise(before, source, target, weights.before, weights.beforeBias),
        );
    } else if (before) {
      const rest = {
        channels: depth,
        scale: weights.before,
        bias: weights.beforeBias,
        ...fused(before.activation),
      };
      first = this.#packersAt + this.#packers.add('Affine', { ...from(source), ...to(target), ...rest });
    }
    this.#calls.add('Convolution', {
      packing: before?.kind === 'depthwise' ? packings.Depthwise : before ? packings.Affine : packings.Taps,
      first,
      source: start,
      down: op.strides[0] * source.row,
      right: op.strides[1] * source.pixel,
      tapRows,
      tapDown: op.dilation[0] * source.row,
      tapRuns: isClose ? 1 : tapColumns,
      tapRight: op.dilation[1] * source.pixel,
      run: isClose ? tapColumns * source.channels : source.channels,
      depth,
      // Depthwise results come by whole rows.
      height: before?.kind === 'depthwise' ? height - (height % target.columns) : height,
      panel: this.#scratch.panel,
      ...to(target),
      groups: Math.ceil(target.channels / 8),
      filter,
      bias,
      sink: this.#scratch.sink,
      ...fused(op.activation),
    });
  }

  #winograd(op: ConvOp, source: Picture, target: Picture, { filter, bias }: StepWeights): void {
    const { together, inputStep, outputStep } = winogradScratch(source.channels, target.channels);
    const { inputs, outputs, zeros, sink } = this.#scratch;
    this.#calls.add('Winograd', {
      ...from({ ...source, at: firstTap(op, source) }),
      ...to(target),
      ...{ depth: source.channels, groups: Math.ceil(target.channels / 8), filter, bias },
      ...{ together, inputs, inputStep, outputs, outputStep, zeros, sink },
      ...fused(op.activation),
    });
  }

  #depthwise(op: DepthwiseOp, source: Picture, target: Picture, filter: number, bias: number) {
    const [rows, columns, channels] = op.shape as [number, number, number];
    return {
      ...{ source: firstTap(op, source), sourcePixel: source.pixel },
      ...{ down: op.strides[0] * source.row, right: op.strides[1] * source.pixel },
      ...{ tapRows: op.size[0], tapColumns: op.size[1] },
      ...{ tapDown: op.dilation[0] * source.row, tapRight: op.dilation[1] * source.pixel },
      ...to(target),
      ...{ rows, columns, quads: Math.ceil(channels / 4), filter, bias },
      ...fused(op.activation),
    };
  }

  #add(inputs: readonly number[], target: Picture, activation: Activation): void {
    let sum = this.#picture(inputs[0]!);
    if (inputs.length === 1) this.#copy(sum, target);
    for (const [i, input] of inputs.slice(1).entries()) {
      const { at, row, pixel } = this.#picture(input);
      const isLast = i === inputs.length - 2;
      this.#calls.add('Add', {
        ...from(sum),
        ...{ other: at, otherRow: row, otherPixel: pixel },
        ...to(target),
        quads: quads(target),
        ...(isLast ? fused(activation) : none),
      });
      sum = target;
    }
  }

  #concat(value: number, inputs: readonly number[], target: Picture): void {
    let at = target.at;
    for (const input of inputs) {
      const source = this.#picture(input);
      if (!this.#places.isInPlace(input, value)) this.#copy(source, { ...target, at });
      at += 4 * source.channels;
    }
  }

  #zero({ at, row, pixel, rows, columns }: Picture): void {
    const rest = { top: 0, bottom: 0, leftBytes: columns * pixel, rightBytes: 0, rows };
    this.#calls.add('Border', { start: at, rowBytes: row, ...rest });
  }

  /** The places and channels of the source. */
  #copy(source: Picture, target: Picture): void {
    const { rows, columns, channels } = source;
    const unused = { scale: 0, bias: 0, ...none };
    this.#calls.add('Copy', { ...from(source), ...to({ ...target, rows, columns }), channels, ...unused });
  }

  /** Those that no kernel does before it stores. */
  #activate(activation: Activation, target: Picture): void {
    const { kind, alpha = 0 } = activation;
    if (activationOf(activation)) return;
    const { rows, columns, channels } = target;
    const rest = { rows, columns, channels, function: 0, alpha };
    if (kind === 'softmax') this.#calls.add('Softmax', { ...from(target), ...rest });
    else
      this.#calls.add('Activation', {
        ...from(target),
        ...rest,
        function: functions[kind as keyof typeof functions],
      });
  }
}

/** Addresses of what a step needs. */
interface StepWeights {
  before: number;
  beforeBias: number;
  filter: number;
  bias: number;
}

/** Both heights of panels take as much. */
const panelBytes = 32 * 4160;

function eights(channels: number): number {
  return 8 * Math.ceil(channels / 8);
}

function quads({ channels }: Picture): number {
  return Math.ceil(channels / 4);
}

function from({ at, row, pixel }: Picture) {
  return { source: at, sourceRow: row, sourcePixel: pixel };
}

function to({ at, row, pixel, rows, columns }: Picture) {
  return { target: at, targetRow: row, targetPixel: pixel, rows, columns };
}

/** The same values one after the other, without gaps. */
function closely(picture: Picture, at: number): Picture {
  const pixel = 4 * picture.channels;
  return { ...picture, at, pixel, row: picture.columns * pixel };
}

/** Padding lies around the picture, as zeros. */
function firstTap({ padding }: ConvOp | DepthwiseOp, { at, row, pixel }: Picture): number {
  return at - padding.top * row - padding.left * pixel;
}

function fused(activation: Activation) {
  return activationOf(activation) ?? none;
}
