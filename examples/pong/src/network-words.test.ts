import type { RunningNetworkInfo } from 'camdial';
import { expect, test } from 'vitest';
import { describeNetwork, megabytes } from './network-words.js';

const info = (parts: Partial<RunningNetworkInfo> = {}): RunningNetworkInfo => ({
  layer: 'conv_pw_10_relu',
  pool: { size: 6, stride: 2 },
  layers: [],
  backend: 'wasm',
  backendReason: 'wasm is the only one (webgl: this browser has no WebGL 2 here).',
  uncompiled: null,
  operations: 22,
  multiplications: 32e6,
  cache: 'stored',
  worker: true,
  workerReason: 'The page stays smooth.',
  ...parts,
});

test('how a network runs is one line, and why is told below it', () => {
  const { line, details } = describeNetwork(info(), [5, 5, 128]);
  expect(line).toBe('In a worker, on wasm. 22 operations a frame.');
  expect(details).toEqual([
    ['Features', 'conv_pw_10_relu, 5 × 5 × 128 = 3,200 numbers'],
    ['Computes on', 'Wasm is the only one (webgl: this browser has no WebGL 2 here).'],
    ['Kept', expect.stringContaining('next time')],
  ]);
});

test('the engine is called by what it is', () => {
  const { line } = describeNetwork(info({ backend: 'engine' }), [5, 5, 128]);
  expect(line).toBe("In a worker, on camdial's engine. 22 operations a frame.");
});

test('what makes it slow is told', () => {
  const { line, details } = describeNetwork(
    info({ worker: false, workerReason: 'there is none.', uncompiled: 'a layer is unknown.', operations: 0 }),
    [640],
  );
  expect(line).toBe('In the page itself, on wasm. Not compiled, so slow.');
  expect(details).toContainEqual(['Features', 'conv_pw_10_relu, 640 numbers']);
  expect(details).toContainEqual(['Why not in a worker', 'There is none.']);
  expect(details).toContainEqual(['Why not compiled', 'A layer is unknown.']);
});

test('whether it came from the browser is told; of files that are not kept nothing is', () => {
  expect(describeNetwork(info({ cache: 'hit' }), [1]).line).toContain('Loaded from this browser.');
  const terms = (cache: RunningNetworkInfo['cache']) =>
    describeNetwork(info({ cache }), [1]).details.map(([term]) => term);
  expect(terms('off')).not.toContain('Kept');
  for (const cache of ['hit', 'stored', 'full', 'unavailable'] as const)
    expect(terms(cache)).toContain('Kept');
});

test('sizes are in megabytes that people count in', () => {
  expect(megabytes(27_800_000)).toBe('27.8 MB');
  expect(megabytes(378_560)).toBe('0.4 MB');
  expect(megabytes(13_100)).toBe('0.01 MB');
});
