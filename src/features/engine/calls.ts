/**
 * What the kernels are called with: the fields of each kind of call, in their order. Each takes 4 bytes; classes of the same
 * names in assembly/calls.ts say what they mean.
 */
export const layouts = {
  Input: ['source', 'isBytes', 'target', 'rows', 'columns', 'targetRow', 'red', 'green', 'blue'],
  Convolution: [
    ...['packing', 'first', 'source', 'down', 'right', 'tapRows', 'tapDown', 'tapRuns', 'tapRight'],
    ...['run', 'depth', 'height', 'panel', 'target', 'targetRow', 'targetPixel', 'rows', 'columns'],
    ...['groups', 'filter', 'bias', 'sink', 'slope', 'ceiling'],
  ],
  Winograd: [
    ...['source', 'sourceRow', 'sourcePixel', 'target', 'targetRow', 'targetPixel', 'rows', 'columns'],
    ...['depth', 'groups', 'filter', 'bias', 'together', 'inputs', 'inputStep', 'outputs', 'outputStep'],
    ...['zeros', 'sink', 'slope', 'ceiling'],
  ],
  Depthwise: [
    ...['source', 'sourcePixel', 'down', 'right', 'tapRows', 'tapColumns', 'tapDown', 'tapRight'],
    ...['target', 'targetRow', 'targetPixel', 'rows', 'columns', 'quads', 'filter', 'bias'],
    ...['slope', 'ceiling'],
  ],
  Affine: [
    ...['source', 'sourceRow', 'sourcePixel', 'target', 'targetRow', 'targetPixel', 'rows', 'columns'],
    ...['channels', 'scale', 'bias', 'slope', 'ceiling'],
  ],
  Pool: [
    ...['source', 'sourceRow', 'sourcePixel', 'sourceRows', 'sourceColumns', 'sizeDown', 'sizeRight'],
    ...['strideDown', 'strideRight', 'top', 'left', 'target', 'targetRow', 'targetPixel'],
    ...['rows', 'columns', 'quads'],
  ],
  Add: [
    ...['source', 'sourceRow', 'sourcePixel', 'other', 'otherRow', 'otherPixel'],
    ...['target', 'targetRow', 'targetPixel', 'rows', 'columns', 'quads', 'slope', 'ceiling'],
  ],
  Border: ['start', 'rowBytes', 'top', 'bottom', 'leftBytes', 'rightBytes', 'rows'],
  Activation: ['source', 'sourceRow', 'sourcePixel', 'rows', 'columns', 'channels', 'function', 'alpha'],
} as const;

/** Kinds of calls, by their number. */
export const kinds = {
  Input: 0,
  Convolution: 1,
  Winograd: 2,
  Depthwise: 3,
  Affine: 4,
  MaxPool: 5,
  AveragePool: 6,
  Add: 7,
  Copy: 8,
  Border: 9,
  Activation: 10,
  Softmax: 11,
} as const;

export const packings = { Taps: 0, Affine: 1, Depthwise: 2 } as const;
export const functions = { sigmoid: 0, tanh: 1, elu: 2, swish: 3, leakyRelu: 4 } as const;

type Layouts = typeof layouts;
/** The layout that a kind of call has. */
interface LayoutNames {
  Input: 'Input';
  Convolution: 'Convolution';
  Winograd: 'Winograd';
  Depthwise: 'Depthwise';
  Affine: 'Affine';
  MaxPool: 'Pool';
  AveragePool: 'Pool';
  Add: 'Add';
  Copy: 'Affine';
  Border: 'Border';
  Activation: 'Activation';
  Softmax: 'Activation';
}
type Kind = keyof LayoutNames;
export type Fields<K extends Kind> = Readonly<Record<Layouts[LayoutNames[K]][number], number>>;

const layoutOf: { readonly [K in Kind]: readonly string[] } = {
  Input: layouts.Input,
  Convolution: layouts.Convolution,
  Winograd: layouts.Winograd,
  Depthwise: layouts.Depthwise,
  Affine: layouts.Affine,
  MaxPool: layouts.Pool,
  AveragePool: layouts.Pool,
  Add: layouts.Add,
  Copy: layouts.Affine,
  Border: layouts.Border,
  Activation: layouts.Activation,
  Softmax: layouts.Activation,
};
const floats = new Set(['red', 'green', 'blue', 'slope', 'ceiling', 'alpha']);

/** Calls, one after the other, as they lie in the memory of the kernels. */
export class CallList {
  readonly #words: number[] = [];
  readonly #float = new DataView(new ArrayBuffer(4));

  get bytes(): number {
    return 4 * this.#words.length;
  }

  /** @returns where it begins, in bytes from the first. */
  add<K extends Kind>(kind: K, fields: Fields<K>): number {
    const begin = this.bytes;
    const layout = layoutOf[kind];
    this.#words.push(kinds[kind], 4 * (layout.length + 2));
    for (const name of layout) {
      const value = (fields as Readonly<Record<string, number>>)[name]!;
      this.#words.push(floats.has(name) ? this.#bitsOf(value) : value);
    }
    return begin;
  }

  toArray(): Int32Array {
    return Int32Array.from(this.#words);
  }

  #bitsOf(value: number): number {
    this.#float.setFloat32(0, value);
    return this.#float.getInt32(0);
  }
}
