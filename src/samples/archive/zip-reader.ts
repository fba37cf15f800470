import { Inflate } from 'fflate';
import { CamdialError, isCamdialError } from '../../errors.js';
import { invalid, quoted, sized, tooLarge } from './archive-errors.js';
import { BlobWindow } from './blob-window.js';
import type { Breath } from './breath.js';
import { crc32 } from './crc32.js';
import { isPlainName } from './plain-name.js';
import { centralEntrySize, endSize, localHeaderSize, maxEntries, signatures } from './zip-records.js';

type Bytes = Uint8Array<ArrayBuffer>;

/** An entry of a zip, from its directory. */
export interface ZipEntry {
  readonly name: string;
  /** Bytes when unpacked. */
  readonly size: number;
  /** @internal */
  readonly record: EntryRecord;
}

interface EntryRecord {
  readonly name: Bytes;
  readonly method: number;
  readonly encrypted: boolean;
  readonly crc: number;
  readonly packedSize: number;
  readonly offset: number;
  /** Where the next entry, or the directory, begins. */
  limit: number;
}

/** The directory of this many bytes is read, no more: names of 200 bytes for all entries. */
const largestDirectory = 2 ** 24;
/** Bytes that are handed to the unpacker at a time. They may become up to a thousand times as many. */
const inflateStep = 2 ** 14;
/** Deflate makes at most that many bytes of one. */
const largestRatio = 1032;
/** Packed bytes that may come to nothing before they are taken for rubbish. */
const largestIdle = 2 ** 18;

/**
 * Reads a zip that nobody vouches for: all that its directory says is checked before anything is unpacked, and what is
 * unpacked never becomes more than it said.
 *
 * @internal
 */
export class ZipReader {
  readonly entries: ReadonlyMap<string, ZipEntry>;
  readonly #window: BlobWindow;
  readonly #breath: Breath;
  readonly #onBytes: (bytes: number) => void;
  readonly #unread: Set<string>;

  private constructor(
    entries: Map<string, ZipEntry>,
    window: BlobWindow,
    breath: Breath,
    onBytes: (bytes: number) => void,
  ) {
    this.entries = entries;
    this.#window = window;
    this.#breath = breath;
    this.#onBytes = onBytes;
    this.#unread = new Set(entries.keys());
  }

  /**
   * Reads the directory. {@link ZipReader.check} says whether it may be trusted.
   *
   * @param onBytes - is told of packed bytes as they are read.
   */
  static async open(blob: Blob, breath: Breath, onBytes: (bytes: number) => void): Promise<ZipReader> {
    const window = new BlobWindow(blob);
    const { count, at, size } = await findDirectory(blob, window);
    const entries = parseDirectory(await window.exactly(at, size), count, at);
    await breath();
    return new ZipReader(entries, window, breath, onBytes);
  }

  /** @throws CamdialError `samples-invalid`, or `out-of-memory` where all entries take more than `maxBytes`. */
  check(maxBytes: number): void {
    let total = 0;
    for (const { name, size, record } of this.entries.values()) {
      checkName(name);
      if (record.encrypted) {
        throw invalid(`its entry ${quoted(name)} is encrypted`, 'Make it anew without a password.');
      }
      if (record.method !== 0 && record.method !== 8) {
        throw invalid(
          `its entry ${quoted(name)} is packed by method ${record.method}, and only stored (0) and deflated (8) are read`,
          'Make the zip anew with one of these.',
        );
      }
      const couldHold = record.method === 0 ? record.packedSize : record.packedSize * largestRatio;
      if (size > couldHold || (record.method === 0 && size < couldHold)) {
        throw invalid(
          `its entry ${quoted(name)} is said to be ${size} bytes, which ${record.packedSize} packed ones cannot be`,
        );
      }
      if (record.offset + localHeaderSize + record.name.length + record.packedSize > record.limit) {
        throw invalid(`its entry ${quoted(name)} reaches into another one`);
      }
      total += size;
    }
    if (total > maxBytes) throw tooLarge(total, maxBytes);
  }

  /**
   * Unpacks an entry.
   *
   * @throws CamdialError `samples-invalid` unless it is just what the directory says.
   */
  async read({ name, size, record }: ZipEntry): Promise<Bytes> {
    const from = await this.#startOfData(name, record);
    this.#unread.delete(name);
    const to = from + record.packedSize;
    const bytes = allocate(size);
    let [at, crc] = [0, 0];
    const take = (chunk: Uint8Array) => {
      if (at + chunk.length > size) {
        throw invalid(
          `its entry ${quoted(name)} unpacks to more than the ${size} bytes that it is said to be`,
        );
      }
      crc = crc32(chunk, crc);
      bytes.set(chunk, at);
      at += chunk.length;
    };
    const unpack = record.method === 8 ? inflating(name, take) : take;
    let [place, idleSince] = [from, from];
    while (place < to) {
      const before = at;
      const piece = await this.#window.some(place, Math.min(to, place + inflateStep));
      unpack(piece, place + piece.length === to);
      place += piece.length;
      this.#onBytes(piece.length);
      if (at > before) idleSince = place;
      else if (place - idleSince > largestIdle) {
        throw invalid(`its entry ${quoted(name)} goes on behind its end`);
      }
      await this.#breath();
    }
    if (at < size) {
      throw invalid(`its entry ${quoted(name)} ends after ${at} of ${size} bytes`);
    }
    if (crc !== record.crc) {
      throw invalid(`its entry ${quoted(name)} is not what was written: the checksum (CRC-32) is another`);
    }
    return bytes;
  }

  /**
   * Looks whether entries that nobody asked for are what they are called: else one that is missing goes unnoticed.
   *
   * @throws CamdialError `samples-invalid`.
   */
  async checkUnread(): Promise<void> {
    for (const name of this.#unread) {
      await this.#startOfData(name, this.entries.get(name)!.record);
      await this.#breath();
    }
  }

  async #startOfData(name: string, record: EntryRecord): Promise<number> {
    const { offset, limit } = record;
    const bytes = await this.#window.exactly(offset, localHeaderSize + record.name.length);
    const view = viewOf(bytes);
    const isSame =
      view.getUint32(0, true) === signatures.local &&
      !isEncrypted(view.getUint16(6, true)) &&
      view.getUint16(8, true) === record.method &&
      view.getUint16(26, true) === record.name.length &&
      record.name.every((byte, i) => byte === bytes[localHeaderSize + i]);
    if (!isSame) throw invalid(`its entry ${quoted(name)} is not where the directory says`);
    const from = offset + bytes.length + view.getUint16(28, true);
    if (from + record.packedSize > limit) throw invalid(`its entry ${quoted(name)} reaches into another one`);
    return from;
  }
}

function inflating(name: string, take: (chunk: Uint8Array) => void) {
  const inflate = new Inflate(take);
  return (piece: Uint8Array, isLast: boolean) => {
    try {
      inflate.push(piece, isLast);
    } catch (cause) {
      if (isCamdialError(cause)) throw cause;
      throw invalid(`its entry ${quoted(name)} cannot be unpacked`, undefined, cause);
    }
  };
}

async function findDirectory(
  blob: Blob,
  window: BlobWindow,
): Promise<{ count: number; at: number; size: number }> {
  const tailSize = Math.min(blob.size, endSize + 0xffff);
  const start = blob.size - tailSize;
  const tail = await window.exactly(start, tailSize);
  const view = viewOf(tail);
  for (let at = tailSize - endSize; at >= 0; at--) {
    // A comment may follow, up to the end of the file; and it may look like anything.
    if (view.getUint32(at, true) !== signatures.end) continue;
    if (at + endSize + view.getUint16(at + 20, true) !== tailSize) continue;
    return parseEnd(new DataView(tail.buffer, tail.byteOffset + at, endSize), start + at);
  }
  const beginning = await window.exactly(0, Math.min(4, blob.size));
  if (beginning.length === 4 && viewOf(beginning).getUint32(0, true) === signatures.local) {
    throw invalid('it is cut off: the end of the zip is missing');
  }
  throw invalid('it is no zip, as .npz files are', 'Choose a file that camdial wrote, or numpy.savez.');
}

function parseEnd(end: DataView, endsAt: number): { count: number; at: number; size: number } {
  const [disk, firstDisk, countHere, count] = [4, 6, 8, 10].map((at) => end.getUint16(at, true)) as [
    number,
    number,
    number,
    number,
  ];
  const [size, at] = [end.getUint32(12, true), end.getUint32(16, true)];
  if (count === 0xffff || size === 0xffffffff || at === 0xffffffff) {
    throw invalid(
      `it has more than ${maxEntries} entries or 4096 MiB (zip64), which is not read`,
      'Split it into several.',
    );
  }
  if (disk !== 0 || firstDisk !== 0 || countHere !== count) {
    throw invalid('it is one of the parts of a larger zip, or damaged');
  }
  if (at + size > endsAt || size > largestDirectory || size < count * centralEntrySize) {
    throw invalid('its directory is not where it says');
  }
  return { count, at, size };
}

function parseDirectory(bytes: Bytes, count: number, directoryAt: number): Map<string, ZipEntry> {
  const view = viewOf(bytes);
  const entries = new Map<string, ZipEntry>();
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + centralEntrySize > bytes.length || view.getUint32(at, true) !== signatures.central) {
      throw invalid('its directory is damaged');
    }
    const short = (offset: number) => view.getUint16(at + offset, true);
    const long = (offset: number) => view.getUint32(at + offset, true);
    const nameEnd = at + centralEntrySize + short(28);
    const end = nameEnd + short(30) + short(32);
    if (end > bytes.length) throw invalid('its directory is damaged');
    const record = {
      name: bytes.slice(at + centralEntrySize, nameEnd),
      method: short(10),
      encrypted: isEncrypted(short(8)),
      crc: long(16),
      packedSize: long(20),
      offset: long(42),
      limit: directoryAt,
    };
    const name = decodeName(record.name);
    if (entries.has(name)) throw invalid(`it has two entries of the name ${quoted(name)}`);
    if (record.packedSize === 0xffffffff || long(24) === 0xffffffff || record.offset === 0xffffffff) {
      throw invalid(`its entry ${quoted(name)} has more than 4096 MiB (zip64), which is not read`);
    }
    entries.set(name, { name, size: long(24), record });
    at = end;
  }
  if (at !== bytes.length) throw invalid('its directory is damaged');
  setLimits(entries, directoryAt);
  return entries;
}

/** No entry reaches into the next one. */
function setLimits(entries: Map<string, ZipEntry>, directoryAt: number): void {
  const records = [...entries.values()].map(({ record }) => record).sort((a, b) => a.offset - b.offset);
  for (const [i, record] of records.entries()) {
    record.limit = records[i + 1]?.offset ?? directoryAt;
  }
}

function decodeName(bytes: Bytes): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw invalid('an entry has a name that is no UTF-8', undefined, cause);
  }
}

/** Nothing is written to a disk here; but a file that tries is not one to open. */
function checkName(name: string): void {
  if (!isPlainName(name.replace(/\/$/, '')) || /^[a-z]:/i.test(name)) {
    throw invalid(
      `its entry ${quoted(name)} has a name that leads elsewhere`,
      'Nothing was changed; do not trust where this file came from.',
    );
  }
}

/** Encrypted, strongly encrypted, or with its directory masked. */
function isEncrypted(flags: number): boolean {
  return (flags & 0x2041) !== 0;
}

function allocate(size: number): Bytes {
  try {
    return new Uint8Array(size);
  } catch (cause) {
    throw new CamdialError(
      'out-of-memory',
      `There is no memory for the ${sized(size)} of an entry of this archive. Nothing was changed; close other pages, or open it on a computer with more memory.`,
      { cause },
    );
  }
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
