import { describe, expect, test } from 'vitest';
import { controllerChecks } from '../testing/index.js';
import { AudioParamController, type AudioParamOptions } from './audio-param.js';

const code = (code: string) => expect.objectContaining({ code });
const output = (...values: number[]) => ({
  values: Float32Array.from(values),
  confidence: 1,
  timestamp: 0,
  latency: 0,
});

/** A parameter that tells what it is asked for. */
function parameter(value = 0) {
  const asked: [target: number, time: number][] = [];
  const context = { currentTime: 0 };
  const param = {
    value,
    setTargetAtTime: (target: number, time: number) => {
      asked.push([target, time]);
      return param;
    },
  };
  const make = (options: AudioParamOptions = {}) =>
    new AudioParamController(context, param as unknown as AudioParam, options);
  /** Drives a controller with values, half a second apart. */
  const drive = (controller: AudioParamController, ...values: number[]) => {
    for (const each of values) {
      controller.update(output(each, each));
      context.currentTime += 0.5;
    }
  };
  return { asked, context, make, drive };
}

describe('keeps the contract', () => {
  let asked: [number, number][];
  const make = () => {
    const made = parameter();
    asked = made.asked;
    return made.make();
  };
  for (const check of controllerChecks(make, { read: () => asked.join() })) test(check.name, check.run);
});

test('maps -1..1 to the range, and no further', () => {
  const { asked, make, drive } = parameter();
  drive(make({ min: 10, max: 20, output: 1 }), -1, 0, 1, 5, -1e6);
  expect(asked.map(([target]) => target)).toEqual([10, 15, 20, 10]); // 5 asks for nothing new
});

test('maps frequencies by their ratio', () => {
  const { asked, make, drive } = parameter(440);
  drive(make({ min: 110, max: 1760, scale: 'exponential' }), -1, 0, 1);
  expect(asked.map(([target]) => target)).toEqual([110, expect.closeTo(440, 9), 1760]);
});

test('glides back to where it stood, or to neutral, from the time it is', () => {
  for (const [options, neutral] of [
    [{}, 0.25],
    [{ neutral: 0 }, 0],
  ] as const) {
    const { asked, context, make } = parameter(0.25);
    const controller = make(options);
    controller.release();
    expect(asked).toEqual([]);
    controller.update(output(1));
    context.currentTime = 2;
    controller.release();
    controller.dispose();
    expect(asked).toEqual([
      [1, 0],
      [neutral, 2],
    ]);
  }
});

test('asks for nothing more while the clock stands, and catches up when it goes on', () => {
  const { asked, context, make } = parameter();
  const controller = make();
  for (let i = 0; i < 100; i++) controller.update(output(i / 100));
  expect(asked).toHaveLength(1);
  context.currentTime = 1;
  controller.update(output(1));
  controller.release();
  expect(asked.slice(1)).toEqual([
    [1, 1],
    [0, 1],
  ]);
});

test('the sound has no click', async () => {
  const sampleRate = 8000;
  const context = new OfflineAudioContext(1, sampleRate / 2, sampleRate);
  const gain = new GainNode(context, { gain: 0 });
  const source = new ConstantSourceNode(context);
  source.connect(gain).connect(context.destination);
  source.start();
  const controller = new AudioParamController(context, gain.gain);
  controller.update(output(1));
  const samples = (await context.startRendering()).getChannelData(0);
  let steepest = 0;
  for (let i = 1; i < samples.length; i++) steepest = Math.max(steepest, samples[i]! - samples[i - 1]!);
  expect(steepest).toBeLessThan(0.01);
  // After one time constant 1 - 1/e of the way (Web Audio API, setTargetAtTime).
  expect(samples[0.03 * sampleRate]).toBeCloseTo(1 - 1 / Math.E, 1);
  expect(samples.at(-1)).toBeCloseTo(1, 3);
});

test('tells what is wrong', () => {
  const { make } = parameter();
  expect(() => make({ glide: 0 })).toThrow(code('bad-argument'));
  expect(() => make({ max: Number.NaN })).toThrow(code('bad-argument'));
  expect(() => make({ min: 0, max: 100, scale: 'exponential' })).toThrow(code('bad-argument'));
  expect(() => make({ output: 1 }).update(output(0))).toThrow(code('bad-argument'));
  expect(() => new AudioParamController({ currentTime: 0 }, null as unknown as AudioParam)).toThrow(
    code('bad-argument'),
  );
});
