/** How an entry is packed: stored as it is, or deflated. */
export type Method = 0 | 8;

/** What a zip says of an entry, there twice: in front of its data, and in the directory at the end. */
export interface ZipRecord {
  readonly name: Uint8Array;
  readonly method: Method;
  readonly crc: number;
  readonly packedSize: number;
  readonly size: number;
  /** Where its local header begins. */
  readonly offset: number;
}

export const signatures = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50 };
export const localHeaderSize = 30;
export const centralEntrySize = 46;
export const endSize = 22;
/** What 16 bits can count; a count of all ones would say that it stands elsewhere (zip64). */
export const maxEntries = 65_534;

const version = 20;
const utf8Names = 0x0800;
const firstOfJanuary1980 = 0x0021; // The same dial gives the same file, whenever it is written.

export function localHeader(record: ZipRecord): Uint8Array<ArrayBuffer> {
  const [bytes, view] = room(localHeaderSize + record.name.length);
  view.setUint32(0, signatures.local, true);
  setCommon(view, 4, record);
  bytes.set(record.name, localHeaderSize);
  return bytes;
}

export function centralEntry(record: ZipRecord): Uint8Array<ArrayBuffer> {
  const [bytes, view] = room(centralEntrySize + record.name.length);
  view.setUint32(0, signatures.central, true);
  view.setUint16(4, version, true);
  setCommon(view, 6, record);
  view.setUint32(42, record.offset, true);
  bytes.set(record.name, centralEntrySize);
  return bytes;
}

export function endOfZip(
  entries: number,
  directorySize: number,
  directoryAt: number,
): Uint8Array<ArrayBuffer> {
  const [bytes, view] = room(endSize);
  view.setUint32(0, signatures.end, true);
  view.setUint16(8, entries, true);
  view.setUint16(10, entries, true);
  view.setUint32(12, directorySize, true);
  view.setUint32(16, directoryAt, true);
  return bytes;
}

function setCommon(view: DataView, at: number, { name, method, crc, packedSize, size }: ZipRecord): void {
  view.setUint16(at, version, true);
  view.setUint16(at + 2, utf8Names, true);
  view.setUint16(at + 4, method, true);
  view.setUint16(at + 8, firstOfJanuary1980, true);
  view.setUint32(at + 10, crc, true);
  view.setUint32(at + 14, packedSize, true);
  view.setUint32(at + 18, size, true);
  view.setUint16(at + 22, name.length, true);
}

function room(size: number): [Uint8Array<ArrayBuffer>, DataView] {
  const bytes = new Uint8Array(size);
  return [bytes, new DataView(bytes.buffer)];
}
