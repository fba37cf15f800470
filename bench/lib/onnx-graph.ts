import { Message } from './protobuf.js';

/** Of an operation, by name. Numbers that are whole are integers, but for those of {@link floats}. */
export type Attributes = Readonly<Record<string, number | readonly number[]>>;

const floats: ReadonlySet<string> = new Set(['alpha', 'epsilon']);

const elementType = { float: 1, int64: 7 } as const;
const attributeType = { float: 1, integer: 2, integers: 7 } as const;
const irVersion = 8;
const opset = 13;

/** A graph of ONNX operations that grows node by node; field numbers are those of onnx.proto. */
export class OnnxGraph {
  readonly #graph = new Message().text(2, 'network');
  #names = 0;

  /** Declares the input; returns its name. */
  input(name: string, shape: readonly number[]): string {
    this.#graph.message(11, valueInfo(name, shape));
    return name;
  }

  /** Adds an operation; returns the name of its result. */
  node(type: string, inputs: readonly string[], attributes: Attributes = {}): string {
    const output = this.#name();
    const node = new Message();
    for (const input of inputs) node.text(1, input);
    node.text(2, output).text(3, `${type}_${output}`).text(4, type);
    for (const [name, value] of Object.entries(attributes)) node.message(5, attribute(name, value));
    this.#graph.message(1, node);
    return output;
  }

  /** Adds weights; returns their name. */
  weights(values: Float32Array, shape: readonly number[]): string {
    return this.#constant(elementType.float, new Uint8Array(values.slice().buffer), shape);
  }

  /** Adds a list of whole numbers, as some operations take them; returns its name. */
  integers(values: readonly number[]): string {
    const bytes = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
    return this.#constant(elementType.int64, bytes, [values.length]);
  }

  /** The bytes of a model whose result is the value of this name. */
  finish(output: string, shape: readonly number[]): Uint8Array<ArrayBuffer> {
    this.#graph.message(12, valueInfo(output, shape));
    const operators = new Message().text(1, '').integer(2, opset);
    return new Message()
      .integer(1, irVersion)
      .text(2, 'camdial bench')
      .message(8, operators)
      .message(7, this.#graph)
      .finish();
  }

  #constant(type: number, bytes: Uint8Array, shape: readonly number[]): string {
    const name = this.#name();
    const tensor = new Message();
    for (const length of shape) tensor.integer(1, length);
    this.#graph.message(5, tensor.integer(2, type).text(8, name).bytes(9, bytes));
    return name;
  }

  #name(): string {
    return `value${this.#names++}`;
  }
}

function valueInfo(name: string, shape: readonly number[]): Message {
  const lengths = new Message();
  for (const length of shape) lengths.message(1, new Message().integer(1, length));
  const tensor = new Message().integer(1, elementType.float).message(2, lengths);
  return new Message().text(1, name).message(2, new Message().message(1, tensor));
}

function attribute(name: string, value: number | readonly number[]): Message {
  const message = new Message().text(1, name);
  if (typeof value !== 'number') {
    for (const each of value) message.integer(8, each);
    return message.integer(20, attributeType.integers);
  }
  return floats.has(name)
    ? message.float(2, value).integer(20, attributeType.float)
    : message.integer(3, value).integer(20, attributeType.integer);
}
