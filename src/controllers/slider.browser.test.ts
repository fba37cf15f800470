import { describe, expect, test } from 'vitest';
import { controllerChecks } from '../testing/index.js';
import { SliderController } from './slider.js';

const code = (code: string) => expect.objectContaining({ code });
const output = (...values: number[]) => ({
  values: Float32Array.from(values),
  confidence: 1,
  timestamp: 0,
  latency: 0,
});

function slider(attributes: Partial<Record<'min' | 'max' | 'step' | 'value', string>> = {}) {
  const element = Object.assign(document.createElement('input'), { type: 'range', ...attributes });
  const events: string[] = [];
  element.addEventListener('input', () => events.push(element.value));
  return { element, events };
}

describe('keeps the contract', () => {
  for (const check of controllerChecks(() => new SliderController(slider().element)))
    test(check.name, check.run);
});

test('maps -1..1 to the range of the slider, rounded to its step', () => {
  const { element, events } = slider({ min: '10', max: '20', step: '2', value: '10' });
  const controller = new SliderController(element);
  for (const value of [-1, 0, 1, 0.3]) controller.update(output(value));
  expect(events).toEqual(['16', '20', '16']); // it stood at 10; 15 rounds to 16
  controller.update(output(7));
  expect(element.value).toBe('20');
});

test('a slider without min and max goes from 0 to 100', () => {
  const { element } = slider();
  new SliderController(element).update(output(0.5));
  expect(element.value).toBe('75');
});

test('fires once a change, and bubbles', () => {
  const { element, events } = slider();
  const form = document.createElement('form');
  form.append(element);
  let heard = 0;
  form.addEventListener('input', () => heard++);
  const controller = new SliderController(element);
  controller.update(output(1));
  controller.update(output(1));
  expect(events).toEqual(['100']);
  expect(heard).toBe(1);
});

test('goes back to where it stood when released', () => {
  const { element } = slider({ value: '30' });
  const controller = new SliderController(element);
  controller.update(output(1));
  controller.release();
  expect(element.value).toBe('30');
});

test('follows the output it is given, and tells when there is none', () => {
  const { element } = slider();
  new SliderController(element, { output: 1 }).update(output(-1, 1));
  expect(element.value).toBe('100');
  expect(() => new SliderController(element, { output: 1 }).update(output(0))).toThrow(code('bad-argument'));
});

test('refuses what is no slider', () => {
  const text = document.createElement('input');
  expect(() => new SliderController(text)).toThrow(code('bad-argument'));
  expect(() => new SliderController(null as unknown as HTMLInputElement)).toThrow(code('bad-argument'));
  expect(() => new SliderController(slider().element, { output: -1 })).toThrow(code('bad-argument'));
});
