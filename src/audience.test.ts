import { afterEach, expect, test, vi } from 'vitest';
import { Audience } from './audience.js';
import type { Controller, Output } from './controllers/controller.js';
import { CamdialError } from './errors.js';
import { troubleTeller } from './loop/trouble.js';

afterEach(() => void vi.restoreAllMocks());

const output: Output = { values: Float32Array.of(0.5), confidence: 1, timestamp: 1, latency: 0 };

function setUp(...controllers: Controller[]) {
  const troubles: CamdialError[] = [];
  const audience = new Audience(controllers, (trouble) => troubles.push(trouble));
  return { audience, troubles };
}

/** Throws when it is told to. */
class Moody implements Controller {
  isBroken = true;
  updates = 0;
  releases = 0;
  update(): void {
    this.updates++;
    if (this.isBroken) throw new Error('broken');
  }
  release(): void {
    this.releases++;
  }
}

test('one that throws keeps nobody from the value; the third time in a row it is released and let go', () => {
  const moody = new Moody();
  const sound = new Moody();
  sound.isBroken = false;
  const { audience, troubles } = setUp(moody, sound);
  const seen: (Output | null)[] = [];
  audience.subscribe((each) => seen.push(each));
  for (let i = 0; i < 5; i++) audience.update(output);
  expect(sound.updates).toBe(5);
  expect(seen).toHaveLength(6);
  expect([moody.updates, moody.releases]).toEqual([3, 1]);
  expect(troubles.map(({ code }) => code)).toEqual(Array(3).fill('controller-failed'));
  expect(troubles[0]!.cause).toEqual(new Error('broken'));
  expect(troubles[2]!.message).toMatch(/disconnected after 3 failures in a row, failed: broken/);
  audience.release();
  expect([moody.releases, sound.releases]).toEqual([1, 1]);

  moody.isBroken = false; // mended, and connected again
  audience.connect(moody);
  audience.update(output);
  expect(moody.updates).toBe(4);
});

test('now and then is not in a row', () => {
  const moody = new Moody();
  const { audience, troubles } = setUp(moody);
  for (let i = 0; i < 9; i++) {
    moody.isBroken = i % 3 !== 2;
    audience.update(output);
  }
  expect(moody.updates).toBe(9);
  expect(troubles).toHaveLength(6);
});

test('one that throws when it is released does not keep the others from it', () => {
  const stuck: Controller = {
    update: () => {},
    release: () => {
      throw new CamdialError('midi-busy', 'the port is gone');
    },
  };
  const sound = new Moody();
  sound.isBroken = false;
  const { audience, troubles } = setUp(stuck, sound);
  audience.update(output);
  audience.release();
  expect(sound.releases).toBe(1);
  expect(troubles.map(({ code }) => code)).toEqual(['midi-busy']); // typed, as it came
  audience.release(); // nothing is driven any more
  expect(sound.releases).toBe(1);
});

test('one that throws in both is let go all the same', () => {
  const hopeless: Controller = {
    update: () => {
      throw new Error('broken');
    },
    release: () => {
      throw 'even more so';
    },
  };
  const { audience, troubles } = setUp(hopeless);
  for (let i = 0; i < 4; i++) audience.update(output);
  expect(troubles).toHaveLength(3);
});

test('a listener that throws is told of and let go likewise', () => {
  const { audience, troubles } = setUp();
  let calls = 0;
  audience.subscribe((each) => {
    if (each) calls++;
    if (each) throw new Error('broken');
  });
  for (let i = 0; i < 5; i++) audience.update(output);
  expect(calls).toBe(3);
  expect(troubles[2]!.message).toMatch(/^A listener, which was disconnected/);
});

test('one that is sent away by another is told no more', () => {
  const second = new Moody();
  const { audience } = setUp({ update: () => disconnect() });
  const disconnect = audience.connect(second);
  audience.update(output);
  expect([second.updates, second.releases]).toEqual([0, 1]);
});

test('one that sends itself away, and throws at that, stays away', () => {
  let updates = 0;
  const { audience, troubles } = setUp();
  const disconnect = audience.connect({
    update: () => {
      updates++;
      disconnect();
      throw new Error('broken');
    },
  });
  for (let i = 0; i < 3; i++) audience.update(output);
  expect(updates).toBe(1);
  expect(troubles).toHaveLength(1);
});

test('where nobody asks to be told, the page or the console is', () => {
  const shown = vi.spyOn(console, 'error').mockImplementation(() => {});
  troubleTeller(undefined)(new Error('broken'));
  expect(shown).toHaveBeenLastCalledWith(expect.objectContaining({ code: 'controller-failed' }));
  const report = vi.fn();
  vi.stubGlobal('reportError', report);
  const late = new Error('from onTrouble');
  troubleTeller(() => {
    throw late;
  })(new Error('broken'));
  expect(report).toHaveBeenLastCalledWith(late);
  vi.unstubAllGlobals();
});
