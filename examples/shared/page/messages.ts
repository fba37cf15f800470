import { isCamdialError } from 'camdial';

/** What can be done about a failure, by the name of its button in the error card. */
export type Way = string;

/** A failure as a person is told it. */
export interface Message {
  /** The `code` of a CamdialError, or `unexpected`. */
  readonly code: string;
  readonly title: string;
  readonly text: string;
  /** What the library says, for who wants to know exactly. */
  readonly exactly: string;
  /** Those that help, the best one first; a page offers those that it has. */
  readonly ways: readonly Way[];
}

/** A failure as it is told wherever it happens. */
export type Words = Pick<Message, 'title' | 'text' | 'ways'>;

const withoutCamera: readonly Way[] = ['simulated', 'keyboard'];
const again: readonly Way[] = ['retry', ...withoutCamera];

/** Where the library speaks to programmers, the pages have words of their own; else its sentence is the best there is. */
const common: Record<string, Words> = {
  'camera-denied': {
    title: 'The camera is blocked',
    text: 'Your browser keeps this page from the camera. Press the camera or lock symbol next to the address, allow the camera, then try again.',
    ways: again,
  },
  'camera-not-found': {
    title: 'There is no camera',
    text: 'None was found on this device. Plug one in or switch it on and try again, or play without one.',
    ways: again,
  },
  'camera-busy': {
    title: 'The camera is taken',
    text: 'It is there but does not open: another program or tab may be using it. Close that one and try again.',
    ways: again,
  },
  'camera-constraints': {
    title: 'That camera is gone',
    text: 'The camera that was chosen cannot be opened any more. Try again with another one.',
    ways: again,
  },
  'camera-lost': {
    title: 'The camera was disconnected',
    text: 'All stands still, and what you taught is kept. Plug the camera in again, and it goes on.',
    ways: again,
  },
  'camera-muted': {
    title: 'The camera sends no picture',
    text: 'It was switched off, or the system or another program holds its picture back. It goes on when the picture is there again.',
    ways: again,
  },
  'camera-frozen': {
    title: 'The picture stands still',
    text: 'The camera has sent nothing new for a second. It is opened anew, and goes on by itself; what you taught is kept.',
    ways: again,
  },
  'insecure-context': {
    title: 'No camera on this address',
    text: 'Browsers give the camera to secure pages only. Open this page with an address that begins with https, or play without a camera.',
    ways: withoutCamera,
  },
  unsupported: {
    title: 'This browser cannot do it',
    text: 'It lacks something that is needed for the camera or for learning. A current Chrome, Edge, Firefox or Safari has it; playing without a camera works here too.',
    ways: ['back', ...withoutCamera],
  },
  'too-few-samples': {
    title: 'Nothing to learn from yet',
    text: 'Record a little first: follow the dot once.',
    ways: ['back'],
  },
};

/**
 * Puts a failure into words.
 *
 * @param own - the page's words, before those that all pages have.
 */
export function explain(error: unknown, own: Readonly<Record<string, Words>> = {}): Message {
  if (!isCamdialError(error)) {
    const reason = error instanceof Error ? error.message : String(error);
    const ways: readonly Way[] = ['back', ...withoutCamera];
    return { code: 'unexpected', title: 'Something went wrong', text: reason, exactly: '', ways };
  }
  const { code, message } = error;
  const known = own[code] ?? common[code];
  if (known) return { code, ...known, exactly: '' };
  return { code, title: 'That did not work', text: message, exactly: '', ways: ['back', ...withoutCamera] };
}
