import {
  type Activation,
  channelsOf,
  type Network,
  type Op,
  scaled,
  sizeOf,
  type Window,
} from '../graph/network.js';
import { extentOf } from './steps.js';

type Values = Float64Array;

/** A network term by term, in double precision: slow, and as plain as it can be. */
export function reference({ ops }: Network, pixels: Float32Array): Values {
  const values: Values[] = [];
  for (const op of ops) values.push(activated(plainly(op, ops, values, pixels), op));
  return values.at(-1)!;
}

function plainly(op: Op, ops: readonly Op[], values: readonly Values[], pixels: Float32Array): Values {
  const sources = op.inputs.map((input) => values[input]!);
  const [source] = sources as [Values];
  const [rows, columns, channels] = op.inputs.length > 0 ? extentOf(ops[op.inputs[0]!]!.shape) : [0, 0, 0];
  const out = new Float64Array(sizeOf(op.shape));
  const [outRows, outColumns, outChannels] = extentOf(op.shape);
  const places = outRows * outColumns;
  const filter = 'filter' in op ? scaled(op.filter, op.scale) : new Float32Array(0);

  /** Calls for every tap of every place that lies in the picture: number of the place, of the tap, and of the value. */
  const forTaps = ({ size, strides, padding }: Window, dilation: readonly number[], tell: Tell) => {
    for (let place = 0; place < places; place++) {
      const y = Math.floor(place / outColumns) * strides[0] - padding.top;
      const x = (place % outColumns) * strides[1] - padding.left;
      for (let tap = 0; tap < size[0] * size[1]; tap++) {
        const row = y + Math.floor(tap / size[1]) * dilation[0]!;
        const column = x + (tap % size[1]) * dilation[1]!;
        if (row < 0 || row >= rows || column < 0 || column >= columns) continue;
        tell(place, tap, (row * columns + column) * channels);
      }
    }
  };

  switch (op.kind) {
    case 'input':
      return Float64Array.from(pixels, (value, i) => value + op.shift[i % 3]!);
    case 'conv':
      for (let i = 0; i < out.length; i++) out[i] = op.bias[i % outChannels]!;
      forTaps(op, op.dilation, (place, tap, at) => {
        for (let c = 0; c < channels; c++) {
          for (let o = 0; o < outChannels; o++) {
            out[place * outChannels + o]! +=
              source[at + c]! * filter[(tap * channels + c) * outChannels + o]!;
          }
        }
      });
      return out;
    case 'depthwise':
      for (let i = 0; i < out.length; i++) out[i] = op.bias[i % outChannels]!;
      forTaps(op, op.dilation, (place, tap, at) => {
        for (let o = 0; o < outChannels; o++) {
          out[place * outChannels + o]! +=
            source[at + Math.floor(o / op.multiplier)]! * filter[tap * outChannels + o]!;
        }
      });
      return out;
    case 'affine':
      return out.map((_, i) => source[i]! * op.scale[i % outChannels]! + op.bias[i % outChannels]!);
    case 'maxPool':
      out.fill(Number.NEGATIVE_INFINITY);
      forTaps(op, [1, 1], (place, _tap, at) => {
        for (let c = 0; c < channels; c++) {
          out[place * channels + c] = Math.max(out[place * channels + c]!, source[at + c]!);
        }
      });
      return out;
    case 'averagePool': {
      const counts = new Float64Array(places);
      forTaps(op, [1, 1], (place, _tap, at) => {
        counts[place]!++;
        for (let c = 0; c < channels; c++) out[place * channels + c]! += source[at + c]!;
      });
      return out.map((sum, i) => sum / counts[Math.floor(i / channels)]!);
    }
    case 'globalMax':
    case 'globalAverage':
      return out.map((_, c) => {
        const all = source.filter((_value, i) => i % channels === c);
        return op.kind === 'globalMax'
          ? all.reduce((a, b) => Math.max(a, b))
          : all.reduce((a, b) => a + b) / all.length;
      });
    case 'add':
      return out.map((_, i) => sources.reduce((sum, each) => sum + each[i]!, 0));
    case 'concat':
      for (let place = 0; place < places; place++) {
        let at = place * outChannels;
        for (const [i, each] of sources.entries()) {
          const width = channelsOf(ops[op.inputs[i]!]!.shape);
          out.set(each.subarray(place * width, (place + 1) * width), at);
          at += width;
        }
      }
      return out;
    case 'pad':
      for (let i = 0; i < rows * columns; i++) {
        const row = Math.floor(i / columns) + op.padding.top;
        const column = (i % columns) + op.padding.left;
        out.set(source.subarray(i * channels, (i + 1) * channels), (row * outColumns + column) * channels);
      }
      return out;
    case 'dense':
      return out.map((_, o) =>
        source.reduce(
          (sum, value, i) => sum + value * scaled(op.kernel, op.scale)[i * out.length + o]!,
          op.bias[o]!,
        ),
      );
    case 'reshape':
    case 'activation':
      return source.slice();
  }
}

type Tell = (place: number, tap: number, at: number) => void;

function activated(values: Values, op: Op): Values {
  if (!('activation' in op)) return values;
  const { kind, alpha = 0 }: Activation = op.activation;
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
  switch (kind) {
    case 'linear':
      return values;
    case 'relu':
      return values.map((x) => Math.max(0, x));
    case 'relu6':
      return values.map((x) => Math.min(6, Math.max(0, x)));
    case 'leakyRelu':
      return values.map((x) => (x < 0 ? alpha * x : x));
    case 'elu':
      return values.map((x) => (x < 0 ? Math.expm1(x) : x));
    case 'sigmoid':
      return values.map(sigmoid);
    case 'tanh':
      return values.map(Math.tanh);
    case 'swish':
      return values.map((x) => x * sigmoid(x));
    case 'softmax': {
      const width = channelsOf(op.shape);
      const exponentials = values.map((x, i) => {
        const begin = i - (i % width);
        return Math.exp(x - values.subarray(begin, begin + width).reduce((a, b) => Math.max(a, b)));
      });
      return exponentials.map((x, i) => {
        const begin = i - (i % width);
        return x / exponentials.subarray(begin, begin + width).reduce((a, b) => a + b);
      });
    }
  }
}
