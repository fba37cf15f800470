import { expect, test, vi } from 'vitest';
import { randomFrom } from '../random.js';
import { faultRig } from './fault-rig.fixture.js';

const faults = 200;
const seed = 20;
/** Bytes that may be left of all of them. */
const mostKept = 512 * 1024;

/** How long the last value may hold, besides what held up the whole page, ms. */
const mostHold = 300;

/** Firefox delivers no events to tracks that scripts make up, and has no graphics when it is headless. */
const isChromium = 'chrome' in globalThis;

const pass = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Bytes in use after collecting what can be collected. */
async function heap(): Promise<number> {
  const { gc } = globalThis as unknown as { gc: () => void };
  const { memory } = performance as unknown as { memory: { usedJSHeapSize: number } };
  for (let i = 0; i < 3; i++) {
    gc();
    await pass(100);
  }
  return memory.usedJSHeapSize;
}

function turnPage(visibilityState: 'hidden' | 'visible'): void {
  Object.defineProperty(document, 'visibilityState', { value: visibilityState, configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
}

test.runIf(isChromium)(`${faults} faults in random order`, { timeout: 180_000 }, async () => {
  const strays: unknown[] = [];
  const onStray = (event: PromiseRejectionEvent) => strays.push(event.reason);
  addEventListener('unhandledrejection', onStray);
  const rig = await faultRig();
  const { device, source, backbone, dial, troubles, seen, releasedAfter } = rig;
  const random = randomFrom(seed);
  const sometimes = (share: number) => random() < share;

  const until = (kind: string, code?: string) =>
    vi.waitFor(
      () => {
        expect(dial.state.kind).toBe(kind);
        expect(dial.state.error?.code).toBe(code);
      },
      { timeout: 6000, interval: 5 },
    );
  const untilReleased = () =>
    vi.waitFor(() => expect(seen.isDriven).toBe(false), { timeout: 2000, interval: 5 });
  const broken = () => {
    throw new Error('broken');
  };

  /** What happens, until it is to be well again. */
  const kinds: Record<string, () => Promise<void>> = {
    async unplugged() {
      device.unplug(sometimes(0.5));
      await until('waiting', 'camera-lost');
      expect(seen.isDriven).toBe(false);
      if (sometimes(0.5)) await pass(100);
      device.plugIn();
    },
    async muted() {
      device.setMuted(true);
      await until('waiting', 'camera-muted');
      expect(seen.isDriven).toBe(false);
      device.setMuted(false);
    },
    async frozen() {
      device.isFrozen = true;
      await untilReleased();
      if (sometimes(0.3)) await vi.waitFor(() => expect(dial.state.kind).toBe('waiting'), 1500);
      device.isFrozen = false;
    },
    async denied() {
      device.allow(false);
      device.unplug(true);
      device.plugIn();
      await until('waiting', 'camera-denied');
      expect(seen.isDriven).toBe(false);
      device.allow(true);
    },
    async hidden() {
      turnPage('hidden');
      expect(dial.state.kind).toBe('paused');
      expect(seen.isDriven).toBe(false);
      const { values } = seen;
      await pass(40);
      expect(seen.values).toBe(values);
      turnPage('visible');
    },
    async suspended() {
      source.shift += sometimes(0.7) ? 3_600_000 : -1_000_000;
      await pass(30);
    },
    async switched() {
      device.isAllowed = sometimes(0.7);
      const switching = rig.camera.switchTo({ width: 320 });
      if (device.isAllowed) await switching;
      else await expect(switching).rejects.toMatchObject({ code: 'camera-denied' });
      device.isAllowed = true;
    },
    async 'without graphics'() {
      backbone.loseGraphics();
      await until('recovering', 'gpu-lost');
    },
    async 'driven by a broken controller'() {
      const before = troubles.count;
      const disconnect = dial.connect({ update: broken, release: sometimes(0.5) ? broken : undefined! });
      await vi.waitFor(() => expect(troubles.count).toBe(before + 3), 2000);
      expect(troubles.last!.message).toMatch(/disconnected/);
      expect(dial.state.kind).toBe('recording');
      disconnect();
    },
    async 'throwing in the backbone'() {
      backbone.faults = Array(1 + Math.floor(3 * random())).fill(broken);
      await until('recovering', 'backbone-failed');
    },
    async 'given no features'() {
      backbone.faults = [() => Float32Array.of(Number.NaN), () => new Float32Array(7)];
      await vi.waitFor(() => expect(backbone.faults).toEqual([]), 1000);
    },
    async stalled() {
      let goOn = () => {};
      backbone.gate = new Promise((resolve) => {
        goOn = resolve;
      });
      await untilReleased();
      if (sometimes(0.2)) await until('recovering', 'part-silent');
      backbone.gate = null;
      goOn();
    },
  };

  const stop = new AbortController();
  const recording = dial.record(() => Math.sin(performance.now() / 300), { signal: stop.signal, lag: 0 });
  const run = dial.run();
  const taught = [...Array(10).keys()].map((i) => [...dial.samples.features(i)]);
  const names = Object.keys(kinds);
  const counts: Record<string, number> = {};
  let size = 0;
  const heaps: number[] = [];
  // It goes up and down by more than what a leak would keep of a few faults: the low water marks tell, the more surely the
  // more faults there are. A rise that is none is gone with further ones, a leak is not.
  const growth = () => Math.min(...heaps.slice(-3)) - Math.min(...heaps.slice(0, 3));
  try {
    await until('recording');
    for (let i = 0; i < faults || (i < 2 * faults && growth() >= mostKept); i++) {
      const name = names[Math.floor(random() * names.length)]!;
      counts[name] = (counts[name] ?? 0) + 1;
      try {
        await kinds[name]!();
        const { values } = seen;
        await until('recording');
        await vi.waitFor(() => expect(seen.values).toBeGreaterThan(values + 2), {
          timeout: 6000,
          interval: 5,
        });
      } catch (cause) {
        throw new Error(`fault ${i}, ${name}: state is "${dial.state.sentence}"`, { cause });
      }
      expect(dial.samples.size).toBeGreaterThan(size);
      size = dial.samples.size;
      if (i % 25 === 24) heaps.push(await heap());
    }
    stop.abort();
    const round = await recording;
    dial.stop();
    await run;
    const longest = Math.max(...releasedAfter);
    console.log(
      `${releasedAfter.length} releases, the last value held ${longest.toFixed(0)} ms at most; ${round.size} samples; heap ${(growth() / 1024).toFixed(0)} KiB`,
      JSON.stringify(counts),
    );
    expect(longest).toBeLessThanOrEqual(mostHold);
    expect(seen.isMonotonic).toBe(true);
    expect(round.size).toBe(dial.samples.size - 10);
    for (const [i, features] of taught.entries()) expect([...dial.samples.features(i)]).toEqual(features);
    expect(dial.state.kind).toBe('idle');
    expect(Object.keys(counts)).toHaveLength(names.length);
    expect(growth()).toBeLessThan(mostKept);
    expect(strays).toEqual([]);
  } finally {
    removeEventListener('unhandledrejection', onStray);
    Reflect.deleteProperty(document, 'visibilityState');
    rig.endWatch();
    dial.dispose();
    rig.camera.dispose();
    device.dispose();
  }
});
