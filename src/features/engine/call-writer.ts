import type { Activation, ConvOp, DepthwiseOp, InputOp } from '../graph/network.js';
import { activationOf, none } from './activations.js';
import { CallList, functions, packings } from './calls.js';
import type { Picture, Places } from './places.js';
import { panelHeight, type Step } from './steps.js';
import { usesWinograd, winogradScratch } from './winograd.js';

/** Addresses of what a step needs. */
export interface StepWeights {
  before: number;
  beforeBias: number;
  filter: number;
  bias: number;
}

/** Addresses of what kernels work in. */
export interface Scratch {
  readonly panel: number;
  /** Tiles of Winograd's, transformed, and their products. */
  readonly inputs: number;
  readonly outputs: number;
  /** As many as the most channels. */
  readonly zeros: number;
  readonly sink: number;
  /** A value without gaps, on its way into another shape. */
  readonly flat: number;
}

/** Turns steps into calls. */
export class CallWriter {
  readonly calls = new CallList();
  /** What panels are packed by; not run by themselves. */
  readonly packers = new CallList();
  readonly #packersAt: number;
  readonly #scratch: Scratch;
  readonly #places: Places;

  constructor(packersAt: number, scratch: Scratch, places: Places) {
    this.#packersAt = packersAt;
    this.#scratch = scratch;
    this.#places = places;
  }

  /** The calls that take in a frame: of float32, then of bytes. */
  input({ shift }: InputOp, source: number): CallList {
    const list = new CallList();
    const { at, row, rows, columns } = this.#picture(0);
    const [red, green, blue] = shift;
    for (const isBytes of [0, 1]) {
      list.add('Input', { source, isBytes, target: at, rows, columns, targetRow: row, red, green, blue });
    }
    return list;
  }

  /** @param value - that the step makes. */
  step(step: Step, value: number, weights: StepWeights): void {
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
        this.calls.add('Depthwise', this.#depthwise(op, source, target, weights.filter, weights.bias));
        break;
      case 'affine':
        this.calls.add('Affine', {
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
        this.calls.add(op.kind === 'maxPool' ? 'MaxPool' : 'AveragePool', {
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
        this.#copy(source, closely(source, this.#scratch.flat));
        this.#copy(closely(target, this.#scratch.flat), target);
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
        this.packers.add(
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
      first = this.#packersAt + this.packers.add('Affine', { ...from(source), ...to(target), ...rest });
    }
    this.calls.add('Convolution', {
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
    this.calls.add('Winograd', {
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
    for (const [i, input] of inputs.slice(1).entries()) {
      const { at, row, pixel } = this.#picture(input);
      const isLast = i === inputs.length - 2;
      this.calls.add('Add', {
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
    for (const [i, input] of inputs.entries()) {
      const source = this.#picture(input);
      if (!this.#places.isInPlace(value, i)) this.#copy(source, { ...target, at });
      at += 4 * source.channels;
    }
  }

  #zero({ at, row, pixel, rows, columns }: Picture): void {
    const rest = { top: 0, bottom: 0, leftBytes: columns * pixel, rightBytes: 0, rows };
    this.calls.add('Border', { start: at, rowBytes: row, ...rest });
  }

  /** The features, without gaps. */
  result(value: number, at: number): void {
    const picture = this.#picture(value);
    this.#copy(picture, closely(picture, at));
  }

  /** Zeros around what the step makes, if anyone looks there: what lay there before may have been another value. */
  clearBorders(step: number): void {
    for (const { from, start, rowBytes, room } of this.#places.borders) {
      if (from !== step) continue;
      const { rows, pixel } = room;
      const { top, bottom, left, right } = room.border;
      const sides = { leftBytes: left * pixel, rightBytes: right * pixel };
      this.calls.add('Border', { start, rowBytes, top, bottom, ...sides, rows });
    }
  }

  #picture(value: number): Picture {
    return this.#places.pictureOf(value);
  }

  /** The places and channels of the source. */
  #copy(source: Picture, target: Picture): void {
    const { rows, columns, channels } = source;
    const unused = { scale: 0, bias: 0, ...none };
    this.calls.add('Copy', { ...from(source), ...to({ ...target, rows, columns }), channels, ...unused });
  }

  /** Those that no kernel does before it stores. */
  #activate(activation: Activation, target: Picture): void {
    const { kind, alpha = 0 } = activation;
    if (activationOf(activation)) return;
    const { rows, columns, channels } = target;
    const rest = { rows, columns, channels, function: 0, alpha };
    if (kind === 'softmax') this.calls.add('Softmax', { ...from(target), ...rest });
    else
      this.calls.add('Activation', {
        ...from(target),
        ...rest,
        function: functions[kind as keyof typeof functions],
      });
  }
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
