import { type AffineOp, type ConvOp, channelsOf, type DenseOp, type DepthwiseOp, scaled } from './network.js';

/** An operation whose result can be scaled and shifted by changing its weights. */
export type Weighted = ConvOp | DepthwiseOp | DenseOp | AffineOp;

/** `weighted`, then `affine`, as one: scale the weights of each output channel, scale and shift the bias. */
export function foldAffine(weighted: Weighted, { scale, bias, activation }: AffineOp): Weighted {
  return {
    ...weighted,
    scale: weighted.scale ? weighted.scale.map((value, i) => value * scale[i]!) : scale,
    bias: weighted.bias.map((value, i) => value * scale[i]! + bias[i]!),
    activation,
  };
}

/**
 * `before` (1 x 1, linear), then `conv`, as one.
 *
 * Around the picture `conv` sees zeros, which `before` would not have given it: where it adds a bias, what it adds has to
 * be a shift of its own input.
 *
 * @returns the convolution, and the shift that is to be added to each channel of the input first; null when there is
 * none that does it.
 */
export function foldPointwise(before: ConvOp, conv: ConvOp): { conv: ConvOp; shift: number[] } | null {
  const [, , inner, outer] = shapeOfFilter(conv);
  const channels = before.filter.length / inner;
  const isPadded = Object.values(conv.padding).some((side) => side > 0);
  const shift = isPadded ? shiftFor(before, channels, inner) : new Array<number>(channels).fill(0);
  if (!shift) return null;
  const places = conv.size[0] * conv.size[1];
  const filter = new Float32Array(places * channels * outer);
  const [filterBefore, filterAfter] = [before, conv].map((op) => scaled(op.filter, op.scale)) as [
    Float32Array,
    Float32Array,
  ];
  const bias = Float64Array.from(conv.bias);
  for (let place = 0; place < places; place++) {
    for (let c = 0; c < inner; c++) {
      for (let o = 0; o < outer; o++) {
        const weight = filterAfter[(place * inner + c) * outer + o]!;
        if (!isPadded) bias[o]! += before.bias[c]! * weight;
        for (let i = 0; i < channels; i++) {
          filter[(place * channels + i) * outer + o]! += filterBefore[i * inner + c]! * weight;
        }
      }
    }
  }
  const { scale: _folded, ...rest } = conv;
  return { conv: { ...rest, inputs: before.inputs, filter, bias: Float32Array.from(bias) }, shift };
}

/** s with F^T s = bias, where each channel of the result comes from one channel of the input, or all of them share. */
function shiftFor({ bias, ...before }: ConvOp, channels: number, inner: number): number[] | null {
  const filter = scaled(before.filter, before.scale);
  if (bias.every((value) => value === 0)) return new Array<number>(channels).fill(0);
  if (inner === 1) {
    const sum = filter.reduce((total, value) => total + value, 0);
    return sum === 0 ? null : new Array<number>(channels).fill(bias[0]! / sum);
  }
  const shift = new Array<number>(channels).fill(Number.NaN);
  for (let c = 0; c < inner; c++) {
    const sources = Array.from({ length: channels }, (_, i) => i).filter((i) => filter[i * inner + c] !== 0);
    const [only] = sources;
    if (sources.length !== 1 || only === undefined || !Number.isNaN(shift[only])) return null;
    shift[only] = bias[c]! / filter[only * inner + c]!;
  }
  return shift.some(Number.isNaN) ? null : shift;
}

function shapeOfFilter(conv: ConvOp): readonly [number, number, number, number] {
  const outer = channelsOf(conv.shape);
  const [rows, columns] = conv.size;
  return [rows, columns, conv.filter.length / (rows * columns * outer), outer];
}

/** Whether a convolution looks at one place at a time and leaves the picture's size as it is. */
export function isPointwise({ size, strides, padding }: ConvOp): boolean {
  return (
    [...size, ...strides].every((each) => each === 1) && Object.values(padding).every((side) => side === 0)
  );
}
