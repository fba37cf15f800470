import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { controllerChecks } from '../testing/index.js';
import type { OscSocket } from './newest-socket.js';
import { OscController, type OscOptions } from './osc.js';
import { oscBundle, oscMessage } from './osc-packet.js';

const code = (code: string) => expect.objectContaining({ code });
const output = (...values: number[]) => ({
  values: Float32Array.from(values),
  confidence: 1,
  timestamp: 1000,
  latency: 0,
});

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

class FakeSocket {
  readyState = 0;
  bufferedAmount = 0;
  sent: number[] = [];
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onerror: (() => void) | null = null;
  /** Of a message to /dial, its first float. */
  send(packet: Uint8Array) {
    this.sent.push(new DataView(packet.buffer).getFloat32(8 + 4));
  }
  open() {
    this.readyState = 1;
    this.onopen?.();
  }
  close() {
    this.readyState = 3;
    this.onclose?.();
  }
}

function bridge(options: OscOptions = {}) {
  const sockets: FakeSocket[] = [];
  const connect = () => {
    const socket = new FakeSocket();
    sockets.push(socket);
    return socket as unknown as OscSocket;
  };
  const controller = new OscController('ws://localhost:8081', { connect, ...options });
  return { sockets, controller, newest: () => sockets.at(-1)! };
}

describe('keeps the contract', () => {
  let sockets: FakeSocket[];
  const make = () => {
    const made = bridge();
    sockets = made.sockets;
    return made.controller;
  };
  const read = () => {
    const socket = sockets.at(-1);
    if (socket && socket.readyState === 0) socket.open();
    return socket?.sent.join() ?? '';
  };
  for (const check of controllerChecks(make, { read })) test(check.name, check.run);
});

const text = (packet: Uint8Array) =>
  [...packet].map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('');

test('packs messages as in the examples of the specification', () => {
  const packet = oscMessage('/oscillator/4/frequency', [440]);
  expect(text(packet)).toBe('/oscillator/4/frequency.,f..C...');
  expect([...packet.slice(-4)]).toEqual([0x43, 0xdc, 0, 0]);
  expect(text(oscMessage('/foo', [1.234, 5.678]).slice(0, 12))).toBe('/foo....,ff.');
  expect([...oscMessage('/foo', [1.234, 5.678]).slice(-8)]).toEqual([
    0x3f, 0x9d, 0xf3, 0xb6, 0x40, 0xb5, 0xb2, 0x2d,
  ]);
  for (const name of ['/a', '/ab', '/abc', '/abcd']) {
    for (let count = 0; count < 5; count++) expect(oscMessage(name, Array(count).fill(0)).length % 4).toBe(0);
  }
});

test('packs bundles with their time since 1900', () => {
  const bundle = oscBundle(1500, [oscMessage('/a', []), oscMessage('/b', [1])]);
  expect(text(bundle.slice(0, 8))).toBe('#bundle.');
  const view = new DataView(bundle.buffer);
  expect([view.getUint32(8), view.getUint32(12)]).toEqual([2_208_988_801, 2 ** 31]);
  expect(view.getInt32(16)).toBe(8);
  expect(text(bundle.slice(20, 28))).toBe('/a..,...');
  expect(view.getInt32(28)).toBe(12);
  expect(bundle).toHaveLength(44);
  const now = new DataView(oscBundle(null, []).buffer);
  expect([now.getUint32(8), now.getUint32(12)]).toEqual([0, 1]);
});

test.each(['dial', '', '/', '/a b', '/a//b', '/a#', '/a*', '/a,b', '/ä', '/a/', '/{a}', '/a?'])(
  'refuses the address %o',
  (address) => {
    expect(() => oscMessage(address, [])).toThrow(code('bad-argument'));
    expect(() => bridge({ address })).toThrow(code('bad-argument'));
  },
);

test('connects at the first reading, and sends the newest when it is open', () => {
  const { sockets, controller, newest } = bridge();
  expect(sockets).toHaveLength(0);
  controller.update(output(0.25));
  controller.update(output(0.5));
  expect(sockets).toHaveLength(1);
  expect(controller.connected).toBe(false);
  newest().open();
  expect(controller.connected).toBe(true);
  controller.update(output(0.75));
  expect(newest().sent).toEqual([0.5, 0.75]);
});

test('comes back with longer and longer waits, ten seconds at most, with the newest value alone', () => {
  const { sockets, controller, newest } = bridge();
  controller.update(output(0));
  const waits: number[] = [];
  for (let attempt = 0; attempt < 10; attempt++) {
    const before = sockets.length;
    newest().close();
    let waited = 0;
    for (; sockets.length === before; waited += 5) vi.advanceTimersByTime(5);
    waits.push(waited);
    controller.update(output(attempt));
  }
  for (const [i, wait] of waits.entries()) {
    const most = Math.min(10_000, 250 * 2 ** i);
    expect(wait).toBeGreaterThanOrEqual(most / 2);
    expect(wait).toBeLessThanOrEqual(most + 5);
  }
  newest().open();
  expect(newest().sent).toEqual([9]);
  newest().close();
  vi.advanceTimersByTime(255); // an open connection begins the waits anew
  expect(sockets).toHaveLength(12);
  controller.dispose();
});

test('holds back while the network does not keep up', () => {
  const { controller, newest } = bridge({ bufferLimit: 100 });
  controller.update(output(0));
  newest().open();
  newest().bufferedAmount = 101;
  for (const value of [1, 2, 3]) controller.update(output(value));
  controller.release(); // the neutral value must not get lost
  vi.advanceTimersByTime(1000);
  expect(newest().sent).toEqual([0]);
  newest().bufferedAmount = 0;
  vi.advanceTimersByTime(100);
  expect(newest().sent).toEqual([0, 0]);
  newest().bufferedAmount = 101;
  controller.update(output(1));
  controller.dispose();
  expect(newest().sent).toEqual([0, 0, 0]);
});

test('sends neutral when released, once, and again before it closes', () => {
  const { controller, newest } = bridge({ neutral: -1 });
  controller.release();
  controller.update(output(0.5, 0.25));
  newest().open();
  controller.release();
  controller.release();
  controller.update(output(1));
  controller.dispose();
  controller.dispose();
  expect(newest().sent).toEqual([0.5, -1, 1, -1]);
  expect(newest().readyState).toBe(3);
});

test('stays closed once disposed', () => {
  const { sockets, controller, newest } = bridge();
  controller.update(output(1));
  newest().close();
  controller.dispose();
  controller.update(output(1));
  vi.advanceTimersByTime(60_000);
  expect(sockets).toHaveLength(1);
  expect(vi.getTimerCount()).toBe(0);
});

test('bundles the time of the frame', () => {
  const packets: Uint8Array[] = [];
  const socket = Object.assign(new FakeSocket(), { send: (packet: Uint8Array) => packets.push(packet) });
  const connect = () => socket as unknown as OscSocket;
  bridge({ connect, timeTags: true, address: '/lean' }).controller.update(output(1));
  socket.open();
  const time = performance.timeOrigin + 1000;
  expect(packets).toEqual([oscBundle(time, [oscMessage('/lean', [1])])]);
});

test('tells what is wrong', () => {
  expect(() => new OscController('http://localhost')).toThrow(code('bad-argument'));
  expect(() => new OscController('bridge')).toThrow(code('bad-argument'));
  expect(() => bridge({ bufferLimit: -1 })).toThrow(code('bad-argument'));
  vi.stubGlobal('WebSocket', undefined);
  expect(() => new OscController('ws://localhost').update(output(1))).toThrow(code('unsupported'));
  const refusing = class {
    constructor() {
      throw new DOMException('mixed content', 'SecurityError');
    }
  };
  vi.stubGlobal('WebSocket', refusing);
  expect(() => new OscController('ws://example.com').update(output(1))).toThrow(code('insecure-context'));
});
