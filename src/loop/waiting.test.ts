import { describe, expect, test, vi } from 'vitest';
import type { Frame } from '../capture/frame.js';
import { CamdialError } from '../errors.js';
import { WidthBackbone } from '../pipeline.fixture.js';
import { ClockedSource, pass, running, turnPage, useClock } from './clocked-dial.fixture.js';

/** Takes 20 ms for a frame. */
class SlowBackbone extends WidthBackbone {
  isBusy = false;

  override async extract(frame: Frame): Promise<Float32Array> {
    this.isBusy = true;
    await new Promise((resolve) => setTimeout(resolve, 20));
    this.isBusy = false;
    return super.extract(frame);
  }
}

useClock();

describe('no picture comes', () => {
  test('a frozen source: released, waiting within a second or so, and on it goes', async () => {
    const it = await running();
    it.source.isFrozen = true;
    await pass(300);
    expect(it.releasedAfter).toBeLessThanOrEqual(300);
    expect(it.dial.latest).toBeNull();
    await pass(900);
    expect(it.dial.state).toMatchObject({ kind: 'waiting', error: { code: 'part-silent' } });
    it.source.isFrozen = false;
    await pass(100);
    expect(it.dial.state.kind).toBe('running');
    expect(it.releasedAfter).toBeNull();
    await it.end();
  });

  test('the same picture again and again is none', async () => {
    const it = await running();
    const before = it.backbone.extracts;
    it.source.stuckAt = performance.now();
    await pass(1300);
    expect(it.backbone.extracts).toBeLessThanOrEqual(before + 2);
    expect(it.releasedAfter).toBeLessThanOrEqual(300);
    expect(it.dial.state.kind).toBe('waiting');
    it.source.stuckAt = null;
    await pass(100);
    expect(it.dial.state.kind).toBe('running');
    await it.end();
  });

  test('a source that says what is the matter is believed at once', async () => {
    const it = await running();
    const lost = new CamdialError(
      'camera-lost',
      'The camera was unplugged; it goes on when it is plugged in again.',
    );
    it.source.fail(lost);
    expect(it.releasedAfter).toBeLessThan(40);
    expect(it.dial.state).toMatchObject({ kind: 'waiting', sentence: lost.message, error: lost });
    await pass(5000);
    expect(it.dial.state.error).toBe(lost);
    it.source.fail(null);
    await pass(100);
    expect(it.dial.state.kind).toBe('running');
    await it.end();
    expect(it.source.listeners).toBe(0);
  });

  test('a frame that is under way when the camera is lost drives nobody any more, and is recorded', async () => {
    const backbone = new SlowBackbone();
    const it = await running({ backbone });
    const recording = it.dial.record(0.5, { frames: 30 });
    await pass(100);
    await vi.waitUntil(() => backbone.isBusy);
    const [{ length }, { size }] = [it.values, it.samples];
    it.source.fail(new CamdialError('camera-lost', 'Unplugged.'));
    await pass(100);
    expect(backbone.isBusy).toBe(false); // it did answer
    expect(it.values).toHaveLength(length);
    expect(it.releasedAfter).not.toBeNull();
    expect(it.samples.size).toBe(size + 1);
    it.source.fail(null);
    await pass(200);
    expect(it.values.length).toBeGreaterThan(length);
    await it.end();
    await recording;
  });

  test('stopping while it waits', async () => {
    const it = await running();
    it.source.fail(new CamdialError('camera-lost', 'Unplugged.'));
    await pass(2000);
    await it.end();
    expect(it.dial.state.kind).toBe('idle');
  });
});

describe('the page is hidden', () => {
  test('paused with the event itself, whatever timers do, and the picture from before is not read', async () => {
    const it = await running();
    const recording = it.dial.record(0.5, { frames: 20 });
    await pass(200);
    const [size, asked, extracts] = [it.samples.size, it.source.asked, it.backbone.extracts];
    turnPage('hidden');
    expect(it.releasedAfter).toBeLessThan(40);
    expect(it.dial.state.kind).toBe('paused');
    const { length } = it.values;
    await pass(60_000);
    expect(it.values).toHaveLength(length);
    expect(it.samples.size).toBe(size);
    expect(it.source.asked).toBe(asked);
    expect(it.backbone.extracts).toBe(extracts);
    turnPage('visible');
    expect(it.dial.state.kind).toBe('recording');
    await pass(1000);
    expect((await recording).size).toBe(20);
    expect(it.dial.state.kind).toBe('running');
    await it.end();
  });

  test('hidden before it begins, and stopped while hidden', async () => {
    const it = await running();
    await it.end();
    turnPage('hidden');
    const again = it.dial.run();
    await pass(100);
    expect(it.dial.state.kind).toBe('paused');
    it.dial.stop();
    await again;
    expect(it.dial.state.kind).toBe('idle');
  });

  test('hidden in the middle of a frame: that one drives and records nothing', async () => {
    const it = await running();
    void it.dial.record(0, { frames: 50 });
    let answer = () => {};
    it.backbone.gate = new Promise((resolve) => {
      answer = resolve;
    });
    await pass(50);
    turnPage('hidden');
    const { length } = it.values;
    const { size } = it.samples;
    it.backbone.gate = null;
    answer();
    await pass(500);
    expect(it.values).toHaveLength(length);
    expect(it.samples.size).toBe(size);
    turnPage('visible');
    await pass(200);
    expect(it.values.length).toBeGreaterThan(length);
    await it.end();
  });

  test('a source that had a picture ready all the while: that one is of long ago', async () => {
    const source = new ClockedSource();
    const { next } = source;
    let ready: Frame | null = null;
    source.next = async (signal) => {
      const kept = ready;
      ready = null;
      return kept ?? next.call(source, signal);
    };
    const it = await running({ source });
    turnPage('hidden');
    await pass(100);
    ready = await Promise.all([next.call(source), pass(50)]).then(([frame]) => ({ ...frame!, width: 999 }));
    await pass(60_000);
    turnPage('visible');
    await pass(200);
    expect(Math.max(...it.values)).toBeLessThan(2);
    await it.end();
  });

  test('time out of sight does not count as silence', async () => {
    const it = await running();
    it.source.isFrozen = true;
    await pass(900);
    turnPage('hidden');
    await pass(5000);
    turnPage('visible');
    await pass(700);
    expect(it.dial.state.kind).toBe('running');
    await pass(500);
    expect(it.dial.state.kind).toBe('waiting');
    await it.end();
  });

  test('by option it goes on', async () => {
    const it = await running({ whenHidden: 'run' });
    turnPage('hidden');
    expect(it.releasedAfter).toBeLessThan(40); // in case no picture comes: timers of a hidden page hardly run
    const { length } = it.values;
    await pass(300);
    expect(it.values.length).toBeGreaterThan(length + 5);
    expect(it.dial.state.kind).toBe('running');
    await it.end();
  });
});
