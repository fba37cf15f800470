import { afterEach, describe, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { controllerChecks } from '../testing/index.js';
import { PointerController, type PointerOptions } from './pointer.js';

const code = (code: string) => expect.objectContaining({ code });
const output = (x: number, y: number, timestamp = 0) => ({
  values: Float32Array.of(x, y),
  confidence: 1,
  timestamp,
  latency: 0,
});

const made: PointerController[] = [];
function pointer(options: PointerOptions = {}): PointerController {
  const controller = new PointerController(options);
  made.push(controller);
  return controller;
}

afterEach(() => {
  for (const each of made.splice(0)) each.dispose();
  document.body.replaceChildren();
});

/** An element somewhere in the window, 100 px square, and what it hears. */
function square(left: number, tag = 'div') {
  const element = document.createElement(tag);
  element.style.cssText = `position: fixed; left: ${left}px; top: 100px; width: 100px; height: 100px; padding: 0`;
  document.body.append(element);
  const events: string[] = [];
  for (const what of ['over', 'enter', 'move', 'out', 'leave', 'down', 'up']) {
    for (const kind of ['pointer', 'mouse'])
      element.addEventListener(kind + what, ({ type }) => events.push(type));
  }
  element.addEventListener('click', () => events.push('click'));
  return { element, events };
}

describe('keeps the contract', () => {
  const read = (controller: unknown) => {
    const { style } = (controller as PointerController).cursor;
    return style.display + style.transform;
  };
  for (const check of controllerChecks(() => pointer(), { outputs: 2, read })) test(check.name, check.run);
});

/** The middle of the cursor, px. */
function placeOf({ cursor }: PointerController): [number, number] {
  const { left, top, width, height } = cursor.getBoundingClientRect();
  return [Math.round(left + width / 2), Math.round(top + height / 2)];
}

test('goes from edge to edge of the window, and no further', () => {
  const { clientWidth, clientHeight } = document.documentElement;
  const controller = pointer();
  controller.update(output(-1, 1));
  expect(placeOf(controller)).toEqual([0, 0]);
  controller.update(output(9, -9));
  expect(placeOf(controller)).toEqual([clientWidth - 1, clientHeight - 1]);
  controller.update(output(0, 0));
  expect(placeOf(controller)[0]).toBeCloseTo(clientWidth / 2, -1);
});

test('stays within an element', () => {
  const controller = pointer({ within: square(50).element });
  controller.update(output(-5, -5));
  expect(placeOf(controller)).toEqual([50, 200]);
  controller.update(output(0, 0));
  expect(placeOf(controller)).toEqual([100, 150]);
});

test('the cursor is seen, but neither read out nor in the way', () => {
  const { element } = square(0);
  const controller = pointer({ within: element });
  expect(controller.cursor.isConnected).toBe(false);
  controller.update(output(0, 0));
  expect(controller.cursor.getAttribute('aria-hidden')).toBe('true');
  expect(getComputedStyle(controller.cursor).pointerEvents).toBe('none');
  expect(document.elementFromPoint(50, 150)).toBe(element);
  controller.release();
  expect(getComputedStyle(controller.cursor).display).toBe('none');
  controller.dispose();
  expect(controller.cursor.isConnected).toBe(false);
  controller.update(output(0, 0));
  expect(controller.cursor.isConnected).toBe(false);
});

test('elements below are entered, moved over and left, as by a mouse', () => {
  const { element, events } = square(0);
  const controller = pointer({ within: element, dwell: null });
  let seen: PointerEvent | undefined;
  element.addEventListener('pointermove', (event) => {
    seen = event;
  });
  controller.update(output(0, 0));
  controller.update(output(0, 0)); // it rests: nothing is sent
  const both = (what: string) => [`pointer${what}`, `mouse${what}`];
  expect(events).toEqual([...both('over'), ...both('enter'), ...both('move')]);
  expect(seen).toMatchObject({ clientX: 50, clientY: 150, pointerType: 'mouse', isPrimary: true });
  events.length = 0;
  controller.release();
  controller.release();
  expect(events).toEqual([...both('out'), ...both('leave')]);
});

test('a parent is not left for its child', () => {
  const { element, events } = square(0);
  const child = document.createElement('div');
  child.style.cssText = 'width: 50px; height: 100px';
  element.append(child);
  const controller = pointer({ within: element });
  controller.update(output(0.5, 0));
  events.length = 0;
  controller.update(output(-0.5, 0));
  expect(events).toContain('pointerover');
  expect(events).not.toContain('pointerleave');
  expect(events).not.toContain('pointerenter');
});

test('clicks once where it rests, with the progress seen, and again only elsewhere', () => {
  const { element, events } = square(0, 'button');
  const controller = pointer({ within: element, dwell: 400, dwellRadius: 10 });
  const progress = () => Number(controller.cursor.style.getPropertyValue('--camdial-dwell'));
  for (let ms = 0; ms <= 200; ms += 50) controller.update(output(0.02 * Math.sin(ms), 0, ms));
  expect(progress()).toBeCloseTo(0.5, 2);
  expect(events).not.toContain('click');
  for (let ms = 250; ms <= 3000; ms += 50) controller.update(output(0, 0, ms));
  expect(events.filter((type) => !type.includes('move')).slice(-5)).toEqual([
    'pointerdown',
    'mousedown',
    'pointerup',
    'mouseup',
    'click',
  ]);
  expect(events.filter((type) => type === 'click')).toHaveLength(1);
  expect(progress()).toBe(0);
  expect(document.activeElement).toBe(element);
  for (let ms = 3050; ms <= 3600; ms += 50) controller.update(output(0.9, 0, ms));
  expect(events.filter((type) => type === 'click')).toHaveLength(2);
});

test('a checkbox is ticked, a disabled button left alone', () => {
  const { element } = square(0, 'input');
  (element as HTMLInputElement).type = 'checkbox';
  const box = element as HTMLInputElement;
  const rest = (within: Element) => {
    const controller = pointer({ within, dwell: 100 });
    for (let ms = 0; ms <= 200; ms += 50) controller.update(output(0, 0, ms));
  };
  rest(box);
  expect(box.checked).toBe(true);
  const disabled = square(200, 'button');
  (disabled.element as HTMLButtonElement).disabled = true;
  rest(disabled.element);
  expect(disabled.events).not.toContain('click');
});

test('neither a pause nor something that appears below makes a click', () => {
  const { element, events } = square(0);
  const controller = pointer({ within: element, dwell: 400 });
  controller.update(output(0, 0, 0));
  controller.update(output(0, 0, 60_000));
  expect(events).not.toContain('click');
  const cover = square(0);
  for (let ms = 60_050; ms < 60_400; ms += 50) controller.update(output(0, 0, ms));
  expect([...events, ...cover.events]).not.toContain('click');
});

test('reaches into open shadow roots', () => {
  const { element } = square(0);
  const inner = document.createElement('div');
  inner.style.height = '100px';
  element.attachShadow({ mode: 'open' }).append(inner);
  let heard = 0;
  inner.addEventListener('pointermove', () => heard++);
  const entered: EventTarget[] = [];
  for (const each of [inner, element])
    each.addEventListener('pointerenter', ({ currentTarget }) => entered.push(currentTarget!));
  pointer({ within: element }).update(output(0, 0));
  expect(heard).toBe(1);
  expect(entered).toEqual([element, inner]);
});

// In Firefox Playwright finds no place on the page to move the mouse to; real-pointer.test.ts has the rest.
const inChromium = test.skipIf(navigator.userAgent.includes('Firefox'));
inChromium('gives way to the real mouse at once, and comes back after a while', async () => {
  const { element, events } = square(0);
  const away = square(300);
  const controller = pointer({ within: element, yieldFor: 300 });
  const isSeen = () => controller.cursor.style.display !== 'none';
  controller.update(output(0, 0));
  expect(isSeen()).toBe(true);
  await userEvent.hover(away.element, { position: { x: 20, y: 20 } });
  await userEvent.hover(away.element, { position: { x: 40, y: 40 } });
  expect(isSeen()).toBe(false);
  expect(events.at(-1)).toBe('mouseleave');
  controller.update(output(0.1, 0));
  expect(isSeen()).toBe(false);
  await expect
    .poll(() => {
      controller.update(output(0.1, 0));
      return isSeen();
    })
    .toBe(true);
});

test('tells what is wrong', () => {
  expect(() => pointer({ x: -1 })).toThrow(code('bad-argument'));
  expect(() => pointer({ dwell: 0 })).toThrow(code('bad-argument'));
  expect(() => pointer({ within: {} as Element })).toThrow(code('bad-argument'));
  const one = { values: Float32Array.of(0), confidence: 1, timestamp: 0, latency: 0 };
  expect(() => pointer().update(one)).toThrow(code('bad-argument'));
});
