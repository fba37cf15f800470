import type { Words } from '../../shared/page/messages.js';

const elsewhere = ['retry', 'source', 'previous'] as const;
const anew = ['retry', 'previous'] as const;

/** What a network can fail with, while it is loaded or later; what the library says to programmers is told along. */
export const networkWords: Record<string, Words> = {
  'model-unreachable': {
    title: 'The network did not come',
    text: 'Its files could not be fetched. Either there is no internet, or the address is wrong, or the server there does not let this page read them.',
    ways: elsewhere,
  },
  'model-invalid': {
    title: 'That is no network for this page',
    text: 'It takes a TensorFlow.js Layers model: a model.json and all the weight files that belong to it. What is there is something else, or damaged, or not complete.',
    ways: ['source', 'retry', 'previous'],
  },
  'model-too-large': {
    title: 'The network is too large',
    text: 'There is not enough memory for it here. Close other tabs and try again, or take a smaller network.',
    ways: elsewhere,
  },
  'layer-not-found': {
    title: 'The network has no such layer',
    text: 'Choose another layer, or leave it at the usual one.',
    ways: ['source', 'previous'],
  },
  'bad-argument': {
    title: 'Something does not fit',
    text: 'The network cannot be loaded as it was asked for. Look at its address, its pixels and its layer again.',
    ways: ['source', 'previous'],
  },
  'not-finite': {
    title: 'The network gives no numbers',
    text: 'What it makes of the picture cannot be used. Most often its pixels are not what it was trained to see.',
    ways: ['source', 'retry', 'previous'],
  },
  'worker-failed': {
    title: 'The network stopped',
    text: 'The worker it runs in did not start, or crashed, perhaps for want of memory. What you taught is kept. Close other tabs, then load it again.',
    ways: anew,
  },
  'gpu-lost': {
    title: 'The graphics processor is gone',
    text: 'The device took it away from this page. What you taught is kept; load the network again to go on.',
    ways: anew,
  },
  'backbone-failed': {
    title: 'The network stopped',
    text: 'It failed on a picture. What you taught is kept; load the network again to go on.',
    ways: anew,
  },
  unsupported: {
    title: 'This browser cannot run it',
    text: 'It lacks something that networks need. A current Chrome, Edge, Firefox or Safari has it.',
    ways: anew,
  },
  'tfjs-missing': {
    title: 'Part of the page did not come',
    text: 'TensorFlow.js, which runs the networks, could not be loaded. Check the internet connection, then try again.',
    ways: anew,
  },
  'tfjs-mismatch': {
    title: 'Part of the page does not fit',
    text: 'This page was built with packages of TensorFlow.js that do not belong together. Whoever built it can mend that.',
    ways: anew,
  },
};
