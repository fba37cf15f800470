import { afterEach, expect, test, vi } from 'vitest';
import { gamepadTarget, pointerTarget, sliderTarget } from './input-targets.js';

const code = (code: string) => expect.objectContaining({ code });

afterEach(() => {
  vi.restoreAllMocks();
  document.body.replaceChildren();
});

test('a slider is read as it stands', () => {
  const slider = Object.assign(document.createElement('input'), { type: 'range', min: '0', max: '127' });
  const target = sliderTarget(slider);
  slider.value = '100';
  expect(target()).toEqual([100]);
  slider.value = '3';
  expect(target()).toEqual([3]);
  target.dispose();
  const text = Object.assign(document.createElement('input'), { type: 'text', value: 'much' });
  expect(() => sliderTarget(text)()).toThrow(code('bad-argument'));
});

test('the pointer is read where it is over the element, at the nearest edge outside, until it is disposed', () => {
  const pad = document.createElement('div');
  pad.style.cssText = 'position: absolute; left: 100px; top: 50px; width: 200px; height: 100px';
  document.body.append(pad);
  const target = pointerTarget(pad);
  const sideways = pointerTarget(pad, { axes: ['x'] });
  const move = (clientX: number, clientY: number) =>
    document.body.dispatchEvent(new PointerEvent('pointermove', { clientX, clientY, bubbles: true }));
  expect(target()).toEqual([0, 0]);
  move(150, 75);
  expect(target()).toEqual([-0.5, 0.5]);
  expect(sideways()).toEqual([-0.5]);
  move(1000, 1000);
  expect(target()).toEqual([1, -1]);
  target.dispose();
  target.dispose();
  move(200, 100);
  expect(target()).toEqual([1, -1]);
  expect(sideways()).toEqual([0]);
  sideways.dispose();
});

test('axes of a gamepad are read; one that is not there is told', () => {
  const pads: (Partial<Gamepad> | null)[] = [null, { axes: [0.25, -1] }];
  vi.spyOn(navigator, 'getGamepads').mockImplementation(() => pads as (Gamepad | null)[]);
  expect(gamepadTarget()()).toEqual([0.25]);
  expect(gamepadTarget({ index: 1, axes: [1, 0] })()).toEqual([-1, 0.25]);
  expect(() => gamepadTarget({ index: 0 })()).toThrow(code('bad-argument'));
  expect(() => gamepadTarget({ axes: [7] })()).toThrow(code('bad-argument'));
});
