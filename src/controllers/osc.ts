import type { Controller, Output } from './controller.js';
import { must } from './must.js';
import { NewestSocket, type OscSocket, openWebSocket } from './newest-socket.js';
import { mustBeAddress, oscBundle, oscMessage } from './osc-packet.js';
import { Safety, type SafetyOptions } from './safety.js';

/** Options of {@link OscController}. */
export interface OscOptions {
  /** OSC address of the message, whose arguments are all outputs of the dial as floats. Default `/dial`. */
  address?: string | undefined;
  /** Whether the message goes out in a bundle with the time of its frame, for receivers that heed it. Default false. */
  timeTags?: boolean | undefined;
  /** What `release` sends for every output, in the units of the dial. Default 0. */
  neutral?: number | undefined;
  /** How many bytes may be on their way before values wait, of which only the newest is sent then. Default 4096. */
  bufferLimit?: number | undefined;
  /** Opens the connection. Default a `WebSocket`. */
  connect?: ((url: string) => OscSocket) | undefined;
  /** When it lets go by itself, because the dial is unsure or silent; `null` for not before `release`. */
  safety?: SafetyOptions | null | undefined;
}

/**
 * Sends the dial as OSC to sound and light programs. Browsers have no UDP: a bridge in between (such as osc.js or
 * Open Stage Control) takes it from a WebSocket, one OSC packet a binary message. A lost connection comes back on its own; what
 * was not sent meanwhile is not sent late, except for the newest value.
 *
 * (*The Open Sound Control 1.0 Specification*, M. Wright, 2002.)
 *
 * @example
 * ```ts
 * import { condition, OscController } from 'camdial';
 *
 * const osc = condition(new OscController('ws://localhost:8081', { address: '/synth/cutoff' }));
 * ```
 */
export class OscController implements Controller {
  readonly #socket: NewestSocket;
  readonly #address: string;
  readonly #hasTimeTags: boolean;
  readonly #neutral: number;
  readonly #safety: Safety;
  /** How many outputs to take to neutral; 0 when there is nothing to release. */
  #outputs = 0;
  #isDisposed = false;

  /**
   * Connects at the first reading.
   *
   * @param url - of the bridge, `ws:` or `wss:`.
   * @throws CamdialError `bad-argument` for another URL, address or limit. The first `update` throws `unsupported` where
   * there are no WebSockets, `insecure-context` where a page from https is to connect to `ws:`.
   */
  constructor(url: string, options: OscOptions = {}) {
    const {
      address = '/dial',
      timeTags = false,
      neutral = 0,
      bufferLimit = 4096,
      connect = openWebSocket,
      safety,
    } = options;
    must(
      isSocketUrl(url),
      `OscController needs the address of a WebSocket, like ws://localhost:8081, got ${url}.`,
    );
    mustBeAddress(address);
    must(
      Number.isFinite(neutral) && bufferLimit >= 0,
      `OscController needs a finite neutral and a bufferLimit of at least 0 bytes, got ${neutral} and ${bufferLimit}.`,
    );
    this.#socket = new NewestSocket(() => connect(url), bufferLimit);
    this.#address = address;
    this.#hasTimeTags = timeTags;
    this.#neutral = neutral;
    this.#safety = new Safety('OscController', () => this.release(), safety);
  }

  /** Whether the bridge is connected now. */
  get connected(): boolean {
    return this.#socket.isOpen;
  }

  update(output: Output): void {
    const { values, timestamp } = output;
    if (this.#isDisposed || !this.#safety.follows(output)) return;
    this.#outputs = values.length;
    this.#send(values, timestamp);
  }

  /** Sends the neutral value. */
  release(): void {
    this.#safety.rest();
    if (this.#outputs === 0) return;
    const values = new Float32Array(this.#outputs).fill(this.#neutral);
    this.#outputs = 0;
    this.#send(values, performance.now());
  }

  /** Releases, and closes the connection. May be called more than once. */
  dispose(): void {
    this.release();
    this.#isDisposed = true;
    this.#socket.dispose();
  }

  #send(values: Float32Array, timestamp: number): void {
    const message = oscMessage(this.#address, values);
    const time = performance.timeOrigin + timestamp;
    this.#socket.send(this.#hasTimeTags ? oscBundle(time, [message]) : message);
  }
}

function isSocketUrl(url: string): boolean {
  try {
    return /^wss?:$/.test(new URL(url).protocol);
  } catch {
    return false;
  }
}
