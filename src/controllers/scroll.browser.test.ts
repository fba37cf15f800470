import { afterEach, describe, expect, test } from 'vitest';
import { controllerChecks } from '../testing/index.js';
import { ScrollController } from './scroll.js';

const code = (code: string) => expect.objectContaining({ code });
const output = (value: number, timestamp = 0) => ({
  values: Float32Array.of(value),
  confidence: 1,
  timestamp,
  latency: 0,
});

afterEach(() => document.body.replaceChildren());

/** A box of 100 px over 5000 px in both directions, scrolled to the middle. */
function box() {
  const element = document.createElement('div');
  element.style.cssText = 'width: 100px; height: 100px; overflow: scroll; scroll-behavior: smooth';
  const inside = document.createElement('div');
  inside.style.cssText = 'width: 5000px; height: 5000px';
  element.append(inside);
  document.body.append(element);
  element.scrollTo({ left: 2000, top: 2000, behavior: 'instant' });
  return element;
}

describe('keeps the contract', () => {
  let element: Element;
  const make = () => {
    element = box();
    return new ScrollController(element);
  };
  for (const check of controllerChecks(make, { read: () => element.scrollTop })) test(check.name, check.run);
});

/** How far a second of one value scrolls, px. */
function second(value: number, options = {}, every = 40): [x: number, y: number] {
  const element = box();
  const controller = new ScrollController(element, options);
  for (let ms = 0; ms <= 1000; ms += every) controller.update(output(value, ms));
  // A browser may stand on a part of a pixel, where the screen has more of them.
  return [Math.round(element.scrollLeft - 2000) + 0, Math.round(element.scrollTop - 2000) + 0];
}

test('scrolls as fast as it is told, by the time and not by the frames', () => {
  for (const every of [10, 40, 100]) expect(second(1, { speed: 500 }, every)).toEqual([0, 500]);
  expect(second(-1, { speed: 500 })).toEqual([0, -500]);
  expect(second(7, { speed: 500, axis: 'x' })).toEqual([500, 0]);
  expect(second(1, { speed: -500 })).toEqual([0, -500]);
});

test('stands still near the middle, and scrolls slowly without losing parts of a pixel', () => {
  expect(second(0.15)).toEqual([0, 0]);
  const [, slow] = second(1, { speed: 12 }, 10);
  expect(slow).toBeGreaterThanOrEqual(11);
  expect(slow).toBeLessThanOrEqual(12);
});

test('a pause does not make it leap, and a release forgets the time', () => {
  const element = box();
  const controller = new ScrollController(element, { speed: 1000 });
  controller.update(output(1, 0));
  controller.update(output(1, 60_000));
  expect(Math.round(element.scrollTop)).toBe(2100);
  controller.release();
  controller.update(output(1, 60_100));
  expect(Math.round(element.scrollTop)).toBe(2100);
});

test('tells what is wrong', () => {
  expect(() => new ScrollController(null as unknown as Element)).toThrow(code('bad-argument'));
  expect(() => new ScrollController(box(), { deadZone: 1 })).toThrow(code('bad-argument'));
  expect(() => new ScrollController(box(), { speed: Number.NaN })).toThrow(code('bad-argument'));
  expect(() => new ScrollController(box(), { axis: 'z' as 'x' })).toThrow(code('bad-argument'));
  expect(() => new ScrollController(box(), { output: 1 }).update(output(0))).toThrow(code('bad-argument'));
});
