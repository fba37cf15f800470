import { channelsOf, type DepthwiseOp, type InputOp, type Network, sizeOf } from '../graph/network.js';
import { roomFor } from './arena.js';
import { CallWriter, type Scratch, type StepWeights } from './call-writer.js';
import { layouts } from './calls.js';
import { placesOf } from './places.js';
import { type Step, stepsOf } from './steps.js';
import { usesWinograd, winogradScratch } from './winograd.js';

/** Weights on their way into the memory of the kernels. */
export interface PackedWeights {
  /** Which kernel packs them; `plain` ones are copied as they are. */
  readonly packing: 'filter' | 'winograd' | 'depthwise' | 'plain';
  readonly values: Float32Array;
  /** What they are multiplied with, by channel. */
  readonly scale: Float32Array | undefined;
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
  /** Memory that calls may write to. */
  readonly writable: readonly Stretch[];
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
  readonly #weights: PackedWeights[] = [];
  #top: number;

  constructor(network: Network, base: number) {
    this.#network = network;
    this.#top = roomFor(base);
  }

  plan(): EnginePlan {
    const { ops } = this.#network;
    const { steps, numbers } = stepsOf(this.#network);
    const packersAt = this.#take(packerBytes * steps.filter(({ before }) => before).length);
    const addresses = steps.map((step) => this.#takeWeights(step));
    const [scratch, parts] = this.#takeScratch(steps);
    const places = placesOf(this.#network, steps, numbers, this.#top);
    const sizes = this.#weights.map(({ values, scale }) => 4 * (values.length + (scale?.length ?? 0)));
    const staging = sizes.reduce((most, size) => Math.max(most, size), 0);
    const stagingAt = this.#take(Math.max(staging, places.bytes));

    const input = ops[0] as InputOp;
    const pixelsAt = this.#take(4 * sizeOf(input.shape));
    const length = sizeOf(ops.at(-1)!.shape);
    const resultAt = this.#take(4 * length);
    const writer = new CallWriter(packersAt, scratch, places);
    const inputs = writer.input(input, pixelsAt);
    const inputsAt = this.#take(inputs.bytes);
    for (const [s, step] of steps.entries()) {
      writer.clearBorders(s);
      writer.step(step, numbers[s]!, addresses[s]!);
    }
    writer.result(ops.length - 1, resultAt);
    const begin = this.#take(writer.calls.bytes);
    const half = inputsAt + inputs.bytes / 2;
    return {
      bytes: this.#top,
      weights: this.#weights,
      stagingAt,
      calls: [
        { at: packersAt, words: writer.packers.toArray() },
        { at: inputsAt, words: inputs.toArray() },
        { at: begin, words: writer.calls.toArray() },
      ],
      floats: { begin: inputsAt, end: half },
      bytesOfColour: { begin: half, end: inputsAt + inputs.bytes },
      program: { begin, end: begin + writer.calls.bytes },
      writable: [...parts, ...places.rooms, { begin: resultAt, end: resultAt + 4 * length }],
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
          ? this.#weigh(
              'winograd',
              op.filter,
              depth / 9,
              channels,
              36 * (depth / 9) * eights(channels),
              op.scale,
            )
          : this.#weigh('filter', op.filter, depth, channels, depth * eights(channels), op.scale);
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

  #depthwiseFilter({ filter, scale, size, shape }: DepthwiseOp): number {
    const [taps, channels] = [size[0] * size[1], shape[2]!];
    return this.#weigh('depthwise', filter, taps, channels, taps * eights(channels), scale);
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
    scale?: Float32Array,
  ): number {
    const at = this.#take(4 * packed);
    this.#weights.push({ packing, values, scale, depth, channels, at });
    return at;
  }

  /** @returns also the stretches that calls may write to. */
  #takeScratch(steps: readonly Step[]): [Scratch, Stretch[]] {
    const most = { panel: 0, inputs: 0, outputs: 0, sink: 0, flat: 0 };
    for (const { op } of steps) {
      if (op.kind === 'reshape') most.flat = Math.max(most.flat, 4 * sizeOf(op.shape));
      if (op.kind !== 'conv') continue;
      const channels = channelsOf(op.shape);
      most.sink = Math.max(most.sink, 4 * eights(channels));
      if (usesWinograd(op)) {
        const { inputBytes, outputBytes } = winogradScratch(op.filter.length / (9 * channels), channels);
        most.inputs = Math.max(most.inputs, inputBytes);
        most.outputs = Math.max(most.outputs, outputBytes);
      } else most.panel = panelBytes;
    }
    const parts: Stretch[] = [];
    const take = (bytes: number) => {
      const begin = this.#take(bytes);
      parts.push({ begin, end: begin + bytes });
      return begin;
    };
    const zeros = this.#plain(new Float32Array(most.sink / 4));
    const [panel, inputs, outputs] = [take(most.panel), take(most.inputs), take(most.outputs)];
    const scratch = { panel, inputs, outputs, zeros, sink: take(most.sink), flat: take(most.flat) };
    return [scratch, parts];
  }
}

const packerBytes = 4 * (2 + Math.max(layouts.Affine.length, layouts.Depthwise.length));

/** Both heights of panels take as much. */
const panelBytes = 32 * 4160;

function eights(channels: number): number {
  return 8 * Math.ceil(channels / 8);
}
