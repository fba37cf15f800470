import { isCamdialError } from 'camdial';
import { networkWords } from './network-messages.js';

/**
 * What can be done about a failure. `source` says anew where a network comes from, `previous` goes on with the backbone
 * that was in use before.
 */
export type Way = 'retry' | 'source' | 'previous' | 'simulated' | 'keyboard' | 'back';

/** A failure as a person is told it. */
export interface Message {
  /** The `code` of a CamdialError, or `unexpected`. */
  readonly code: string;
  readonly title: string;
  readonly text: string;
  /** What the library says, for who wants to know exactly. */
  readonly exactly: string;
  readonly ways: readonly Way[];
}

/** A failure as it is told wherever it happens. */
export type Words = Pick<Message, 'title' | 'text' | 'ways'>;

const withoutCamera: readonly Way[] = ['simulated', 'keyboard'];
const again: readonly Way[] = ['retry', 'simulated', 'keyboard'];

/** Where the library speaks to programmers, the page has words of its own; else the library's sentence is the best there is. */
const words: Record<string, Words> = {
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
    text: 'The game is paused, and what you taught is kept. Plug the camera in again and try again to go on.',
    ways: again,
  },
  'insecure-context': {
    title: 'No camera on this address',
    text: 'Browsers give the camera to secure pages only. Open this page with an address that begins with https, or play without a camera.',
    ways: withoutCamera,
  },
  unsupported: {
    title: 'This browser cannot do it',
    text: 'It lacks something that the game needs for the camera or for learning. A current Chrome, Edge, Firefox or Safari has it; playing without a camera works here too.',
    ways: ['back', ...withoutCamera],
  },
  'too-few-samples': {
    title: 'Nothing to learn from yet',
    text: 'Record a little first: follow the dot once, or hold at least two of the three poses for a second or two.',
    ways: ['back'],
  },
  'one-label': {
    title: 'One pose is not enough',
    text: 'Only one pose was taught. Show at least two, best all three, or follow the dot.',
    ways: ['back'],
  },
  'fit-failed': {
    title: 'It did not learn anything',
    text: 'The network went astray. Choose a smaller learning rate in the settings, or ridge regression, and train again.',
    ways: ['back'],
  },
};

/** Puts a failure into words. */
export function explain(error: unknown): Message {
  if (!isCamdialError(error)) {
    const reason = error instanceof Error ? error.message : String(error);
    const ways: readonly Way[] = ['back', ...withoutCamera];
    return { code: 'unexpected', title: 'Something went wrong', text: reason, exactly: '', ways };
  }
  const { code, message } = error;
  const known = words[code];
  if (known) return { code, ...known, exactly: '' };
  return { code, title: 'That did not work', text: message, exactly: '', ways: ['back', ...withoutCamera] };
}

const networkFaults = new Set(['worker-failed', 'gpu-lost', 'backbone-failed', 'not-finite']);

/** Whether it may be the network that has failed, if one is in use. */
export function isNetworkFault(error: unknown): boolean {
  return isCamdialError(error) && networkFaults.has(error.code);
}

/** Puts a failure of a network into words. */
export function explainNetwork(error: unknown): Message {
  const known = isCamdialError(error) ? networkWords[error.code] : undefined;
  if (known && isCamdialError(error)) return { code: error.code, ...known, exactly: error.message };
  return { ...explain(error), ways: ['retry', 'source', 'previous'] };
}
