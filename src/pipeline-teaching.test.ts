/** What a pipeline does beyond recording, training and running: learning live, and coming back on another day. */
import { describe, expect, test } from 'vitest';
import type { Output } from './controllers/controller.js';
import { HandSource, settled, WidthBackbone } from './pipeline.fixture.js';
import { Pipeline } from './pipeline.js';
import { type FitReport, type Prediction, Regressor } from './regressor/regressor.js';
import { RidgeRegressor } from './regressor/ridge.js';
import type { SampleStore } from './samples/sample-store.js';

const code = (code: string) => expect.objectContaining({ code });

function setUp(regressor: Regressor = new RidgeRegressor(), outputs = 1) {
  const source = new HandSource();
  const pipeline = new Pipeline({ source, backbone: new WidthBackbone(), regressor, outputs });
  const outputsSeen: Output[] = [];
  pipeline.subscribe((output) => output && outputsSeen.push(output));
  return { source, pipeline, regressor, seen: outputsSeen };
}

/** Gives frames whose width goes up and down between 10 and 30, as the target goes from -1 to 1. */
async function sway(source: HandSource, frames: number, from = 0): Promise<void> {
  for (let i = from; i < from + frames; i++) await source.give(20 + 10 * Math.sin(i / 4));
}
const swaying = (elapsedMs: number) => Math.sin(elapsedMs / 400);

describe('live', () => {
  test('the dial moves while it is taught, and has learned everything when the recording ends', async () => {
    const { source, pipeline, seen } = setUp();
    const reports: FitReport[] = [];
    const recording = pipeline.record(swaying, {
      frames: 60,
      lag: 0,
      live: true,
      onFit: (report) => reports.push(report),
    });
    const running = pipeline.run(); // before anything was learned
    await sway(source, 40);
    expect(pipeline.recording).toBe(true);
    expect(reports.length).toBeGreaterThan(0);
    expect(seen.length).toBeGreaterThan(10);
    expect(seen.at(-1)!.values[0]).toBeCloseTo(Math.sin(39 / 4), 1);
    await sway(source, 20, 40);
    const round = await recording;
    expect(round.size).toBe(60);
    expect(reports.at(-1)!.samples).toBe(60);
    expect(pipeline.report).toBe(reports.at(-1));
    expect(pipeline.running).toBe(true);
    pipeline.stop();
    await running;
  });

  test('a target that moves is recorded with a lag to be found, one that stands still without', async () => {
    const { source, pipeline } = setUp();
    for (const target of [swaying, 0.5]) {
      const recording = pipeline.record(target, { frames: 2 });
      await sway(source, 2);
      await recording;
    }
    expect(pipeline.samples.rounds.map(({ lag }) => lag)).toEqual(['auto', 0]);
  });

  test('run() before anything was learned ends with not-fitted when the recording teaches too little', async () => {
    const { source, pipeline } = setUp();
    const recording = pipeline.record(1, { frames: 8, live: true });
    const running = pipeline.run();
    running.catch(() => {});
    await sway(source, 8);
    await recording; // one label is no failure of the recording
    await expect(running).rejects.toEqual(code('not-fitted'));
    expect(pipeline.samples.size).toBe(8);
  });

  test('without live, run() waits for train() as ever; a second recording and a pose are refused meanwhile', async () => {
    const { source, pipeline } = setUp();
    const recording = pipeline.record(swaying, { frames: 30, live: true });
    await expect(pipeline.record(1)).rejects.toEqual(code('busy'));
    await expect(pipeline.recalibrate(1)).rejects.toEqual(code('busy'));
    await sway(source, 30);
    await recording;
    const plain = setUp();
    await expect(plain.pipeline.run()).rejects.toEqual(code('not-fitted'));
    await expect(plain.pipeline.recalibrate(1)).rejects.toEqual(code('not-fitted'));
  });

  test('train() during a live recording waits for the fit that is going on', async () => {
    const { source, pipeline } = setUp();
    const recording = pipeline.record(swaying, { frames: 40, live: true });
    await sway(source, 20);
    const report = await pipeline.train();
    expect(report.samples).toBeGreaterThan(0);
    await sway(source, 20, 20);
    await recording;
    expect(pipeline.report!.samples).toBe(40);
  });

  test('a failing source ends it with its own error, and what came before is kept and learned', async () => {
    const { source, pipeline } = setUp();
    const recording = pipeline.record(swaying, { frames: 100, live: true });
    const ended = expect(recording).rejects.toEqual(code('source-failed'));
    await sway(source, 40);
    source.next = () => Promise.reject(new Error('unplugged'));
    await sway(source, 1, 40);
    await ended;
    expect(pipeline.samples.size).toBeGreaterThanOrEqual(40);
    expect(pipeline.report!.samples).toBe(pipeline.samples.size);
    expect(pipeline.recording).toBe(false);
  });

  test('a fit that fails while samples come in is tried again at the end, and told then', async () => {
    const { source, pipeline } = setUp(new FailingRegressor());
    const recording = pipeline.record(swaying, { frames: 30, live: true });
    const ended = expect(recording).rejects.toThrow('no model');
    await sway(source, 30);
    await ended;
    expect(pipeline.samples.size).toBe(30);
    expect(pipeline.recording).toBe(false);
  });
});

class FailingRegressor extends Regressor {
  readonly fitted = false;
  fit(_samples: SampleStore): Promise<FitReport> {
    return Promise.reject(new Error('no model'));
  }
  predict(): Prediction {
    throw new Error('no model');
  }
}

describe('recalibrate', () => {
  /** A trained dial whose camera has moved since: widths are other ones for the same poses. */
  async function trained(outputs = 1) {
    const parts = setUp(new RidgeRegressor({ lambda: 1e-6 }), outputs);
    const { source, pipeline } = parts;
    const recording = pipeline.record(
      (ms) => (outputs === 1 ? swaying(ms) : [swaying(ms), -2 * swaying(ms)]),
      { frames: 60, lag: 0 },
    );
    await sway(source, 60);
    await recording;
    await pipeline.train();
    const anchor = async (target: number | readonly (number | null)[], width: number) => {
      const done = pipeline.recalibrate(target, { frames: 5 });
      done.catch(() => {});
      for (let i = 0; i < 5; i++) await source.give(i === 2 ? 90 : width); // one frame is off
      return done;
    };
    const read = async (width: number) => {
      const running = pipeline.run();
      await source.give(width);
      await settled();
      const { values } = pipeline.latest!;
      pipeline.stop();
      await running;
      return values;
    };
    return { ...parts, anchor, read };
  }

  test('one pose brings the offset back, two the gain, and training ends it', async () => {
    const { pipeline, anchor, read } = await trained();
    expect((await read(25))[0]).toBeCloseTo(0.5, 2);
    const first = await anchor(0, 26); // further left than it was
    expect(first.outputs[0]).toMatchObject({ gain: 1 });
    expect((await read(26))[0]).toBeCloseTo(0, 2);
    await anchor(-1, 22);
    const { outputs } = await anchor(1, 30); // and nearer: half the way is the whole range
    expect(outputs[0]!.gain).toBeCloseTo(2.5, 1);
    expect((await read(26))[0]).toBeCloseTo(0, 2);
    expect((await read(30))[0]).toBeCloseTo(1, 2);
    pipeline.clearRecalibration();
    expect((await read(25))[0]).toBeCloseTo(0.5, 2);
    await anchor(0, 26);
    await pipeline.train();
    expect(pipeline.recalibration).toBeNull();
    expect((await read(25))[0]).toBeCloseTo(0.5, 2);
  });

  test('an anchor shown again takes the place of the one before', async () => {
    const { anchor, read } = await trained();
    await anchor(0, 28);
    await anchor(0, 22);
    expect((await read(22))[0]).toBeCloseTo(0, 2);
  });

  test('an output that an anchor says nothing of stays as it is', async () => {
    const { anchor, read } = await trained(2);
    await anchor([0, null], 26);
    const values = await read(26);
    expect(values[0]).toBeCloseTo(0, 2);
    expect(values[1]).toBeCloseTo(-1.2, 1);
  });

  test('anchors that the dial does not tell apart are refused; what was there before stays', async () => {
    const { pipeline, anchor } = await trained();
    const before = await anchor(-1, 20);
    await expect(anchor(1, 20.5)).rejects.toMatchObject({
      code: 'fit-failed',
      message: /tell the anchors apart/,
    });
    expect(pipeline.recalibration).toBe(before);
  });

  test('targets that do not fit and recordings without a frame are refused', async () => {
    const { source, pipeline } = await trained();
    await expect(pipeline.recalibrate([1, 2])).rejects.toEqual(code('target-shape'));
    await expect(pipeline.recalibrate(Number.NaN)).rejects.toEqual(code('not-finite'));
    await expect(pipeline.recalibrate(1, { seconds: -1 })).rejects.toEqual(code('bad-argument'));
    const empty = expect(pipeline.recalibrate(1, { seconds: 1 })).rejects.toEqual(code('too-few-samples'));
    await settled();
    await source.end();
    await empty;
  });
});

test('rounds may teach some of the outputs', async () => {
  const { source, pipeline } = setUp(new RidgeRegressor(), 2);
  for (const target of [
    [-1, null],
    [1, null],
    [null, 5],
    [null, 6],
  ]) {
    const recording = pipeline.record(target, { frames: 4 });
    for (let i = 0; i < 4; i++) await source.give(20 + 3 * (target[0] ?? target[1]! - 5.5) + 0.1 * i);
    await recording;
  }
  const report = await pipeline.train();
  expect(report.outputs.every(({ mae }) => mae < 0.5)).toBe(true);
  await expect(pipeline.record([null, null])).rejects.toEqual(code('target-shape'));
});
