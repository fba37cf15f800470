import { expect, test } from 'vitest';
import { RealPointer } from './real-pointer.js';

/** A window whose events are trusted, which only a browser can make. */
function listening() {
  const listeners = new Map<string, (event: object) => void>();
  let uses = 0;
  const window = {
    addEventListener: (type: string, listener: (event: object) => void) => listeners.set(type, listener),
    removeEventListener: (type: string) => listeners.delete(type),
  };
  const real = new RealPointer(window as unknown as Window, () => uses++);
  const send = (type: string, event: object = {}) => {
    const still = { type, isTrusted: true, screenX: 0, screenY: 0, movementX: 0, movementY: 0 };
    listeners.get(type)?.({ ...still, ...event });
    return uses;
  };
  return { real, send };
}

test('a mouse that moves counts, also the first time', () => {
  expect(listening().send('pointermove', { screenX: 10, movementX: 2 })).toBe(1);
  const { send } = listening();
  expect(send('pointermove', { screenX: 10 })).toBe(0); // where it was is not known
  expect(send('pointermove', { screenX: 12 })).toBe(1);
  expect(send('pointermove', { screenX: 12, screenY: 1 })).toBe(2);
});

test('a mouse that lies still under a moving page does not', () => {
  const { send } = listening();
  send('pointermove', { screenX: 10, movementX: 2 });
  expect(send('pointermove', { screenX: 10, movementX: 7 })).toBe(1);
});

test('a finger or a button counts wherever it is; our own events do not', () => {
  const { send } = listening();
  expect(send('pointerdown')).toBe(1);
  expect(send('pointerdown')).toBe(2);
  expect(send('pointerdown', { isTrusted: false })).toBe(2);
});

test('hears nothing once disposed', () => {
  const { real, send } = listening();
  real.dispose();
  real.dispose();
  expect(send('pointerdown')).toBe(0);
});
