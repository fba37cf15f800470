import { expect, test, vi } from 'vitest';
import type { FrameSource } from './capture/frame.js';
import type { Output } from './controllers/controller.js';
import { CamdialError } from './errors.js';
import { HandSource, settled, WidthBackbone } from './pipeline.fixture.js';
import { Pipeline } from './pipeline.js';
import { RidgeRegressor } from './regressor/ridge.js';
import { SampleStore } from './samples/sample-store.js';
import { SimulatedSource } from './testing/index.js';

const code = (code: string) => expect.objectContaining({ code });

function setUp(options: { outputs?: number } = {}) {
  const source = new HandSource();
  const backbone = new WidthBackbone();
  const regressor = new RidgeRegressor({ lambda: 1e-9 });
  const pipeline = new Pipeline({ source, backbone, regressor, ...options });
  return { source, backbone, regressor, pipeline };
}

/** A dial that reads the width of a frame, from 10 for -1 to 30 for 1. */
async function taught() {
  const parts = setUp();
  const { source, pipeline } = parts;
  for (const [width, target] of [
    [10, -1],
    [30, 1],
  ] as const) {
    const round = pipeline.record(target, { frames: 2 });
    await source.give(width);
    await source.give(width);
    await round;
  }
  await pipeline.train();
  return parts;
}

function watch(pipeline: Pipeline) {
  const calls: (number | 'release')[] = [];
  const controller = {
    update: ({ values }: Output) => void calls.push(Math.round(values[0]! * 100) / 100),
    release: () => void calls.push('release'),
  };
  return { calls, controller, disconnect: pipeline.connect(controller) };
}

test('records, trains, runs: the value drives the controller until stop', async () => {
  const { source, pipeline } = await taught();
  expect(pipeline.samples.rounds.map(({ size }) => size)).toEqual([2, 2]);
  const { calls } = watch(pipeline);
  const outputs: (Output | null)[] = [];
  pipeline.subscribe((output) => outputs.push(output));
  const run = pipeline.run();
  expect(pipeline.running).toBe(true);
  for (const width of [10, 20, 25]) await source.give(width);
  expect(pipeline.latest!.values[0]).toBeCloseTo(0.5, 3);
  pipeline.stop();
  await run;
  expect(calls).toEqual([-1, 0, 0.5, 'release']);
  expect(outputs[0]).toBe(null);
  expect(outputs.at(-1)).toBe(null);
  expect(outputs).toHaveLength(5);
  expect(outputs[1]).toMatchObject({ timestamp: 500 });
  expect(pipeline.latest).toBe(null);
  expect(pipeline.running).toBe(false);
});

test('record ends by frames, by seconds of the frames, by signal, by stop, by the end of the source', async () => {
  const { source, pipeline } = setUp();
  const give = async (count: number) => {
    for (let i = 0; i < count; i++) await source.give(5);
  };
  const byFrames = pipeline.record(0, { frames: 3, label: 'three' });
  await give(3);
  expect(await byFrames).toMatchObject({ size: 3, label: 'three' });

  const bySeconds = pipeline.record(0, { seconds: 0.45 });
  await give(6); // at 0, 100, ... 500 ms
  expect((await bySeconds).size).toBe(5);

  const byDefault = pipeline.record(0);
  await give(30);
  expect((await byDefault).size).toBe(21); // 0 to 2 s

  const hold = new AbortController();
  const bySignal = pipeline.record(0, { signal: hold.signal });
  await give(40);
  hold.abort();
  expect((await bySignal).size).toBeGreaterThanOrEqual(40);

  const byStop = pipeline.record(0, { frames: 9 });
  await give(2);
  pipeline.stop();
  expect((await byStop).size).toBe(2);

  const byEnd = pipeline.record(0, { frames: 9 });
  await give(1);
  await source.end();
  expect((await byEnd).size).toBe(1);
});

test('record asks a moving target by the time of each frame', async () => {
  const { source, pipeline } = setUp();
  const asked: number[] = [];
  const round = pipeline.record(
    (ms) => {
      asked.push(ms);
      return ms / 1000;
    },
    { frames: 3 },
  );
  for (const ms of [500, 30, 50]) await source.give(1, ms);
  await round;
  expect(asked).toEqual([0, 30, 80]);
  expect(pipeline.samples.target(2)[0]).toBeCloseTo(0.08, 6);
});

test('the source is only asked while something wants its frames', async () => {
  const { source, pipeline } = setUp();
  await settled();
  expect(source.asked).toBe(0);
  const round = pipeline.record(1, { frames: 1 });
  await source.give(1);
  await round;
  await settled();
  expect(source.asked).toBe(1);
});

test('recording goes on during a run, and neither ends the other', async () => {
  const { source, pipeline } = await taught();
  const { calls } = watch(pipeline);
  const run = pipeline.run();
  await source.give(20);
  const round = pipeline.record(0.5, { frames: 2 });
  await source.give(25);
  await source.give(25);
  expect((await round).size).toBe(2);
  await source.give(30);
  expect(calls).toEqual([0, 0.5, 0.5, 1]);
  pipeline.stop();
  await run;
});

test('one loop: run twice at once, stop and run again in the middle of a frame', async () => {
  const { source, backbone, pipeline } = await taught();
  const { calls } = watch(pipeline);
  const runs = [pipeline.run(), pipeline.run()];
  await source.give(20);
  expect(calls).toEqual([0]);
  let open = () => {};
  backbone.gate = new Promise((resolve) => {
    open = resolve;
  });
  await source.give(25); // this one is held up in the backbone
  pipeline.stop();
  await Promise.all(runs);
  const again = pipeline.run();
  open();
  backbone.gate = null;
  await settled();
  expect(calls).toEqual([0, 'release']); // the frame of the stopped run drives nothing
  await source.give(30);
  expect(calls).toEqual([0, 'release', 1]);
  const asked = source.asked;
  await source.give(30);
  expect(source.asked).toBe(asked + 1);
  pipeline.stop();
  await again;
});

test('stops from within a controller, and lets the rest of the frame be', async () => {
  const { source, pipeline } = await taught();
  pipeline.connect({ update: () => pipeline.stop() });
  const run = pipeline.run();
  await source.give(20);
  await run;
  expect(pipeline.running).toBe(false);
});

test('resolves at once when the signal is aborted, before or while it runs', async () => {
  const { source, pipeline } = await taught();
  await pipeline.run({ signal: AbortSignal.abort() });
  expect(pipeline.running).toBe(false);
  const stop = new AbortController();
  const run = pipeline.run({ signal: stop.signal });
  await source.give(20);
  stop.abort();
  await run;
  expect(pipeline.running).toBe(false);
});

test('the end of the source ends the run and releases', async () => {
  const { source, pipeline } = await taught();
  const { calls } = watch(pipeline);
  const run = pipeline.run();
  await source.give(20);
  await source.end();
  await run;
  expect(calls).toEqual([0, 'release']);
});

test('a source that does not heed the signal does not hold up the stop', async () => {
  const { regressor, backbone } = await taught();
  const deaf: FrameSource = { next: () => new Promise(() => {}), dispose: () => {} };
  const pipeline = new Pipeline({ source: deaf, backbone, regressor });
  const run = pipeline.run();
  await settled();
  pipeline.stop();
  await run;
});

test('a source that never makes us wait leaves the page its turns', async () => {
  const { regressor, backbone } = await taught();
  let time = 0;
  const frame = {
    image: { data: new Uint8Array(0), width: 0, height: 0 },
    width: 20,
    height: 1,
    mirrored: false,
  };
  const eager: FrameSource = { next: async () => ({ ...frame, timestamp: time++ }), dispose: () => {} };
  const pipeline = new Pipeline({ source: eager, backbone, regressor });
  setTimeout(() => pipeline.stop(), 30);
  await pipeline.run();
  expect(time).toBeGreaterThan(10);
});

test.each([
  [
    'source-failed',
    (parts: Awaited<ReturnType<typeof taught>>) => {
      parts.source.next = () => Promise.reject(new Error('broken'));
    },
  ],
  [
    'source-failed',
    (parts: Awaited<ReturnType<typeof taught>>) => {
      parts.source.next = () => {
        throw new Error('broken');
      };
    },
  ],
  [
    'backbone-failed',
    (parts: Awaited<ReturnType<typeof taught>>) => {
      parts.backbone.fault = () => {
        throw new Error('broken');
      };
    },
  ],
  [
    'camera-lost',
    (parts: Awaited<ReturnType<typeof taught>>) => {
      parts.source.next = () => Promise.reject(new CamdialError('camera-lost', 'gone'));
    },
  ],
  [
    'regressor-failed',
    (parts: Awaited<ReturnType<typeof taught>>) => {
      parts.regressor.predict = () => {
        throw new Error('broken');
      };
    },
  ],
  [
    'not-finite',
    (parts: Awaited<ReturnType<typeof taught>>) => {
      parts.regressor.predict = () => ({ values: Float32Array.of(Number.NaN), confidence: 1 });
    },
  ],
])(
  'a failing part ends the run with %s: released, samples kept, and it can run again',
  async (expected, breakIt) => {
    const parts = await taught();
    const { source, pipeline } = parts;
    const { calls } = watch(pipeline);
    const next = source.next.bind(source);
    const predict = parts.regressor.predict.bind(parts.regressor);
    const run = pipeline.run();
    await source.give(20);
    breakIt(parts);
    const failed = expect(run).rejects.toEqual(code(expected));
    for (let i = 0; i < 5; i++) await source.give(20);
    await failed;
    expect(calls.at(-1)).toBe('release');
    expect(calls).not.toContain(Number.NaN);
    expect(pipeline.samples.size).toBe(4);
    expect(pipeline.running).toBe(false);

    source.next = next;
    parts.regressor.predict = predict;
    parts.backbone.fault = null;
    const again = pipeline.run();
    await source.give(30);
    expect(calls.at(-1)).toBe(1);
    pipeline.stop();
    await again;
  },
);

test('a failing backbone ends a recording too, and keeps what came before', async () => {
  const { source, backbone, pipeline } = setUp();
  const round = pipeline.record(1, { frames: 5 });
  const failed = expect(round).rejects.toEqual(code('backbone-failed'));
  await source.give(1);
  backbone.fault = () => {
    throw new Error('broken');
  };
  for (let i = 0; i < 5; i++) await source.give(1);
  await failed;
  expect(pipeline.samples.size).toBe(1);
  expect(pipeline.recording).toBe(false);
});

test('connect and disconnect, before and while running', async () => {
  const { source, pipeline } = await taught();
  const first = watch(pipeline);
  const run = pipeline.run();
  await source.give(20);
  const second = watch(pipeline);
  await source.give(25);
  first.disconnect();
  first.disconnect();
  await source.give(30);
  expect(first.calls).toEqual([0, 0.5, 'release']);
  expect(second.calls).toEqual([0.5, 1]);
  pipeline.stop();
  await run;
  second.disconnect();
  expect(second.calls).toEqual([0.5, 1, 'release']);
});

test('subscribe keeps the store contract: the value at once, and no more after the end', async () => {
  const { source, pipeline } = await taught();
  const run = pipeline.run();
  await source.give(20);
  const seen: (Output | null)[] = [];
  const unsubscribe = pipeline.subscribe((output) => seen.push(output));
  expect(seen).toEqual([pipeline.latest]);
  unsubscribe();
  await source.give(25);
  expect(seen).toHaveLength(1);
  pipeline.stop();
  await run;
});

test('dispose, twice and in the middle of everything; the parts live on', async () => {
  const { source, backbone, regressor, pipeline } = await taught();
  const dispose = [
    vi.spyOn(source, 'dispose'),
    vi.spyOn(backbone, 'dispose'),
    vi.spyOn(regressor, 'dispose'),
  ];
  const { calls } = watch(pipeline);
  const run = pipeline.run();
  await source.give(20);
  const round = pipeline.record(1, { frames: 9 });
  await source.give(20);
  let open = () => {};
  backbone.gate = new Promise((resolve) => {
    open = resolve;
  });
  await source.give(20);
  pipeline.dispose();
  pipeline.dispose();
  open();
  await run;
  expect((await round).size).toBe(1);
  await settled();
  expect(calls).toEqual([0, 0, 'release']);
  for (const spy of dispose) expect(spy).not.toHaveBeenCalled();
  await expect(pipeline.run()).rejects.toEqual(code('disposed'));
  await expect(pipeline.record(1)).rejects.toEqual(code('disposed'));
  await expect(pipeline.train()).rejects.toEqual(code('disposed'));
  expect(() => pipeline.connect({ update: () => {} })).toThrow(code('disposed'));

  backbone.gate = null;
  const next = new Pipeline({ source, backbone, regressor, samples: pipeline.samples });
  expect(next.samples.size).toBe(5);
});

test('two pipelines at once do not mix', async () => {
  const [left, right] = [await taught(), await taught()];
  const [a, b] = [watch(left.pipeline), watch(right.pipeline)];
  const runs = [left.pipeline.run(), right.pipeline.run()];
  await left.source.give(10);
  await right.source.give(30);
  left.pipeline.stop();
  await right.source.give(20);
  expect(a.calls).toEqual([-1, 'release']);
  expect(b.calls).toEqual([1, 0]);
  right.pipeline.stop();
  await Promise.all(runs);
});

test('two pipelines share one source: both read on, and one that stops leaves the other', async () => {
  const { backbone, regressor } = await taught();
  const source = new SimulatedSource({ width: 20, height: 16, frameRate: 100 });
  const counts = [0, 0];
  const [first, second] = counts.map(
    (_, i) => new Pipeline({ source, backbone, regressor, controllers: [{ update: () => counts[i]!++ }] }),
  ) as [Pipeline, Pipeline];
  const runs = [first.run(), second.run()];
  await expect.poll(() => Math.min(...counts)).toBeGreaterThan(3);
  first.stop();
  await runs[0];
  const [stopped, before] = counts as [number, number];
  await expect.poll(() => counts[1]).toBeGreaterThan(before + 3);
  expect(counts[0]).toBe(stopped);
  second.stop();
  await runs[1];
  source.dispose();
});

test('bad input is told', async () => {
  const { source, backbone, pipeline } = setUp();
  await expect(pipeline.run()).rejects.toEqual(code('not-fitted'));
  await expect(pipeline.train()).rejects.toEqual(code('too-few-samples'));
  await expect(pipeline.record([1, 2], { frames: 1 })).rejects.toEqual(code('target-shape'));
  await expect(pipeline.record(Number.NaN, { frames: 1 })).rejects.toEqual(code('not-finite'));
  await expect(pipeline.record(1, { frames: 0 })).rejects.toEqual(code('bad-argument'));
  await expect(pipeline.record(1, { seconds: -1 })).rejects.toEqual(code('bad-argument'));
  const moving = pipeline.record(() => [1, 2], { frames: 1 });
  const failed = expect(moving).rejects.toEqual(code('target-shape'));
  await source.give(1);
  await failed;

  const first = pipeline.record(1, { frames: 1 });
  await expect(pipeline.record(1)).rejects.toEqual(code('busy'));
  await source.give(1);
  await first;
  const second = pipeline.record(1, { frames: 1 });
  await source.give(1);
  await second;
  await expect(pipeline.train()).rejects.toEqual(code('one-label'));

  const bare = new Pipeline({ source, backbone });
  await expect(bare.train()).rejects.toEqual(code('bad-argument'));
  await expect(bare.run()).rejects.toEqual(code('bad-argument'));
  const foreign = new SampleStore({ backboneId: 'other', featureShape: [1], outputs: 1 });
  expect(() => new Pipeline({ source, backbone, samples: foreign })).toThrow(code('backbone-mismatch'));
  const samples = new SampleStore({ backboneId: 'width', featureShape: [1], outputs: 2 });
  expect(() => new Pipeline({ source, backbone, samples, outputs: 1 })).toThrow(code('bad-argument'));
  expect(() => new Pipeline({ source, backbone, outputs: 0 })).toThrow(code('bad-argument'));
});
