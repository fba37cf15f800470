import { afterEach, beforeEach, expect, vi } from 'vitest';
import type { Frame, FrameSource } from '../capture/frame.js';
import type { Output } from '../controllers/controller.js';
import type { CamdialError } from '../errors.js';
import { WidthBackbone } from '../pipeline.fixture.js';
import { Pipeline } from '../pipeline.js';
import type { PipelineParts } from '../pipeline-options.js';
import { RidgeRegressor } from '../regressor/ridge.js';
import { SampleStore } from '../samples/sample-store.js';
import type { PipelineState } from './state.js';

/** A camera of 30 pictures a second on the test's clock; its width says the value. It may freeze, be in trouble, be set back. */
export class ClockedSource implements FrameSource {
  width = 20;
  isFrozen = false;
  /** Added to the times of its pictures, ms. */
  shift = 0;
  /** Gives this time again and again. */
  stuckAt: number | null = null;
  trouble: CamdialError | null = null;
  #tell: (trouble: CamdialError | null) => void = () => {};
  listeners = 0;
  asked = 0;

  async next(signal?: AbortSignal): Promise<Frame | null> {
    this.asked++;
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, this.stuckAt === null ? 33 : 0));
      if (signal?.aborted) return null;
      if (this.isFrozen || this.trouble) continue;
      const timestamp = this.stuckAt ?? performance.now() + this.shift;
      const image = { data: new Uint8Array(0), width: 0, height: 0 };
      return { image, width: this.width, height: 1, timestamp, mirrored: false };
    }
  }

  fail(trouble: CamdialError | null): void {
    this.trouble = trouble;
    this.#tell(trouble);
  }

  subscribeTrouble(listener: (trouble: CamdialError | null) => void): () => void {
    this.#tell = listener;
    this.listeners++;
    listener(this.trouble);
    return () => {
      this.listeners--;
    };
  }

  dispose(): void {}
}

/** Stands in for the page: Node has none. */
class Page extends EventTarget {
  state = 'visible';
  /** How often anybody has looked whether it is hidden. */
  looks = 0;

  get visibilityState(): string {
    this.looks++;
    return this.state;
  }
}

const page = new Page();

export function turnPage(visibilityState: 'hidden' | 'visible'): void {
  page.state = visibilityState;
  page.dispatchEvent(new Event('visibilitychange'));
}

/** The tests of a file go by a clock of their own, and before a page of their own. */
export function useClock(): void {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('document', page);
  });
  afterEach(() => {
    page.state = 'visible';
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });
}

export const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

/** A dial that runs; it reads the width of a frame, from 10 for -1 to 30 for 1. */
export async function running(parts: Partial<PipelineParts> = {}) {
  const source = new ClockedSource();
  const backbone = new WidthBackbone();
  const samples = new SampleStore({ backboneId: 'width', featureShape: [1], outputs: 1 });
  for (const target of [-1, 1]) {
    samples.beginRound();
    for (let i = 0; i < 3; i++) samples.add(Float32Array.of(20 + 10 * target), [target]);
    samples.endRound();
  }
  const regressor = new RidgeRegressor({ lambda: 1e-9 });
  await regressor.fit(samples);
  const troubles: CamdialError[] = [];
  const dial = new Pipeline({
    source,
    backbone,
    regressor,
    samples,
    onTrouble: (trouble) => troubles.push(trouble),
    ...parts,
  });
  const states: PipelineState[] = [];
  dial.subscribeState((state) => states.push(state));
  const values: number[] = [];
  const times: number[] = [];
  let lastGood = 0;
  let releasedAfter: number | null = null;
  dial.connect({
    update: (output: Output) => {
      values.push(Math.round(output.values[0]! * 1000) / 1000);
      times.push(output.timestamp);
      lastGood = performance.now();
      releasedAfter = null;
    },
    release: () => {
      releasedAfter = performance.now() - lastGood;
    },
  });
  let failure: unknown = null;
  const run = dial.run().catch((error: unknown) => {
    failure = error;
  });
  await pass(200);
  expect(dial.state.kind).toBe('running');
  const end = async () => {
    dial.stop();
    await pass(100);
    await run;
    expect(vi.getTimerCount()).toBe(0);
    const { looks } = page;
    turnPage('visible');
    expect(page.looks).toBe(looks); // it no longer listens
  };
  return {
    ...{ source, backbone, regressor, samples, dial, states, values, times, troubles, end },
    get releasedAfter() {
      return releasedAfter;
    },
    get failure() {
      return failure;
    },
    kinds: () => states.map(({ kind }) => kind),
  };
}
