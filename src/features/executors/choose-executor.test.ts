import { expect, test } from 'vitest';
import { CamdialError } from '../../errors.js';
import { chooseExecutor, type Starters } from './choose-executor.js';
import type { Executor } from './executor.js';

/** An executor that takes its time; `disposed` has the names of those that were let go of. */
function executors(delays: Readonly<Record<string, number>>) {
  const disposed: string[] = [];
  const make = async (name: string): Promise<Executor> => ({
    backend: name,
    featureShape: [1],
    run: async (pixels) => {
      await new Promise((resolve) => setTimeout(resolve, delays[name]));
      return pixels;
    },
    dispose: () => void disposed.push(name),
  });
  return { disposed, make };
}

const small = { multiplications: 1e6, pixels: 3 };
const large = { multiplications: 1e9, pixels: 3 };
const never = async () => {
  throw new Error('must not be asked');
};
const blocked = async (): Promise<Executor> => {
  throw new CamdialError('wasm-blocked', "Add 'wasm-unsafe-eval'.");
};

test('a small network runs on the engine, and nothing else is looked at', async () => {
  const { make, disposed } = executors({});
  const choice = await chooseExecutor('auto', {}, { ...small, engine: () => make('engine'), tfjs: never });
  expect(choice.executor.backend).toBe('engine');
  expect(choice.reason).toBe('engine is fast enough that nothing else was tried.');
  expect(disposed).toEqual([]);
});

test('a large one too where there is no graphics processor, without any measurement', async () => {
  const { make } = executors({});
  const choice = await chooseExecutor('auto', {}, { ...large, engine: () => make('engine'), tfjs: never });
  expect(choice.executor.backend).toBe('engine');
  expect(choice.reason).toMatch(/^engine is the only one that runs well here \(webgpu: .+; webgl: .+\)\.$/);
});

test('without an engine the wasm backend, then cpu', async () => {
  const { make } = executors({});
  const tfjs: Starters['tfjs'] = async (name) => (name === 'cpu' ? make(name) : 'its files were not found');
  const choice = await chooseExecutor('auto', {}, { ...small, engine: null, tfjs });
  expect(choice.executor.backend).toBe('cpu');
  expect(choice.reason).toMatch(/wasm: its files were not found/);
});

test('a policy against wasm is told, unless another backend was asked for', async () => {
  const { make } = executors({});
  const starters: Starters = { ...small, engine: blocked, tfjs: (name) => make(name) };
  await expect(chooseExecutor('auto', {}, starters)).rejects.toMatchObject({ code: 'wasm-blocked' });
  await expect(chooseExecutor('engine', {}, starters)).rejects.toMatchObject({ code: 'wasm-blocked' });
  const choice = await chooseExecutor('cpu', {}, starters);
  expect(choice).toMatchObject({ executor: { backend: 'cpu' }, reason: 'cpu was asked for.' });
});

test('an engine that lacks SIMD makes way, and one that lacks memory does not', async () => {
  const { make } = executors({});
  const failing = (code: 'unsupported' | 'out-of-memory'): Starters => ({
    ...small,
    engine: async () => {
      throw new CamdialError(code, 'Not here.');
    },
    tfjs: (name) => make(name),
  });
  const choice = await chooseExecutor('auto', {}, failing('unsupported'));
  expect(choice.executor.backend).toBe('wasm');
  expect(choice.reason).toMatch(/engine: Not here\./);
  await expect(chooseExecutor('auto', {}, failing('out-of-memory'))).rejects.toMatchObject({
    code: 'out-of-memory',
  });
});

test('of several that run, the fastest; the others are let go of', async () => {
  const { make, disposed } = executors({ engine: 30, webgl: 1 });
  // A graphics processor, as far as anybody can tell.
  const scope = globalThis as { OffscreenCanvas?: unknown };
  const before = scope.OffscreenCanvas;
  scope.OffscreenCanvas = class {
    getContext = () => ({ getExtension: () => null, getParameter: () => 'A real one' });
  };
  try {
    const tfjs: Starters['tfjs'] = (name) => make(name);
    const choice = await chooseExecutor('auto', {}, { ...large, engine: () => make('engine'), tfjs });
    expect(choice.executor.backend).toBe('webgl');
    expect(choice.reason).toMatch(/^webgl was the fastest: webgl [\d.]+ ms, engine [\d.]+ ms a frame/);
    expect(disposed).toEqual(['engine']);
  } finally {
    if (before === undefined) delete scope.OffscreenCanvas;
    else scope.OffscreenCanvas = before;
  }
});
