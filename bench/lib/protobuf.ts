/** A message in the wire format of Protocol Buffers (protobuf.dev/programming-guides/encoding): what ONNX takes of it. */
export class Message {
  readonly #pieces: Uint8Array[] = [];

  /** @param value - a whole number from 0. */
  integer(field: number, value: number): this {
    return this.#add(key(field, 0), varint(value));
  }

  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.#add(key(field, 5), bytes);
  }

  bytes(field: number, value: Uint8Array): this {
    return this.#add(key(field, 2), varint(value.length), value);
  }

  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  message(field: number, value: Message): this {
    return this.bytes(field, value.finish());
  }

  /** The bytes of all fields, in the order they were added. */
  finish(): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(this.#pieces.reduce((sum, piece) => sum + piece.length, 0));
    let at = 0;
    for (const piece of this.#pieces) {
      bytes.set(piece, at);
      at += piece.length;
    }
    return bytes;
  }

  #add(...pieces: Uint8Array[]): this {
    this.#pieces.push(...pieces);
    return this;
  }
}

function key(field: number, wireType: number): Uint8Array {
  return varint(field * 8 + wireType);
}

/** Seven bits a byte, the lowest first; the highest bit says that more follow. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return Uint8Array.of(...bytes, rest);
}
