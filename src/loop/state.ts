import type { CamdialError } from '../errors.js';

/**
 * Where a {@link Pipeline} stands.
 *
 * - `idle`: nothing is recorded or run
 * - `starting`: it has begun, and no picture has been read yet
 * - `recording`, `running`: pictures are read; `recording` also where a dial runs meanwhile
 * - `paused`: the page is hidden
 * - `waiting`: no picture comes, and it goes on when one does
 * - `recovering`: pictures come and cannot be read, and the next one is tried
 * - `failed`: it has ended with an error; it may be started again
 */
export type PipelineStateKind =
  | 'idle'
  | 'starting'
  | 'recording'
  | 'running'
  | 'paused'
  | 'waiting'
  | 'recovering'
  | 'failed';

/** What a {@link Pipeline} is doing, and what keeps it from it. It never changes: another state is another object. */
export interface PipelineState {
  /** The same for programs. */
  readonly kind: PipelineStateKind;
  /** For people, with what to do where something is to be done: a page can show it as it is. */
  readonly sentence: string;
  /** Since when, ms on the clock of `performance.now()`. */
  readonly since: number;
  /** What is in the way, while `waiting`, `recovering` or `failed`. */
  readonly error?: CamdialError | undefined;
}

/** What the state follows from; what is left out is not so. */
export interface Conditions {
  readonly isRecording?: boolean;
  readonly isRunning?: boolean;
  /** Whether a picture was read since it began. */
  readonly hasBegun?: boolean;
  readonly isHidden?: boolean;
  /** What keeps pictures from coming. */
  readonly missing?: CamdialError | null;
  /** What keeps them from being read. */
  readonly unread?: CamdialError | null;
  /** What it ended with. */
  readonly failure?: CamdialError | null;
}

/** A state without its time. */
type Untimed = Omit<PipelineState, 'since'>;

/** The state that follows: what is most in the way first. */
export function stateOf(now: Conditions): Untimed {
  const { isRecording, isRunning, hasBegun, isHidden, missing, unread, failure } = now;
  if (!isRecording && !isRunning)
    return failure ? trouble('failed', failure) : said('idle', 'Nothing is recorded or run.');
  if (isHidden) return said('paused', 'The page is hidden; it goes on when it is shown again.');
  if (missing) return trouble('waiting', missing);
  if (unread) {
    const next = unread.code === 'part-silent' ? '' : 'The next picture is tried: ';
    return trouble('recovering', unread, next);
  }
  if (!hasBegun) return said('starting', 'The first picture is awaited.');
  if (!isRecording) return said('running', 'The dial runs.');
  return said('recording', isRunning ? 'It records while the dial runs.' : 'It records.');
}

function said(kind: PipelineStateKind, sentence: string, error?: CamdialError): Untimed {
  return { kind, sentence, error };
}

function trouble(kind: PipelineStateKind, error: CamdialError, before = ''): Untimed {
  return said(kind, before + error.message, error);
}
