import { describe, expect, test } from 'vitest';
import { controllerChecks } from '../testing/index.js';
import { type DialKey, KeyController, type KeyOptions } from './key.js';

const code = (code: string) => expect.objectContaining({ code });
const output = (values: number[], timestamp = 0) => ({
  values: Float32Array.from(values),
  confidence: 1,
  timestamp,
  latency: 0,
});

const arrows: DialKey[] = [
  { key: 'ArrowLeft', below: -0.5 },
  { key: 'ArrowRight', above: 0.5 },
];

function keyboard(keys = arrows, options: KeyOptions = {}) {
  const element = document.createElement('div');
  const events: string[] = [];
  for (const type of ['keydown', 'keyup'] as const) {
    element.addEventListener(type, ({ key, repeat }) =>
      events.push(`${key} ${type.slice(3)}${repeat ? ' again' : ''}`),
    );
  }
  return { element, events, controller: new KeyController(element, keys, options) };
}

describe('keeps the contract', () => {
  let events: string[];
  const make = () => {
    const made = keyboard();
    events = made.events;
    return made.controller;
  };
  for (const check of controllerChecks(make, { read: () => events.join() })) test(check.name, check.run);
});

test('a key goes down beyond its threshold, and up only after the hysteresis', () => {
  const { controller, events } = keyboard();
  for (const value of [0.5, 0.51, 0.49, 0.41, 0.6, 0.39, 0.45]) controller.update(output([value]));
  expect(events).toEqual(['ArrowRight down', 'ArrowRight up']);
});

test('one key goes up before the other goes down', () => {
  const { controller, events } = keyboard();
  controller.update(output([1]));
  controller.update(output([-1]));
  controller.update(output([1]));
  expect(events).toEqual([
    'ArrowRight down',
    'ArrowRight up',
    'ArrowLeft down',
    'ArrowLeft up',
    'ArrowRight down',
  ]);
});

test('a tap goes up at once, and comes again only after the value came back', () => {
  const { controller, events } = keyboard(arrows, { mode: 'tap' });
  for (const value of [0.9, 0.9, 0.45, 0.9, 0.3, 0.9]) controller.update(output([value]));
  controller.release();
  expect(events).toEqual(['ArrowRight down', 'ArrowRight up', 'ArrowRight down', 'ArrowRight up']);
});

test('repeats by the time, not by the number of frames', () => {
  for (const every of [10, 25]) {
    const { controller, events } = keyboard(arrows, { mode: 'repeat', repeatDelay: 300, repeatEvery: 100 });
    for (let ms = 0; ms <= 650; ms += every) controller.update(output([1], ms));
    expect(events).toEqual(['ArrowRight down', ...Array(4).fill('ArrowRight down again')]);
  }
});

test('lets go when released, once, and presses again afterwards', () => {
  const { controller, events } = keyboard();
  controller.update(output([1]));
  controller.release();
  controller.release();
  controller.dispose();
  controller.update(output([1]));
  expect(events).toEqual(['ArrowRight down', 'ArrowRight up', 'ArrowRight down']);
});

test('keys follow outputs of their own, at the same time', () => {
  const { controller, events } = keyboard([...arrows, { key: ' ', above: 0.7, output: 1 }]);
  controller.update(output([1, 1]));
  expect(events).toEqual(['ArrowRight down', '  down']);
  expect(() => controller.update(output([0]))).toThrow(code('bad-argument'));
});

test('the events bubble, can be cancelled and say which key it is', () => {
  const { controller, element } = keyboard([
    { key: 'a', above: 0 },
    { key: '5', above: 0 },
    { key: ' ', above: 0 },
    { key: 'ArrowUp', above: 0 },
    { key: 'y', code: 'KeyZ', above: 0 },
  ]);
  const parent = document.createElement('div');
  parent.append(element);
  const heard: KeyboardEvent[] = [];
  parent.addEventListener('keydown', (event) => heard.push(event));
  controller.update(output([1]));
  expect(heard.map((event) => event.code)).toEqual(['KeyA', 'Digit5', 'Space', 'ArrowUp', 'KeyZ']);
  expect(heard[0]).toMatchObject({ key: 'a', bubbles: true, cancelable: true, repeat: false });
});

test('refuses keys and options that make no sense', () => {
  const make =
    (keys: DialKey[], options: KeyOptions = {}) =>
    () =>
      keyboard(keys, options);
  expect(make([])).toThrow(code('bad-argument'));
  expect(make([{ key: 'a' }])).toThrow(code('bad-argument'));
  expect(make([{ key: '', above: 0 }])).toThrow(code('bad-argument'));
  expect(make([{ key: 'a', above: 1, below: -1 }])).toThrow(code('bad-argument'));
  expect(make([{ key: 'a', above: Number.NaN }])).toThrow(code('bad-argument'));
  expect(make([{ key: 'a', above: 0, output: 0.5 }])).toThrow(code('bad-argument'));
  expect(make(arrows, { hysteresis: -1 })).toThrow(code('bad-argument'));
  expect(make(arrows, { mode: 'press' as 'tap' })).toThrow(code('bad-argument'));
  expect(() => new KeyController(null as unknown as EventTarget, arrows)).toThrow(code('bad-argument'));
});
