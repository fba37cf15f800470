import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Frame, FrameSource } from '../capture/frame.js';
import { FeatureBackbone } from '../features/backbone.js';
import { Pipeline } from '../pipeline.js';
import { type FitReport, type Prediction, Regressor } from '../regressor/regressor.js';
import type { Controller } from './controller.js';
import type { Subject } from './stops.fixture.js';

const every = 33; // ms
/** Longer than every controller holds and fades. */
const patience = 1600;

/** Feeds readings by hand; the value wanders far from neutral, so that whatever follows it is seen to. */
async function feed(controller: Controller, ms: number, confidence: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += every) {
    const timestamp = performance.now();
    const value = 0.7 + 0.2 * Math.sin(timestamp / 100);
    controller.update({ values: Float32Array.of(value), confidence, timestamp, latency: 0 });
    await vi.advanceTimersByTimeAsync(every);
  }
}

/** Ways in which readings come to an end, by hand; each goes on through a further second. */
const endings: Record<string, (controller: Controller, ms: number) => Promise<unknown>> = {
  silence: (_, ms) => vi.advanceTimersByTimeAsync(ms),
  'low confidence': (controller, ms) => feed(controller, ms, 0.05),
  'release()': (controller, ms) => {
    controller.release?.();
    return vi.advanceTimersByTimeAsync(ms);
  },
  'dispose()': (controller, ms) => {
    controller.dispose?.();
    return vi.advanceTimersByTimeAsync(ms);
  },
};

/** A camera that gives a frame every so often, until it is told what to do instead. */
class EndingSource implements FrameSource {
  instead: (() => Promise<Frame | null>) | null = null;
  async next(): Promise<Frame | null> {
    await new Promise((resolve) => setTimeout(resolve, every));
    if (this.instead) return this.instead();
    const image = { data: new Uint8Array(4), width: 1, height: 1 };
    return { image, width: 1, height: 1, timestamp: performance.now(), mirrored: false };
  }
  dispose(): void {}
}

class ClockBackbone extends FeatureBackbone {
  readonly id = 'clock';
  readonly inputSize = 1;
  readonly featureShape = [1];
  async extract({ timestamp }: Frame): Promise<Float32Array> {
    return Float32Array.of(0.7 + 0.2 * Math.sin(timestamp / 100));
  }
}

class Identity extends Regressor {
  readonly fitted = true;
  confidence = 1;
  fit(): Promise<FitReport> {
    return Promise.reject(new Error('not in this test'));
  }
  predict(features: Float32Array): Prediction {
    return { values: features, confidence: this.confidence };
  }
}

/** Ways in which a pipeline comes to an end. */
const pipelineEndings: Record<string, (parts: { dial: Pipeline; source: EndingSource }) => void> = {
  'the pipeline is stopped': ({ dial }) => dial.stop(),
  'the pipeline is disposed': ({ dial }) => dial.dispose(),
  'the camera ends': ({ source }) => {
    source.instead = async () => null;
  },
  'the camera fails': ({ source }) => {
    source.instead = () => Promise.reject(new Error('unplugged'));
  },
  'the camera hangs': ({ source }) => {
    source.instead = () => new Promise(() => {});
  },
};

/** Tests of every subject that its effect ends with the readings, and stays ended. */
export function testStops(subjects: Readonly<Record<string, () => Subject>>): void {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  describe.each(Object.entries(subjects))('%s is neutral, and stays so', (_, make) => {
    /** The effect there was, then that there is none, then that nothing comes after it. */
    async function expectStop(
      subject: Subject,
      deedsBefore: number,
      end: (ms: number) => Promise<unknown>,
      goOn: (ms: number) => Promise<unknown>,
    ) {
      const { effect, neutral, deeds } = subject;
      expect(deeds()).toBeGreaterThan(deedsBefore + 1); // it did follow
      await end(patience);
      expect(effect()).toBe(neutral);
      const done = deeds();
      await goOn(1000);
      expect(effect()).toBe(neutral);
      expect(deeds()).toBe(done);
    }

    test.each(Object.entries(endings))('after %s', async (name, end) => {
      const subject = make();
      const { controller } = subject;
      const before = subject.deeds();
      await feed(controller, 400, 1);
      const goOn = name === 'low confidence' ? end : () => vi.advanceTimersByTimeAsync(1000);
      await expectStop(
        subject,
        before,
        (ms) => end(controller, ms),
        (ms) => goOn(controller, ms),
      );
      controller.dispose?.();
    });

    test.each(Object.entries(pipelineEndings))('after %s', async (_, end) => {
      const subject = make();
      const before = subject.deeds();
      const source = new EndingSource();
      const dial = new Pipeline({ source, backbone: new ClockBackbone(), regressor: new Identity() });
      dial.connect(subject.controller);
      const run = dial.run().catch(() => {}); // one of the endings is a failure
      await vi.advanceTimersByTimeAsync(400);
      const advance = (ms: number) => vi.advanceTimersByTimeAsync(ms);
      await expectStop(
        subject,
        before,
        (ms) => {
          end({ dial, source });
          return advance(ms);
        },
        advance,
      );
      dial.dispose();
      await run;
      subject.controller.dispose?.();
    });
  });
}
