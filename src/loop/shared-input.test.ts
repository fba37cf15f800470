import { describe, expect, test, vi } from 'vitest';
import type { Frame, FrameSource } from '../capture/frame.js';
import { CamdialError } from '../errors.js';
import { HandSource, settled, WidthBackbone } from '../pipeline.fixture.js';
import { Pipeline } from '../pipeline.js';
import { CustomRegressor } from '../regressor/custom.js';
import { SampleStore } from '../samples/sample-store.js';
import { frameSourceChecks, SimulatedSource } from '../testing/index.js';
import { SharedInput } from './shared-input.js';

const small = { width: 32, height: 24, frameRate: 100 };

const makeTap = () =>
  new SharedInput({ source: new SimulatedSource(small), backbone: new WidthBackbone() }).tap().source;
for (const check of frameSourceChecks(makeTap)) test(`tap of a ${check.name}`, check.run);

/** Says the width of a frame, after as long as it is told to take. */
async function widthReader(takes: () => Promise<void> = async () => {}) {
  const samples = new SampleStore({ backboneId: 'width', featureShape: [1], outputs: 1 });
  for (const width of [10, 20, 30]) {
    samples.beginRound();
    for (let i = 0; i < 3; i++) samples.add(Float32Array.of(width), [width]);
    samples.endRound();
  }
  const regressor = new CustomRegressor(() => ([width]) => [width!]);
  await regressor.fit(samples);
  const predict = regressor.predict.bind(regressor);
  regressor.predict = (async (features: Float32Array) => {
    await takes();
    return predict(features);
  }) as unknown as typeof predict;
  return regressor;
}

async function two(takes?: () => Promise<void>) {
  const source = new HandSource();
  const backbone = new WidthBackbone();
  const shared = new SharedInput({ source, backbone });
  const make = async (takes?: () => Promise<void>) => {
    const seen: number[] = [];
    const regressor = await widthReader(takes);
    const dial = new Pipeline({ ...shared.tap(), regressor });
    dial.connect({ update: ({ values }) => void seen.push(Math.round(values[0]!)) });
    return { dial, seen };
  };
  return { source, backbone, shared, first: await make(), second: await make(takes) };
}

describe('several dials on one camera and one backbone', () => {
  test('every frame goes to both, and is read once', async () => {
    const { source, backbone, first, second } = await two();
    const runs = [first.dial.run(), second.dial.run()];
    for (const width of [11, 12, 13, 14]) await source.give(width);
    expect(first.seen).toEqual([11, 12, 13, 14]);
    expect(second.seen).toEqual([11, 12, 13, 14]);
    expect(backbone.extracts).toBe(4);
    expect(backbone.most).toBe(1);
    first.dial.stop();
    second.dial.stop();
    await Promise.all(runs);
  });

  test('each records what it is to teach', async () => {
    const { source, backbone, first, second } = await two();
    const rounds = [first.dial.record(1, { frames: 3 }), second.dial.record(-1, { frames: 3 })];
    for (const width of [11, 12, 13]) await source.give(width);
    await Promise.all(rounds);
    expect(backbone.extracts).toBe(3);
    expect(first.dial.samples.features(0)).not.toBe(second.dial.samples.features(0));
    expect([...first.dial.samples.features(2)]).toEqual([13]);
    expect([...second.dial.samples.target(2)]).toEqual([-1]);
  });

  test('one that stops, or is disposed, leaves the other; with nobody there, the source is left alone', async () => {
    const { source, backbone, first, second } = await two();
    const runs = [first.dial.run(), second.dial.run()];
    await source.give(11);
    first.dial.stop();
    await source.give(12);
    expect(first.seen).toEqual([11]);
    expect(second.seen).toEqual([11, 12]);
    second.dial.dispose();
    await Promise.all(runs);
    await settled();
    const { asked } = source;
    await settled();
    expect(source.asked).toBe(asked);
    const again = first.dial.run();
    await source.give(13);
    expect(first.seen).toEqual([11, 13]);
    expect(backbone.extracts).toBe(3);
    first.dial.stop();
    await again;
  });

  test('a slow one does not hold the other up, and gets the newest', async () => {
    let goOn: () => void = () => {};
    const { source, backbone, first, second } = await two(
      () =>
        new Promise((resolve) => {
          goOn = resolve;
        }),
    );
    const runs = [first.dial.run(), second.dial.run()];
    for (const width of [11, 12, 13]) await source.give(width);
    expect(first.seen).toEqual([11, 12, 13]);
    expect(second.seen).toEqual([]);
    goOn();
    await settled();
    await source.give(14);
    goOn();
    await settled();
    expect(first.seen).toEqual([11, 12, 13, 14]);
    expect(second.seen).toEqual([11, 14]);
    expect(backbone.extracts).toBe(4);
    first.dial.stop();
    second.dial.stop();
    await Promise.all(runs);
  });

  test('with a backbone slower than the camera they stay in step', async () => {
    const { source, backbone, first, second } = await two();
    const runs = [first.dial.run(), second.dial.run()];
    for (let i = 0; i < 6; i++) {
      let answer = () => {};
      backbone.gate = new Promise((resolve) => {
        answer = resolve;
      });
      await source.give(11 + i);
      answer();
      await settled();
    }
    expect(first.seen).toEqual([11, 12, 13, 14, 15, 16]);
    expect(second.seen).toEqual(first.seen);
    expect(backbone.extracts).toBe(6);
    expect(backbone.most).toBe(1);
    first.dial.stop();
    second.dial.stop();
    await Promise.all(runs);
  });

  test('who comes while a frame is being read shares it', async () => {
    const { source, backbone, first, second } = await two();
    let answer = () => {};
    backbone.gate = new Promise((resolve) => {
      answer = resolve;
    });
    const runs = [first.dial.run()];
    await source.give(11);
    runs.push(second.dial.run());
    await settled();
    answer();
    await settled();
    expect([first.seen, second.seen]).toEqual([[11], [11]]);
    expect(backbone.extracts).toBe(1);
    first.dial.stop();
    second.dial.stop();
    await Promise.all(runs);
  });

  test('what goes wrong reaches both: a failing source, a failing backbone, trouble, the end', async () => {
    const { source, backbone, first, second } = await two();
    const both = () =>
      [first.dial.run(), second.dial.run()].map((run) => run.catch((error: unknown) => error));
    let runs = both();
    await source.give(11);
    backbone.fault = () => {
      throw new Error('broken');
    };
    for (let i = 0; i < 5; i++) await source.give(12);
    for (const error of await Promise.all(runs)) expect(error).toMatchObject({ code: 'backbone-failed' });
    backbone.fault = null;

    const trouble = new CamdialError('camera-lost', 'Unplugged.');
    const end = vi.fn();
    Object.assign(source, {
      subscribeTrouble: (listener: (trouble: CamdialError | null) => void) => {
        listener(trouble);
        return end;
      },
    });
    runs = both();
    await settled();
    for (const { dial } of [first, second])
      expect(dial.state).toMatchObject({ kind: 'waiting', error: trouble });
    await source.end();
    expect(await Promise.all(runs)).toEqual([undefined, undefined]);
    expect(end).toHaveBeenCalledTimes(2);

    source.next = () => Promise.reject(new Error('broken'));
    for (const error of await Promise.all(both())) expect(error).toMatchObject({ code: 'source-failed' });
  });
});

test('dispose, twice and in the middle of everything, ends the taps; the parts live on', async () => {
  const { source, backbone, shared, first, second } = await two();
  const dispose = [vi.spyOn(source, 'dispose'), vi.spyOn(backbone, 'dispose')];
  const runs = [first.dial.run(), second.dial.run()];
  await source.give(11);
  shared.dispose();
  shared.dispose();
  await Promise.all(runs);
  expect(first.dial.running).toBe(false);
  expect(() => shared.tap()).toThrow(expect.objectContaining({ code: 'disposed' }));
  for (const spy of dispose) expect(spy).not.toHaveBeenCalled();
});

test('a tap that is disposed ends alone, with its backbone', async () => {
  const source = new HandSource();
  const backbone = new WidthBackbone();
  const shared = new SharedInput({ source, backbone });
  const [one, other] = [shared.tap(), shared.tap()];
  const pending = [one.source.next(), other.source.next()];
  one.source.dispose();
  one.backbone.dispose();
  one.backbone.dispose();
  expect(await pending[0]).toBeNull();
  await source.give(12);
  const frame = (await pending[1]) as Frame;
  const features = await other.backbone.extract(frame);
  expect([...features]).toEqual([12]);
  expect(await other.backbone.extract(frame)).not.toBe(features); // each its own
  await expect(one.backbone.extract(frame)).rejects.toMatchObject({ code: 'disposed' });
  expect(other.backbone).toMatchObject({ id: 'width', inputSize: 1, featureShape: [1] });
});

test('a source that does not heed being given up is joined by who comes next', async () => {
  let give: (frame: Frame | null) => void = () => {};
  let asked = 0;
  const deaf: FrameSource = {
    next: () => {
      asked++;
      return new Promise((resolve) => {
        give = resolve;
      });
    },
    dispose: () => {},
  };
  const { source } = new SharedInput({ source: deaf, backbone: new WidthBackbone() }).tap();
  const stop = new AbortController();
  const given = source.next(stop.signal);
  stop.abort();
  expect(await given).toBeNull();
  const next = source.next();
  give(null); // late: what it was asked first
  await settled();
  expect(asked).toBe(2);
  const image = { data: new Uint8Array(0), width: 0, height: 0 };
  give({ image, width: 5, height: 1, timestamp: 1, mirrored: false });
  expect((await next)!.width).toBe(5);
});
