import { describe, expect, test } from 'vitest';
import { CamdialError } from '../errors.js';
import { WidthBackbone } from '../pipeline.fixture.js';
import { pass, running, useClock } from './clocked-dial.fixture.js';

useClock();

describe('the backbone', () => {
  test('hangs: released, said, and a late answer is not taken for a value', async () => {
    const it = await running();
    let answer = () => {};
    it.backbone.gate = new Promise((resolve) => {
      answer = resolve;
    });
    it.source.width = 30;
    await pass(400);
    expect(it.releasedAfter).toBeLessThanOrEqual(300);
    await pass(900);
    expect(it.dial.state).toMatchObject({ kind: 'recovering', error: { code: 'part-silent' } });
    const { length } = it.values;
    it.source.width = 10;
    it.backbone.gate = null;
    answer();
    await pass(5);
    expect(it.values).toHaveLength(length);
    await pass(100);
    expect(it.dial.state.kind).toBe('running');
    expect(it.values[length]).toBeCloseTo(-1, 3);
    expect(it.backbone.most).toBe(1);
    await it.end();
  });

  test('is slow: every answer but the first late one counts, and the controller is not let go in between', async () => {
    const it = await running();
    it.backbone.extract = async ({ width }) => {
      await new Promise((resolve) => setTimeout(resolve, 400));
      return Float32Array.of(width);
    };
    await pass(3000);
    const { length } = it.values;
    let releases = 0;
    it.dial.connect({ update: () => {}, release: () => void releases++ });
    await pass(4000);
    expect(it.values.length).toBeGreaterThanOrEqual(length + 8);
    expect(releases).toBe(0);
    it.backbone.extract = async ({ width }) => {
      await new Promise((resolve) => setTimeout(resolve, 1500));
      return Float32Array.of(width);
    };
    await pass(3000); // the first late one is left out
    const before = it.values.length;
    await pass(8000);
    expect(it.values.length).toBeGreaterThanOrEqual(before + 4);
    await it.end();
  });

  const faults: [string, string, (backbone: WidthBackbone) => void][] = [
    [
      'throws',
      'backbone-failed',
      (backbone) => {
        backbone.extract = async () => {
          throw new Error('broken');
        };
      },
    ],
    [
      'throws before it promises',
      'backbone-failed',
      (backbone) => {
        backbone.extract = () => {
          throw new Error('broken');
        };
      },
    ],
    [
      'loses its graphics processor',
      'gpu-lost',
      (backbone) => {
        backbone.extract = async () => {
          throw new CamdialError('gpu-lost', 'The graphics processor is gone.');
        };
      },
    ],
    [
      'gives NaN',
      'not-finite',
      (backbone) => {
        backbone.extract = async () => Float32Array.of(Number.NaN);
      },
    ],
    [
      'gives the wrong length',
      'feature-shape',
      (backbone) => {
        backbone.extract = async () => new Float32Array(2);
      },
    ],
    [
      'gives nothing',
      'backbone-failed',
      (backbone) => {
        backbone.extract = async () => undefined as unknown as Float32Array;
      },
    ],
  ];

  test.each(faults)('%s: a few times is seen and survived', async (_, code, breakIt) => {
    const it = await running();
    const extract = it.backbone.extract;
    const recording = it.dial.record(0, { frames: 10 });
    await pass(100);
    breakIt(it.backbone);
    await pass(105); // three frames or so
    expect(it.dial.state).toMatchObject({ kind: 'recovering', error: { code } });
    it.backbone.extract = extract;
    await pass(60);
    expect(it.dial.state.kind).toBe('recording');
    await pass(1000);
    expect((await recording).size).toBe(10);
    expect(it.values.every(Number.isFinite)).toBe(true);
    expect(it.failure).toBeNull();
    await it.end();
  });

  test.each(faults)('%s: time after time is told as %s; released, nothing lost', async (_, code, breakIt) => {
    const it = await running();
    const recording = it.dial.record(0, { frames: 50 }).catch((error: unknown) => error);
    await pass(100);
    const { size } = it.samples;
    breakIt(it.backbone);
    await pass(400);
    expect(it.failure).toMatchObject({ code });
    expect(await recording).toMatchObject({ code });
    expect(it.samples.size).toBe(size);
    expect(it.releasedAfter).toBeLessThanOrEqual(300);
    expect(it.dial.state).toMatchObject({
      kind: 'failed',
      sentence: it.dial.state.error!.message,
      error: { code },
    });
    it.backbone.extract = WidthBackbone.prototype.extract;
    const again = it.dial.run();
    expect(it.dial.state.kind).toBe('starting');
    await pass(100);
    expect(it.dial.state.kind).toBe('running');
    it.dial.stop();
    await again;
    expect(it.dial.state.kind).toBe('idle');
  });

  test('now and then is not in a row', async () => {
    const it = await running();
    let count = 0;
    it.backbone.fault = () => {
      if (++count % 4 !== 0) throw new Error('broken');
    };
    await pass(2000);
    expect(count).toBeGreaterThan(40);
    expect(it.failure).toBeNull();
    await it.end();
  });

  test('that was disposed is not tried again', async () => {
    const it = await running();
    it.backbone.fault = () => {
      throw new CamdialError('disposed', 'This backbone was disposed.');
    };
    await pass(50);
    expect(it.failure).toMatchObject({ code: 'disposed' });
  });
});

test('a regressor that fails now and then, or hangs, is survived', async () => {
  const it = await running();
  const { predict } = it.regressor;
  it.regressor.predict = () => {
    throw new Error('broken');
  };
  await pass(100);
  expect(it.dial.state).toMatchObject({ kind: 'recovering', error: { code: 'regressor-failed' } });
  Object.assign(it.regressor, { predict: () => new Promise(() => {}) });
  await pass(1300);
  expect(it.dial.state).toMatchObject({ kind: 'recovering', error: { code: 'part-silent' } });
  expect(it.dial.state.sentence).toMatch(/^The regressor /);
  it.dial.stop(); // one that hangs does not hold up the stop
  it.regressor.predict = predict;
  const again = it.dial.run();
  await pass(100);
  expect(it.dial.state.kind).toBe('running');
  it.dial.stop();
  await again;
});

test('a controller that throws is told of and disconnected; the run and the others go on', async () => {
  const it = await running();
  let releases = 0;
  it.dial.connect({
    update: () => {
      throw new Error('broken');
    },
    release: () => void releases++,
  });
  await pass(500);
  expect(it.troubles.map(({ code }) => code)).toEqual(Array(3).fill('controller-failed'));
  expect(releases).toBe(1);
  expect(it.dial.state.kind).toBe('running');
  expect(it.values.length).toBeGreaterThan(15);
  await it.end();
});
