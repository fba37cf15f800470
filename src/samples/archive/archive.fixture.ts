import { randomFrom } from '../../random.js';
import { encodeFloat16 } from '../float16.js';
import type { Precision, RoundData } from '../samples-data.js';
import type { SavedDial } from '../saved-dial.js';
import { crc32 } from './crc32.js';
import { centralEntry, endOfZip, localHeader, signatures } from './zip-records.js';

/** A dial with one of everything. */
export function sampleDial(precision: Precision = 'float32', sizes = [3, 4]): SavedDial {
  const random = randomFrom(7);
  const featureLength = 6;
  const rounds = sizes.map((size, i): RoundData => {
    const values = Float32Array.from({ length: size * featureLength }, () => random() * 4 - 2);
    const halves = new Uint16Array(values.length);
    encodeFloat16(values, halves, 0);
    return {
      uid: `round-${i}`,
      label: i === 0 ? 'ganz „links“ 👈🏽\n\u0000"\\ \ud800' : undefined,
      lag: i === 0 ? 'auto' : -12.5,
      size,
      features: precision === 'float16' ? halves : values,
      targets: Float32Array.from({ length: size * 2 }, (_, at) =>
        at % 4 === 1 ? Number.NaN : random() - 0.5,
      ),
      timestamps: Float64Array.from({ length: size }, (_, at) => 1e12 + at * 33.3 + random()),
      thumbnails: i === 0 ? thumbnails(size) : undefined,
    };
  });
  return {
    samples: { backboneId: 'scattering-"1"/ü', featureShape: [2, 3], outputs: 2, precision, rounds },
    settings: { sensitivity: 0.1, nested: { list: [1, null, 'ä', true, [-1e-300]] }, ['__proto__']: 'kept' },
    model: {
      kind: 'ridge-1',
      numbers: { lambda: 0.1, folds: [1, 2] },
      arrays: {
        'layer/weights': Float32Array.of(1, -0, Number.NaN, Number.POSITIVE_INFINITY),
        größe: Float64Array.of(Math.PI),
        'counts.npy': Int32Array.of(-1, 2 ** 31 - 1),
        none: new Float32Array(0),
      },
    },
  };
}

function thumbnails(size: number): (Blob | null)[] {
  const types = ['image/jpeg', 'image/png', 'image/webp', ''];
  return Array.from({ length: size }, (_, i) =>
    i === 1 ? null : new Blob([Uint8Array.of(i, 0xff, 0)], { type: types[i]! }),
  );
}

/** A dial in which every blob is its bytes and type, to be compared. */
export async function plainDial(dial: SavedDial): Promise<unknown> {
  const rounds = await Promise.all(
    dial.samples.rounds.map(async ({ thumbnails, ...round }) => ({
      ...round,
      thumbnails: thumbnails && (await Promise.all(thumbnails.map(plainBlob))),
    })),
  );
  return { ...dial, samples: { ...dial.samples, rounds } };
}

async function plainBlob(blob: Blob | null): Promise<unknown> {
  return blob && { type: blob.type, bytes: [...(await bytesOf(blob))] };
}

export async function bytesOf(blob: Blob): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await blob.arrayBuffer());
}

/** An entry to write, with what is to be wrong about it. */
export interface TestEntry {
  name: string;
  data: Uint8Array<ArrayBuffer>;
  method?: number;
  flags?: number;
  /** When unpacked, where that is not what the data is. */
  size?: number;
  crc?: number;
  /** Where the directory says it is. */
  offset?: number;
}

/** A zip, right or wrong. */
export function zipOf(entries: readonly TestEntry[]): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const directory: Uint8Array<ArrayBuffer>[] = [];
  let at = 0;
  for (const { name, data, method = 0, flags = 0x0800, size = data.length, crc, offset = at } of entries) {
    const record = {
      name: new TextEncoder().encode(name),
      method: method as 0,
      crc: crc ?? crc32(data),
      packedSize: data.length,
      size,
      offset,
    };
    const [local, central] = [localHeader(record), centralEntry(record)];
    new DataView(local.buffer).setUint16(6, flags, true);
    new DataView(central.buffer).setUint16(8, flags, true);
    parts.push(local, data);
    directory.push(central);
    at += local.length + data.length;
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  return joined([...parts, ...directory, endOfZip(entries.length, size, at)]);
}

/** The stored entries of a zip that {@link zipOf} or the writer made. */
export function entriesOf(zip: Uint8Array<ArrayBuffer>): TestEntry[] {
  const view = new DataView(zip.buffer);
  const entries: TestEntry[] = [];
  for (let at = 0; view.getUint32(at, true) === signatures.local; ) {
    const start = at + 30 + view.getUint16(at + 26, true);
    const end = start + view.getUint32(at + 18, true);
    entries.push({
      name: new TextDecoder().decode(zip.subarray(at + 30, start)),
      data: zip.slice(start, end),
      method: view.getUint16(at + 8, true),
      crc: view.getUint32(at + 14, true),
      size: view.getUint32(at + 22, true),
    });
    at = end;
  }
  return entries;
}

export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
