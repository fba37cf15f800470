import { abortable } from '../../abort.js';
import { CamdialError } from '../../errors.js';

/** How a file is fetched. */
export interface FetchFileOptions {
  readonly signal: AbortSignal | undefined;
  /** Longest wait for the next byte, ms. */
  readonly timeout: number;
  /** Whether the browser's HTTP cache is passed over. */
  readonly reload: boolean;
  /** Told of every piece; what it throws ends the matter, so that no file can be longer than wished. */
  readonly onPiece: (piece: Uint8Array<ArrayBuffer>) => void;
  /** Told that so many bytes are void, and will come again. */
  readonly onRestart?: (bytes: number) => void;
}

/** Waits before another try, ms. */
export const retryDelays = [150, 600] as const;

/** What setTimeout can count, ms; more would be none. */
const longestTimeout = 2 ** 31 - 1;

/** A failure that may be another's success a moment later. */
class PassingFailure extends CamdialError {}

/** A server's last word: it does not give the file. */
export class Refusal extends CamdialError {}

/**
 * Fetches a file; tries again where that may help.
 *
 * @throws CamdialError `model-unreachable`, with address and reason; the reason of the signal when it was aborted.
 */
export async function fetchFile(url: string, options: FetchFileOptions): Promise<Uint8Array<ArrayBuffer>> {
  const { signal, onPiece, onRestart } = options;
  for (let attempt = 0; ; attempt++) {
    let received = 0;
    try {
      return await fetchOnce(url, {
        ...options,
        reload: options.reload || attempt > 0,
        onPiece(piece) {
          received += piece.length;
          onPiece(piece);
        },
      });
    } catch (error) {
      const delay = retryDelays[attempt];
      if (!(error instanceof PassingFailure) || delay === undefined) throw error;
      onRestart?.(received);
      await wait(delay, signal);
    }
  }
}

/** Waits some milliseconds, or rejects with the signal's reason. */
export async function wait(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const waiting = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  try {
    await abortable(waiting, signal);
  } finally {
    clearTimeout(timer);
  }
}

async function fetchOnce(
  url: string,
  { signal, timeout, reload, onPiece }: FetchFileOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const stop = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const failed = (Failure: typeof CamdialError, reason: string, cause?: unknown) =>
    new Failure('model-unreachable', `${url} could not be fetched: ${reason}.`, { cause });
  /** Waits for the network, but not for longer than the time-out. */
  const next = async <T>(work: () => Promise<T>): Promise<T> => {
    timer = setTimeout(() => stop.abort(), Math.min(timeout, longestTimeout));
    try {
      return await work();
    } catch (cause) {
      signal?.throwIfAborted();
      if (stop.signal.aborted)
        throw failed(
          CamdialError,
          `nothing came for ${timeout / 1000} s. Check the connection, and try again`,
        );
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw failed(
        PassingFailure,
        `${reason}. Check the connection and the address; another server must allow this page (CORS)`,
        cause,
      );
    } finally {
      clearTimeout(timer);
    }
  };
  try {
    const response = await next(() =>
      fetch(url, {
        signal: signal ? AbortSignal.any([signal, stop.signal]) : stop.signal,
        cache: reload ? 'reload' : 'default',
      }),
    );
    if (!response.ok) {
      const { status } = response;
      const isPassing = status === 408 || status === 429 || status >= 500;
      throw failed(
        isPassing ? PassingFailure : Refusal,
        `the server answered ${status}. ${isPassing ? 'Try again later' : 'Check the address'}`,
      );
    }
    const reader = response.body?.getReader();
    const pieces: Uint8Array[] = [];
    for (;;) {
      // Content-Length is not asked: it is that of the compressed file, where there is one at all.
      const piece = reader && (await next(() => reader.read())).value;
      signal?.throwIfAborted();
      if (!piece) return joined(pieces);
      onPiece(piece);
      pieces.push(piece);
    }
  } finally {
    stop.abort(); // what is left of the response is not wanted
  }
}

/** Pieces as one, in memory of its own. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let offset = 0;
  for (const piece of pieces) {
    whole.set(piece, offset);
    offset += piece.length;
  }
  return whole;
}
