import { must } from './must.js';

/** From 1900, where the time of OSC (and NTP) begins, to 1970, s. */
const before1970 = 2_208_988_800;

/**
 * An OSC message of floats.
 *
 * @param address - begins with a slash; printable ASCII without what patterns are made of.
 * @throws CamdialError `bad-argument` for another address.
 */
export function oscMessage(address: string, values: ArrayLike<number>): Uint8Array<ArrayBuffer> {
  mustBeAddress(address);
  const head = padded(address);
  const types = padded(`,${'f'.repeat(values.length)}`);
  const packet = new Uint8Array(head.length + types.length + 4 * values.length);
  packet.set(head);
  packet.set(types, head.length);
  const view = new DataView(packet.buffer, head.length + types.length);
  for (let i = 0; i < values.length; i++) view.setFloat32(4 * i, values[i]!); // big-endian
  return packet;
}

/**
 * An OSC bundle: what belongs together, and when.
 *
 * @param time - ms since 1970, or null for immediately.
 */
export function oscBundle(time: number | null, elements: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const length = elements.reduce((sum, element) => sum + 4 + element.length, 16);
  const packet = new Uint8Array(length);
  packet.set(padded('#bundle'));
  const view = new DataView(packet.buffer);
  const [seconds, fraction] = timeTag(time);
  view.setUint32(8, seconds);
  view.setUint32(12, fraction);
  let at = 16;
  for (const element of elements) {
    view.setInt32(at, element.length);
    packet.set(element, at + 4);
    at += 4 + element.length;
  }
  return packet;
}

/** @throws CamdialError `bad-argument`. */
export function mustBeAddress(address: string): void {
  must(
    /^(\/[^/\s#*,?[\]{}]+)+$/.test(address) && /^[!-~]+$/.test(address),
    `An OSC address is made of names after slashes, without spaces and # * , ? [ ] { }, like /dial/lean; got ${JSON.stringify(address)}.`,
  );
}

/** Seconds since 1900, and their fraction in 32 bits. 0 and 1 means immediately. */
function timeTag(time: number | null): [seconds: number, fraction: number] {
  if (time === null) return [0, 1];
  const seconds = Math.floor(time / 1000);
  return [(seconds + before1970) >>> 0, Math.floor((time / 1000 - seconds) * 2 ** 32)];
}

/** Ends with one to four zeros, at a multiple of four bytes. */
function padded(text: string): Uint8Array {
  const bytes = new Uint8Array(4 * Math.floor(text.length / 4 + 1));
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
