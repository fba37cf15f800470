import type { Controller, Output } from './controller.js';
import { followed } from './followed.js';
import { openMidiPort } from './midi-port.js';
import { must } from './must.js';
import { Safety, type SafetyOptions } from './safety.js';

/** Options of {@link MidiController}. */
export interface MidiOptions {
  /** Which of the dial's outputs to follow, counted from 0. Default 0. */
  output?: number | undefined;
  /** MIDI channel, 1..16 as instruments count. Default 1. */
  channel?: number | undefined;
  /** Which control change, 0..119 (1 is the modulation wheel, the default; 7 volume, 74 brightness), or the pitch wheel, which has 14 bits always. */
  control?: number | 'pitch-bend' | undefined;
  /** Whether a control change has 14 bits, where the instrument takes it: control 0..31, its fine part goes out as control + 32. Default false: 7 bits. */
  fine?: boolean | undefined;
  /** What `release` goes to, -1..1. Default 0, the middle; -1 for a volume that should go silent. */
  neutral?: number | undefined;
  /** When it lets go by itself, because the dial is unsure or silent; `null` for not before `release`. */
  safety?: SafetyOptions | null | undefined;
}

/** Options of {@link MidiController.open}. */
export interface OpenMidiOptions extends MidiOptions {
  /** A part of the port's name, in any case. Default: the first port that is there. */
  port?: string | undefined;
}

/** A MIDI output of the browser, or what stands for it in a test. */
export type MidiPort = Pick<MIDIOutput, 'send' | 'state'>;

/**
 * Turns a controller or the pitch wheel of a MIDI instrument; -1..1 becomes 0..127, or 0..16383 with 14 bits. A message
 * goes out only when it changes. On `release` it goes to neutral and silences the channel (all notes off, all sound off).
 *
 * (MIDI 1.0 Detailed Specification, 4.2.)
 *
 * @example
 * ```ts
 * import { condition, MidiController } from 'camdial';
 *
 * const wheel = await MidiController.open({ port: 'synth', control: 'pitch-bend' }); // the browser asks the person
 * const steadyWheel = condition(wheel);
 * ```
 */
export class MidiController implements Controller {
  readonly #port: MidiPort;
  readonly #read: (values: Float32Array) => number;
  readonly #channel: number;
  readonly #control: number | 'pitch-bend';
  readonly #fine: boolean;
  readonly #neutral: number;
  readonly #safety: Safety;
  #close: (() => void) | null = null;
  /** 0..16383 or 0..127; null when the instrument may stand anywhere. */
  #sent: number | null = null;
  #isReleased = true;

  /**
   * Asks the person for MIDI and opens a port; `dispose` closes it.
   *
   * @throws CamdialError `insecure-context` or `unsupported` where there is no Web MIDI (Safari), `midi-denied` where it is
   * not allowed, `midi-not-found` when there is no port of that name, `midi-busy` when it cannot be opened, `bad-argument`
   * as the constructor.
   */
  static async open({ port: name, ...options }: OpenMidiOptions = {}): Promise<MidiController> {
    new MidiController({ send: () => {}, state: 'connected' }, options); // before anybody is asked
    const port = await openMidiPort(name);
    const controller = new MidiController(port, options);
    // What was sent still goes out (Web MIDI API, close); it is refused where the port is gone, and closed with it.
    controller.#close = () => void port.close().catch(() => {});
    return controller;
  }

  /**
   * @param port - stays its maker's.
   * @throws CamdialError `bad-argument` when it is none or an option is outside its range.
   */
  constructor(port: MidiPort, options: MidiOptions = {}) {
    const { output = 0, channel = 1, control = 1, fine = false, neutral = 0, safety } = options;
    must(typeof port?.send === 'function', `MidiController needs a MIDI output, got ${String(port)}.`);
    must(
      Number.isInteger(channel) && channel >= 1 && channel <= 16,
      `MidiController has the channels 1 to 16, got ${channel}.`,
    );
    const last = fine ? 31 : 119;
    must(
      control === 'pitch-bend' || (Number.isInteger(control) && control >= 0 && control <= last),
      `MidiController turns 'pitch-bend' or a control from 0 to ${last}${fine ? ' with 14 bits' : ''}, got ${String(control)}.`,
    );
    must(neutral >= -1 && neutral <= 1, `MidiController needs a neutral value from -1 to 1, got ${neutral}.`);
    this.#port = port;
    this.#read = followed('MidiController', output);
    this.#channel = channel - 1;
    this.#control = control;
    this.#fine = fine || control === 'pitch-bend';
    this.#neutral = neutral;
    this.#safety = new Safety('MidiController', () => this.release(), safety);
  }

  update(reading: Output): void {
    const value = this.#read(reading.values);
    if (!this.#safety.follows(reading)) return;
    this.#turn(value);
    this.#isReleased = false;
  }

  /** Goes to neutral and silences the channel. */
  release(): void {
    this.#safety.rest();
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.#turn(this.#neutral);
    this.#send(0xb0, 123, 0); // all notes off
    this.#send(0xb0, 120, 0); // all sound off
  }

  /** Releases, and closes the port if it was opened here. May be called more than once. */
  dispose(): void {
    this.release();
    this.#close?.();
    this.#close = null;
  }

  #turn(value: number): void {
    if (this.#port.state === 'disconnected') {
      this.#sent = null; // when it comes back it stands anywhere
      return;
    }
    const share = Math.min(1, Math.max(0, (value + 1) / 2));
    const next = Math.round(share * (this.#fine ? 0x3fff : 0x7f));
    const before = this.#sent;
    if (next === before) return;
    this.#sent = next;
    const [coarse, rest] = [next >> 7, next & 0x7f];
    if (this.#control === 'pitch-bend') this.#send(0xe0, rest, coarse);
    else if (!this.#fine) this.#send(0xb0, this.#control, next);
    else {
      // The coarse part sets the fine one to 0 in the instrument, so it goes first, and only when it changed.
      if (before === null || before >> 7 !== coarse) this.#send(0xb0, this.#control, coarse);
      this.#send(0xb0, this.#control + 32, rest);
    }
  }

  /** An unplugged port is no failure of the dial: it is left alone until it is back. */
  #send(status: number, first: number, second: number): void {
    if (this.#port.state === 'disconnected') return;
    this.#port.send([status | this.#channel, first, second]);
  }
}
