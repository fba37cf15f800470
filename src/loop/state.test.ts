import { describe, expect, test } from 'vitest';
import { pass, running, useClock } from './clocked-dial.fixture.js';

useClock();

describe('the state', () => {
  test('says where it stands, at once and at every change, and never changes itself', async () => {
    const it = await running();
    const recording = it.dial.record(0, { frames: 2 });
    await pass(100);
    await recording;
    await it.end();
    expect(it.kinds()).toEqual(['idle', 'starting', 'running', 'recording', 'running', 'idle']);
    expect(it.states[3]!.sentence).toBe('It records while the dial runs.');
    for (const state of it.states) {
      expect(state.sentence).toMatch(/^[A-Z].*\.$/);
      expect(state).toBeTypeOf('object');
      expect(Object.isFrozen(state)).toBe(true);
      expect(state.error).toBeUndefined();
    }
    expect(it.states.map(({ since }) => since)).toEqual(
      it.states.map(({ since }) => since).sort((a, b) => a - b),
    );
    expect(it.dial.state).toBe(it.states.at(-1));
  });

  test('a listener that throws is told of, and keeps nobody from it; one that has left is told no more', async () => {
    const it = await running();
    const leave = it.dial.subscribeState(() => {});
    leave();
    leave();
    it.dial.subscribeState(({ kind }) => {
      if (kind === 'idle') throw new Error('broken');
    });
    await it.end();
    expect(it.dial.state.kind).toBe('idle');
    expect(it.troubles.map(({ code }) => code)).toEqual(['controller-failed']);
  });

  test('stopping from within a listener is fine', async () => {
    const it = await running();
    it.dial.subscribeState(({ kind }) => {
      if (kind === 'recovering') it.dial.stop();
    });
    const later: string[] = [];
    it.dial.subscribeState(({ kind }) => later.push(kind));
    it.backbone.fault = () => {
      throw new Error('broken');
    };
    await pass(100);
    expect(it.kinds().slice(-2)).toEqual(['recovering', 'idle']);
    expect(later.slice(-1)).toEqual(['idle']);
    await it.end();
  });
});
