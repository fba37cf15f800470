import { describe, expect, test } from 'vitest';
import { controllerChecks } from '../testing/index.js';
import { CssVariableController } from './css-variable.js';

const code = (code: string) => expect.objectContaining({ code });
const output = (...values: number[]) => ({
  values: Float32Array.from(values),
  confidence: 1,
  timestamp: 0,
  latency: 0,
});

describe('keeps the contract', () => {
  let element: HTMLElement;
  const make = () => {
    element = document.createElement('div');
    return new CssVariableController(element);
  };
  const read = () => element.style.getPropertyValue('--dial');
  for (const check of controllerChecks(make, { read })) test(check.name, check.run);
});

test('a style sheet computes with it, and gets its fallback back', () => {
  const element = document.createElement('div');
  element.style.width = 'calc(100px + var(--lean, 0) * 50px)';
  document.body.append(element);
  const controller = new CssVariableController(element, { name: '--lean', output: 1 });
  controller.update(output(0, 0.5));
  expect(element.offsetWidth).toBe(125);
  controller.release();
  expect(element.offsetWidth).toBe(100);
  expect(element.style.getPropertyValue('--lean')).toBe('');
  element.remove();
});

test('puts back what stood there', () => {
  const element = document.createElement('div');
  element.style.setProperty('--dial', '0.25');
  const controller = new CssVariableController(element);
  controller.update(output(1));
  controller.release();
  expect(element.style.getPropertyValue('--dial')).toBe('0.25');
});

test('rounds, and writes only what changed', () => {
  const written: string[] = [];
  const style = {
    getPropertyValue: () => '',
    setProperty: (_: string, value: string) => written.push(value),
  };
  const element = { style } as unknown as ElementCSSInlineStyle;
  const controller = new CssVariableController(element, { digits: 2 });
  for (const value of [0.5, 0.501, 0.51, -0.001, -1e-9, 1e6]) controller.update(output(value));
  expect(written).toEqual(['0.5', '0.51', '0', '1000000']);
});

test('tells what is wrong', () => {
  const element = document.createElement('div');
  expect(() => new CssVariableController(null as unknown as HTMLElement)).toThrow(code('bad-argument'));
  expect(() => new CssVariableController(element, { name: 'dial' })).toThrow(code('bad-argument'));
  expect(() => new CssVariableController(element, { digits: -1 })).toThrow(code('bad-argument'));
  expect(() => new CssVariableController(element, { output: 2 }).update(output(0))).toThrow(
    code('bad-argument'),
  );
});
