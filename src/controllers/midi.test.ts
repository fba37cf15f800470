import { afterEach, describe, expect, test, vi } from 'vitest';
import { controllerChecks } from '../testing/index.js';
import { MidiController, type MidiOptions, type MidiPort } from './midi.js';

const code = (code: string) => expect.objectContaining({ code });
const output = (...values: number[]) => ({
  values: Float32Array.from(values),
  confidence: 1,
  timestamp: 0,
  latency: 0,
});

afterEach(() => vi.unstubAllGlobals());

function instrument(options: MidiOptions = {}) {
  const sent: number[][] = [];
  const port: { state: MIDIPortDeviceState; send: MidiPort['send'] } = {
    state: 'connected',
    send(bytes) {
      if (port.state === 'disconnected') throw new DOMException('gone', 'InvalidStateError');
      sent.push([...bytes]);
    },
  };
  return { sent, port, controller: new MidiController(port, options) };
}

describe('keeps the contract', () => {
  let sent: number[][];
  const make = () => {
    const made = instrument();
    sent = made.sent;
    return made.controller;
  };
  for (const check of controllerChecks(make, { read: () => sent.join() })) test(check.name, check.run);
});

test('turns a control of 7 bits, only when it changes, and no further than it goes', () => {
  const { sent, controller } = instrument({ channel: 16, control: 74 });
  for (const value of [-1, 0, 0.001, 1, 9, -9]) controller.update(output(value));
  expect(sent).toEqual([
    [0xbf, 74, 0],
    [0xbf, 74, 64],
    [0xbf, 74, 127],
    [0xbf, 74, 0],
  ]);
});

test('turns a control of 14 bits, the coarse part first and only when it changed', () => {
  const { sent, controller } = instrument({ control: 7, fine: true });
  controller.update(output(0));
  controller.update(output(0.001));
  controller.update(output(1));
  expect(sent).toEqual([
    [0xb0, 7, 64],
    [0xb0, 39, 0],
    [0xb0, 39, 8],
    [0xb0, 7, 127],
    [0xb0, 39, 127],
  ]);
});

test('turns the pitch wheel, with the fine part first and the middle at 0', () => {
  const { sent, controller } = instrument({ control: 'pitch-bend', output: 1 });
  for (const value of [-1, 0, 1]) controller.update(output(0, value));
  expect(sent).toEqual([
    [0xe0, 0, 0],
    [0xe0, 0, 64],
    [0xe0, 127, 127],
  ]);
});

test('goes to neutral and silences the channel when released, once', () => {
  const { sent, controller } = instrument({ control: 7, neutral: -1, channel: 2 });
  controller.release();
  expect(sent).toEqual([]);
  controller.update(output(1));
  controller.release();
  controller.release();
  controller.dispose();
  controller.dispose();
  expect(sent).toEqual([
    [0xb1, 7, 127],
    [0xb1, 7, 0],
    [0xb1, 123, 0],
    [0xb1, 120, 0],
  ]);
});

test('leaves an unplugged instrument alone, and tells it again where to be when it is back', () => {
  const { sent, port, controller } = instrument();
  controller.update(output(1));
  port.state = 'disconnected';
  controller.update(output(1));
  controller.release();
  port.state = 'connected';
  controller.update(output(1));
  expect(sent).toEqual([
    [0xb0, 1, 127],
    [0xb0, 1, 127],
  ]);
});

test.each<MidiOptions>([
  { channel: 0 },
  { channel: 17 },
  { control: 120 },
  { control: 32, fine: true },
  { control: 1.5 },
  { neutral: 2 },
  { output: -1 },
])('refuses %o', async (options) => {
  expect(() => instrument(options)).toThrow(code('bad-argument'));
  await expect(MidiController.open(options)).rejects.toThrow(code('bad-argument'));
});

/** A browser with these outputs. */
function browser(ports: Partial<MIDIOutput>[]) {
  const outputs = new Map(ports.map((port, i) => [String(i), { state: 'connected', ...port }]));
  vi.stubGlobal('navigator', { requestMIDIAccess: async () => ({ outputs }) });
}

test('opens a port by a part of its name, or the first one, and closes it once', async () => {
  const calls: string[] = [];
  const port = (name: string, state: MIDIPortDeviceState = 'connected') =>
    ({
      name,
      state,
      open: async () => calls.push(`open ${name}`),
      close: async () => calls.push(`close ${name}`),
      send: (bytes: number[]) => calls.push(`${name} ${bytes[2]}`),
    }) as unknown as MIDIOutput;
  browser([port('Unplugged synth', 'disconnected'), port('Drums'), port('Big Synth')]);
  const controller = await MidiController.open({ port: 'synth' });
  controller.update(output(1));
  controller.dispose();
  controller.dispose();
  await MidiController.open();
  expect(calls).toEqual([
    'open Big Synth',
    'Big Synth 127',
    'Big Synth 64',
    'Big Synth 0',
    'Big Synth 0',
    'close Big Synth',
    'open Drums',
  ]);
});

test('tells why there is no MIDI', async () => {
  vi.stubGlobal('navigator', {});
  await expect(MidiController.open()).rejects.toThrow(code('unsupported'));
  vi.stubGlobal('isSecureContext', false);
  await expect(MidiController.open()).rejects.toThrow(code('insecure-context'));
  browser([]);
  await expect(MidiController.open({ port: 'synth' })).rejects.toThrow(code('midi-not-found'));
  const denied = new DOMException('no', 'NotAllowedError');
  vi.stubGlobal('navigator', { requestMIDIAccess: () => Promise.reject(denied) });
  await expect(MidiController.open()).rejects.toMatchObject({ code: 'midi-denied', cause: denied });
});
