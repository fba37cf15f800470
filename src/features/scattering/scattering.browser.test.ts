import { describe, expect, test, vi } from 'vitest';
import { backboneChecks } from '../../testing/index.js';
import { framesOfAPerson, largestDifference, pictures } from './pictures.fixture.js';
import { PlainScattering } from './plain-scattering.js';
import { Scattering } from './scattering.js';
import { WasmScattering } from './wasm-scattering.js';

describe.each([
  ['wasm', true],
  ['TypeScript', false],
] as const)('keeps the contract on %s', (_, wasm) => {
  for (const check of backboneChecks(() => Scattering.create({ wasm }))) test(check.name, check.run);
});

test('wasm and TypeScript are equal', async () => {
  const plain = new PlainScattering();
  const wasm = await WasmScattering.start();
  for (const picture of [...Object.values(pictures), ...(await framesOfAPerson(10))]) {
    expect(largestDifference(wasm.scatter(picture), plain.scatter(picture))).toBeLessThan(1e-5);
  }
});

test('a canvas is read on wasm; where that is blocked, on TypeScript, all the same', async () => {
  const canvas = document.createElement('canvas');
  canvas.width = 80;
  canvas.height = 60;
  const context = canvas.getContext('2d')!;
  context.fillStyle = '#a63';
  context.fillRect(20, 10, 30, 40);
  const frame = { image: canvas, width: 80, height: 60, timestamp: 0, mirrored: false };
  const onWasm = Scattering.create();
  const features = await onWasm.extract(frame);
  expect(onWasm.runsOn).toBe('wasm');

  const compile = vi.spyOn(WebAssembly, 'compile').mockRejectedValue(new WebAssembly.CompileError('blocked'));
  const onTypeScript = Scattering.create();
  expect(largestDifference(await onTypeScript.extract(frame), features)).toBeLessThan(1e-5);
  expect(onTypeScript.runsOn).toBe('typescript');
  compile.mockRestore();
});
