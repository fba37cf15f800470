import { randomFrom } from '../../random.js';
import type { Activation, Network, Op, Padding, Shape } from '../graph/network.js';

/** The kinds of operations that {@link randomOps} makes one of. */
export const opKinds = [
  ...(['pointwise', 'conv', 'deep', 'winograd', 'depthwise', 'separable', 'preactivated'] as const),
  ...(['affine', 'maxPool', 'averagePool', 'globalMax', 'globalAverage', 'add', 'concat', 'pad'] as const),
  ...(['dense', 'reshape', 'activation'] as const),
] as const;

export type OpKind = (typeof opKinds)[number];

/**
 * A small network around one operation: the input, something that spreads its three colours over some channels, the
 * operation, and now and then a convolution after it. Shapes, strides, padding and weights are random, the same for the same
 * seed.
 */
export function randomOps(kind: OpKind, seed: number): Network {
  const random = randomFrom(seed);
  const whole = (least: number, most: number) => least + Math.floor(random() * (most - least + 1));
  const pick = <T>(...choices: readonly T[]): T => choices[Math.floor(random() * choices.length)]!;
  const numbers = (length: number, size = 1) =>
    Float32Array.from({ length }, () => size * (2 * random() - 1));
  const activation = (): Activation =>
    pick<Activation>(
      { kind: 'linear' },
      { kind: 'relu' },
      { kind: 'relu6' },
      { kind: 'leakyRelu', alpha: 0.2 },
      { kind: 'sigmoid' },
    );
  const scale = (length: number) => (random() < 0.3 ? { scale: numbers(length, 2) } : {});
  const ops: Op[] = [];
  const add = (op: Op) => ops.push(op) - 1;
  const shapeOf = (value: number) => ops[value]!.shape as readonly [number, number, number];

  const edges = (kind === 'winograd' ? [9, 22] : [3, 19]) as [number, number];
  const input: Shape = [whole(...edges), pick(whole(...edges), whole(...edges), 140), 3];
  add({ kind: 'input', inputs: [], shape: input, shift: [numbers(1)[0]!, 0.5, -1] });

  const convolve = (source: number, channels: number, edge: readonly [number, number], usual = false) => {
    const [rows, columns, depth] = shapeOf(source);
    const size = [Math.min(edge[0], rows), Math.min(edge[1], columns)] as const;
    const strides = usual ? ([1, 1] as const) : ([whole(1, 3), whole(1, 3)] as const);
    const dilation = usual || random() < 0.7 ? ([1, 1] as const) : ([2, 1] as const);
    const padding = usual && edge[0] === 1 ? noneAround : paddingFor(size, whole);
    const span = (axis: 0 | 1) => (size[axis] - 1) * dilation[axis] + 1;
    const out = (length: number, axis: 0 | 1, around: number) =>
      Math.floor((length + around - span(axis)) / strides[axis]) + 1;
    const shape = [
      out(rows, 0, padding.top + padding.bottom),
      out(columns, 1, padding.left + padding.right),
      channels,
    ];
    if (shape.some((length) => length < 1)) return source;
    const weights = size[0] * size[1] * depth * channels;
    return add({
      ...{ kind: 'conv', inputs: [source], shape, size, strides, padding, dilation },
      filter: numbers(weights, 1 / Math.sqrt(size[0] * size[1] * depth)),
      bias: numbers(channels),
      ...scale(channels),
      activation: activation(),
    });
  };
  const depthwise = (source: number, multiplier: number) => {
    const [rows, columns, channels] = shapeOf(source);
    const edge = pick(2, 3, 3, 3, 5);
    const size = [Math.min(edge, rows), Math.min(edge, columns)] as const;
    const stride = whole(1, 2);
    const padding = paddingFor(size, whole);
    const out = (length: number, axis: 0 | 1, around: number) =>
      Math.floor((length + around - size[axis]) / stride) + 1;
    return add({
      ...{ kind: 'depthwise', inputs: [source], size, strides: [stride, stride], padding, dilation: [1, 1] },
      shape: [
        out(rows, 0, padding.top + padding.bottom),
        out(columns, 1, padding.left + padding.right),
        channels * multiplier,
      ],
      ...{
        multiplier,
        filter: numbers(size[0] * size[1] * channels * multiplier),
        bias: numbers(channels * multiplier),
        ...scale(channels * multiplier),
      },
      activation: activation(),
    });
  };
  const affine = (source: number) => {
    const { shape } = ops[source]!;
    const [scale, bias] = [numbers(shape.at(-1)!), numbers(shape.at(-1)!)];
    return add({ kind: 'affine', inputs: [source], shape, scale, bias, activation: activation() });
  };

  const channels = kind === 'deep' ? whole(115, 300) : kind === 'winograd' ? whole(16, 40) : whole(1, 21);
  const spread = convolve(0, channels, [1, 1], true);
  const [rows, columns] = shapeOf(spread);
  let last = spread;
  switch (kind) {
    case 'pointwise':
      last = convolve(spread, whole(1, 35), [1, 1], true);
      break;
    case 'conv':
      last = convolve(spread, whole(1, 21), [whole(1, 5), whole(1, 5)]);
      break;
    case 'deep': // more values for one result than a row of a panel holds
      last = convolve(spread, whole(1, 17), [3, 3]);
      break;
    case 'winograd':
      last = convolve(spread, whole(16, 33), [3, 3], true);
      break;
    case 'depthwise':
      last = depthwise(spread, pick(1, 1, 1, 2, 3));
      break;
    case 'separable':
      last = convolve(depthwise(spread, 1), whole(1, 33), [1, 1], true);
      break;
    case 'preactivated':
      last = convolve(affine(spread), whole(1, 33), [1, 1], true);
      break;
    case 'affine':
      last = affine(spread);
      break;
    case 'maxPool':
    case 'averagePool': {
      const size = [whole(1, Math.min(rows, 4)), whole(1, Math.min(columns, 4))] as const;
      const strides = [whole(1, 3), whole(1, 3)] as const;
      // No window may lie in the padding alone.
      const around = (length: number) => whole(0, length - 1);
      const padding = {
        top: around(size[0]),
        bottom: around(size[0]),
        left: around(size[1]),
        right: around(size[1]),
      };
      const shape = [
        Math.floor((rows + padding.top + padding.bottom - size[0]) / strides[0]) + 1,
        Math.floor((columns + padding.left + padding.right - size[1]) / strides[1]) + 1,
        channels,
      ];
      last = add({ kind, inputs: [spread], shape, size, strides, padding });
      break;
    }
    case 'globalMax':
    case 'globalAverage':
      last = add({ kind, inputs: [spread], shape: [channels] });
      break;
    case 'add': {
      const others = Array.from({ length: whole(0, 2) }, () => convolve(0, channels, [1, 1], true));
      last = add({ kind, inputs: [spread, ...others], shape: shapeOf(spread), activation: activation() });
      break;
    }
    case 'concat': {
      const widths = Array.from({ length: whole(1, 3) }, () => pick(8, 16, whole(1, 9)));
      const others = widths.map((width) => convolve(0, width, [1, 1], true));
      const first = pick(spread, others[0]!); // one value may come twice, or again in another one
      const inputs = [first, ...others];
      const sum = inputs.reduce((total, value) => total + shapeOf(value)[2], 0);
      last = add({ kind, inputs, shape: [rows, columns, sum] });
      if (random() < 0.5) {
        const more = convolve(last, pick(8, 5), [3, 3]);
        const [moreRows, moreColumns, width] = shapeOf(more);
        if (moreRows === rows && moreColumns === columns) {
          last = add({ kind, inputs: [last, more], shape: [rows, columns, sum + width] });
        }
      }
      break;
    }
    case 'pad': {
      const padding = { top: whole(0, 3), bottom: whole(0, 3), left: whole(0, 3), right: whole(0, 3) };
      const shape = [rows + padding.top + padding.bottom, columns + padding.left + padding.right, channels];
      last = add({ kind, inputs: [spread], shape, padding });
      break;
    }
    case 'dense': {
      const flat = add({ kind: 'reshape', inputs: [spread], shape: [rows * columns * channels] });
      const units = whole(1, 19);
      const kernel = numbers(rows * columns * channels * units, 1 / Math.sqrt(rows * columns * channels));
      last = add({
        kind,
        inputs: [flat],
        shape: [units],
        kernel,
        bias: numbers(units),
        activation: activation(),
      });
      break;
    }
    case 'reshape':
      last = add({
        kind,
        inputs: [spread],
        shape: pick<Shape>(
          [rows * columns, channels],
          [columns, rows, channels],
          [rows * columns * channels],
        ),
      });
      break;
    case 'activation': {
      const functions = ['elu', 'sigmoid', 'tanh', 'swish', 'softmax', 'relu', 'leakyRelu'] as const;
      const own: Activation = { kind: pick(...functions), alpha: pick(0.1, 1.5, -0.5) };
      last = add({ kind, inputs: [spread], shape: shapeOf(spread), activation: own });
      break;
    }
  }
  const isPicture = ops[last]!.shape.length === 3;
  if (isPicture && random() < 0.5) convolve(last, whole(1, 12), [whole(1, 3), whole(1, 3)]);
  return { ops };
}

const noneAround: Padding = { top: 0, bottom: 0, left: 0, right: 0 };

/** As Keras pads, and any other way that is no more than a window. */
function paddingFor(
  [rows, columns]: readonly [number, number],
  whole: (least: number, most: number) => number,
): Padding {
  const around = (length: number) => whole(0, length - 1);
  return { top: around(rows), bottom: around(rows), left: around(columns), right: around(columns) };
}
