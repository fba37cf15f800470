import type { Network, Op, Padding } from '../graph/network.js';
import { share } from './arena.js';
import { extentOf, type Step } from './steps.js';
import { usesWinograd } from './winograd.js';

/** Where a value lies, once it has an address: rows of places of channels, in bytes. */
export interface Picture {
  readonly at: number;
  readonly row: number;
  readonly pixel: number;
  readonly rows: number;
  readonly columns: number;
  readonly channels: number;
}

/** Memory that holds a value, or several side by side, with zeros around as far as those who read it look. */
interface Room {
  readonly rows: number;
  readonly columns: number;
  /** Bytes from a place to the next. */
  readonly pixel: number;
  readonly border: { top: number; bottom: number; left: number; right: number };
  from: number;
  to: number;
}

/** A part of a room. */
interface Part {
  readonly room: Room;
  /** Bytes from the first channel of a place. */
  readonly offset: number;
}

/** Zeros to be written around what is in a room, before step `from`. */
interface BorderPlace {
  readonly from: number;
  readonly start: number;
  readonly rowBytes: number;
  readonly room: Pick<Room, 'rows' | 'pixel' | 'border'>;
}

/** All values of a network in as little memory as they get along with. */
export interface Places {
  readonly bytes: number;
  readonly borders: readonly BorderPlace[];
  /** The memory of values, borders included. */
  readonly rooms: readonly { readonly begin: number; readonly end: number }[];
  /** Whether input i of a concatenation lies in it from the start. */
  isInPlace(concat: number, i: number): boolean;
  pictureOf(value: number): Picture;
}

/**
 * @param numbers - of the values that the steps make.
 * @param base - address of the memory.
 */
export function placesOf(
  { ops }: Network,
  steps: readonly Step[],
  numbers: readonly number[],
  base: number,
): Places {
  const parts = new Map<number, Part>();
  const inPlace = new Set<string>();
  // From the last to the first, so that a concatenation has its room before what goes into it.
  for (let s = steps.length - 1; s >= 0; s--) {
    const value = numbers[s]!;
    if (!parts.has(value)) parts.set(value, { room: roomOf(ops[value]!), offset: 0 });
    const { op } = steps[s]!;
    if (op.kind !== 'concat') continue;
    let offset = parts.get(value)!.offset;
    for (const [i, input] of op.inputs.entries()) {
      const { kind, shape } = ops[input]!;
      if (kind !== 'input' && !parts.has(input) && isWhole(op, ops)) {
        parts.set(input, { room: parts.get(value)!.room, offset });
        inPlace.add(`${value}:${i}`);
      }
      offset += 4 * extentOf(shape)[2];
    }
  }
  for (const [s, step] of steps.entries()) {
    const own = parts.get(numbers[s]!)!.room;
    own.from = Math.min(own.from, s);
    own.to = Math.max(own.to, s === steps.length - 1 ? steps.length : s);
    for (const input of step.op.inputs) {
      const { room } = parts.get(input)!;
      room.to = Math.max(room.to, s);
      widen(room.border, lookedAt(step, ops[input]!));
    }
  }
  const rooms = [...new Set([...parts.values()].map(({ room }) => room))];
  const { offsets, bytes } = share(rooms.map((room) => ({ ...room, bytes: bytesOf(room) })));
  const startOf = (room: Room) => base + offsets[rooms.indexOf(room)]!;

  return {
    bytes,
    borders: rooms
      .filter(({ border }) => Object.values(border).some((side) => side > 0))
      .map((room) => ({ from: room.from, start: startOf(room), rowBytes: rowBytesOf(room), room })),
    rooms: rooms.map((room) => ({ begin: startOf(room), end: startOf(room) + bytesOf(room) })),
    isInPlace: (concat, i) => inPlace.has(`${concat}:${i}`),
    pictureOf: (value) => {
      const { room, offset } = parts.get(value)!;
      const [rows, columns, channels] = extentOf(ops[value]!.shape);
      const { border, pixel } = room;
      const row = rowBytesOf(room);
      const at = startOf(room) + border.top * row + border.left * pixel + offset;
      return { at, row, pixel, rows, columns, channels };
    },
  };
}

/** A room for one value, its channels filled up to whole groups of 8, as the kernels store them. */
function roomOf({ kind, shape }: Op): Room {
  const [rows, columns, channels] = extentOf(shape);
  const pixel = 4 * (kind === 'input' ? channels : Math.ceil(channels / 8) * 8); // pixels lie close
  return {
    rows,
    columns,
    pixel,
    border: { top: 0, bottom: 0, left: 0, right: 0 },
    from: Number.POSITIVE_INFINITY,
    to: 0,
  };
}

function rowBytesOf({ columns, border, pixel }: Room): number {
  return (columns + border.left + border.right) * pixel;
}

function bytesOf(room: Room): number {
  return (room.rows + room.border.top + room.border.bottom) * rowBytesOf(room);
}

/** Kernels store 8 channels at a time: where some are not whole eights, one would write over its neighbour. */
function isWhole(concat: Op, ops: readonly Op[]): boolean {
  return concat.inputs.every((input) => extentOf(ops[input]!.shape)[2] % 8 === 0);
}

/** How far around its input a step looks. */
function lookedAt({ op, before }: Step, source: Op): Padding | null {
  const reader = before?.kind === 'depthwise' ? before : op;
  if (reader.kind !== 'conv' && reader.kind !== 'depthwise') return null;
  if (reader.kind === 'depthwise' || !usesWinograd(reader)) return reader.padding;
  // Tiles of 4 x 4 results look at 6 x 6.
  const [rows, columns] = extentOf(source.shape);
  const whole = (length: number) => 4 * Math.ceil(length / 4) + 2;
  const { top, left } = reader.padding;
  return {
    top,
    left,
    bottom: Math.max(0, whole(reader.shape[0]!) - top - rows),
    right: Math.max(0, whole(reader.shape[1]!) - left - columns),
  };
}

function widen(border: Room['border'], padding: Padding | null): void {
  if (!padding) return;
  for (const side of ['top', 'bottom', 'left', 'right'] as const) {
    border[side] = Math.max(border[side], padding[side]);
  }
}
