import { CamdialError } from '../errors.js';

/** What {@link OscController} uses of a `WebSocket`. */
export type OscSocket = Pick<
  WebSocket,
  'send' | 'close' | 'readyState' | 'bufferedAmount' | 'onopen' | 'onclose' | 'onerror'
>;

const open = 1; // WebSocket.OPEN, also where there is no WebSocket
/** Between attempts to connect, ms; doubled each time. */
const [firstWait, longestWait] = [250, 10_000];
/** How often it is tried again while the network does not keep up, ms. */
const retry = 30;

/**
 * A connection that comes back on its own and never queues: while it is down or slow, only the newest packet waits.
 */
export class NewestSocket {
  readonly #connect: () => OscSocket;
  readonly #limit: number;
  #socket: OscSocket | null = null;
  #waiting: Uint8Array<ArrayBuffer> | null = null;
  #wait = firstWait;
  #reconnection: ReturnType<typeof setTimeout> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;

  /** @param limit - how many bytes may be on their way before packets wait. */
  constructor(connect: () => OscSocket, limit: number) {
    this.#connect = connect;
    this.#limit = limit;
  }

  get isOpen(): boolean {
    return this.#socket?.readyState === open;
  }

  /** Sends it, or has it wait in place of the one that waits. Connects first where nothing is connected yet. */
  send(packet: Uint8Array<ArrayBuffer>): void {
    this.#waiting = packet;
    if (!this.#socket && this.#reconnection === undefined) this.#start();
    this.#flush();
  }

  /** Sends what waits where it is connected, also to a slow network, and closes. */
  dispose(): void {
    if (this.#waiting && this.isOpen) this.#socket?.send(this.#waiting);
    clearTimeout(this.#retry);
    clearTimeout(this.#reconnection);
    this.#reconnection = undefined;
    this.#waiting = null;
    const socket = this.#socket;
    this.#socket = null;
    if (!socket) return;
    socket.onopen = socket.onclose = socket.onerror = null;
    socket.close();
  }

  #flush(): void {
    clearTimeout(this.#retry);
    if (!this.#waiting || !this.#socket || !this.isOpen) return;
    if (this.#socket.bufferedAmount > this.#limit) {
      this.#retry = setTimeout(() => this.#flush(), retry); // nothing tells when there is room again
      return;
    }
    this.#socket.send(this.#waiting);
    this.#waiting = null;
  }

  #start(): void {
    this.#reconnection = undefined;
    const socket = this.#connect();
    this.#socket = socket;
    socket.onopen = () => {
      this.#wait = firstWait;
      this.#flush();
    };
    socket.onerror = () => {}; // a close follows
    socket.onclose = () => {
      this.#socket = null;
      // At random, so that many pages do not come back to a server at the same moment.
      this.#reconnection = setTimeout(() => this.#start(), this.#wait * (0.5 + Math.random() / 2));
      this.#wait = Math.min(longestWait, 2 * this.#wait);
    };
  }
}

/** @throws CamdialError `unsupported` or `insecure-context`. */
export function openWebSocket(url: string): OscSocket {
  if (typeof WebSocket !== 'function') {
    throw new CamdialError('unsupported', 'There is no WebSocket here. Use a browser, or Node 22 or later.');
  }
  try {
    return new WebSocket(url);
  } catch (cause) {
    throw new CamdialError(
      'insecure-context',
      `This page may not connect to ${url}: a page from https needs wss, except to localhost.`,
      { cause },
    );
  }
}
