import { isCamdialError } from 'camdial';
import { explain, type Message, type Words } from '../../shared/page/messages.js';
import { networkWords } from './network-messages.js';

/** What the game says in words of its own. */
export const gameWords: Readonly<Record<string, Words>> = {
  'camera-lost': {
    title: 'The camera was disconnected',
    text: 'The game is paused, and what you taught is kept. Plug the camera in again, and it goes on.',
    ways: ['retry', 'simulated', 'keyboard'],
  },
  unsupported: {
    title: 'This browser cannot do it',
    text: 'It lacks something that the game needs for the camera or for learning. A current Chrome, Edge, Firefox or Safari has it; playing without a camera works here too.',
    ways: ['back', 'simulated', 'keyboard'],
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

const networkFaults = new Set(['worker-failed', 'gpu-lost', 'backbone-failed', 'not-finite']);

/** Whether it may be the network that has failed, if one is in use. */
export function isNetworkFault(error: unknown): boolean {
  return isCamdialError(error) && networkFaults.has(error.code);
}

/** Puts a failure of a network into words. */
export function explainNetwork(error: unknown): Message {
  const known = isCamdialError(error) ? networkWords[error.code] : undefined;
  if (known && isCamdialError(error)) return { code: error.code, ...known, exactly: error.message };
  // `source` says anew where the network comes from, `previous` goes on with the backbone that was in use before.
  return { ...explain(error, gameWords), ways: ['retry', 'source', 'previous'] };
}
