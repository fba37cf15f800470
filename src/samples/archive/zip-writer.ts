import { Deflate } from 'fflate';
import { CamdialError } from '../../errors.js';
import { sized } from './archive-errors.js';
import { type Breath, inSlices } from './breath.js';
import { crc32 } from './crc32.js';
import {
  centralEntry,
  endOfZip,
  localHeader,
  type Method,
  maxEntries,
  type ZipRecord,
} from './zip-records.js';

type Bytes = Uint8Array<ArrayBuffer>;

const largestZip = 2 ** 32 - 1;
/** Looked at to see whether an entry is worth packing, in so many bytes at so many places. */
const trialPlaces = 4;
const trialBytes = 2 ** 14;
/** Below that share of its size an entry is packed, at some 40 ms a MiB. Only features with many zeros are. */
const worthwhile = 0.7;

/**
 * Puts a zip together out of views and blobs: nothing is copied until the blob of it is made.
 *
 * @internal
 */
export class ZipWriter {
  readonly #parts: BlobPart[] = [];
  readonly #records: ZipRecord[] = [];
  readonly #breath: Breath;
  #size = 0;

  constructor(breath: Breath) {
    this.#breath = breath;
  }

  /** Adds an entry whose bytes are those of `views`, one behind the other; packed where that helps. */
  async add(name: string, views: readonly ArrayBufferView[]): Promise<void> {
    const parts = views.map(bytesOf).filter(({ length }) => length > 0);
    const size = parts.reduce((sum, { length }) => sum + length, 0);
    let crc = 0;
    const packed: Bytes[] = [];
    const deflate = packs(parts, size) ? new Deflate({ level: 1 }, (chunk) => packed.push(chunk)) : null;
    for (const part of parts) {
      await inSlices(part.length, this.#breath, (from, to) => {
        const slice = part.subarray(from, to);
        crc = crc32(slice, crc);
        deflate?.push(slice);
      });
    }
    deflate?.push(new Uint8Array(0), true);
    const stored = deflate ? packed : parts;
    const packedSize = deflate ? packed.reduce((sum, { length }) => sum + length, 0) : size;
    this.#append({ name, method: deflate ? 8 : 0, crc, packedSize, size }, stored);
  }

  /** Adds an entry that is packed already, such as a picture. */
  async addBlob(name: string, blob: Blob): Promise<void> {
    await this.#breath();
    const crc = crc32(new Uint8Array(await blob.arrayBuffer()));
    this.#append({ name, method: 0, crc, packedSize: blob.size, size: blob.size }, [blob]);
  }

  finish(type: string): Blob {
    const directory = this.#records.map(centralEntry);
    const size = directory.reduce((sum, { length }) => sum + length, 0);
    const end = endOfZip(this.#records.length, size, this.#size);
    return new Blob([...this.#parts, ...directory, end], { type });
  }

  #append(
    entry: { name: string; method: Method; crc: number; packedSize: number; size: number },
    data: BlobPart[],
  ) {
    const record: ZipRecord = { ...entry, name: new TextEncoder().encode(entry.name), offset: this.#size };
    const header = localHeader(record);
    this.#parts.push(header, ...data);
    this.#records.push(record);
    this.#size += header.length + record.packedSize;
    // Half a KiB an entry for the directory is more than it takes.
    const total = this.#size + this.#records.length * 512;
    if (total > largestZip || this.#records.length > maxEntries) {
      throw new CamdialError(
        'out-of-memory',
        `An archive holds up to 4096 MiB and ${maxEntries} pictures and arrays; this dial takes ${sized(total)} and ${this.#records.length} or more. Remove rounds, or leave the thumbnails out.`,
      );
    }
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Bytes {
  return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
}

/** Packs a little of it to see. */
function packs(parts: readonly Bytes[], size: number): boolean {
  let [before, after] = [0, 0];
  const deflate = new Deflate({ level: 1 }, ({ length }) => {
    after += length;
  });
  for (const piece of piecesOf(parts, size)) {
    deflate.push(piece);
    before += piece.length;
  }
  deflate.push(new Uint8Array(0), true);
  return after < before * worthwhile;
}

/** Some bytes of it, from all over. */
function piecesOf(parts: readonly Bytes[], size: number): Bytes[] {
  if (size <= trialPlaces * trialBytes) return [...parts];
  const pieces: Bytes[] = [];
  let at = 0;
  for (const part of parts) {
    while (pieces.length < trialPlaces) {
      const from = Math.floor((size * pieces.length) / trialPlaces) - at;
      if (from >= part.length) break;
      pieces.push(part.subarray(from, from + trialBytes));
    }
    at += part.length;
  }
  return pieces;
}
