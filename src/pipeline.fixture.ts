import type { Frame, FrameSource } from './capture/frame.js';
import { FeatureBackbone } from './features/backbone.js';

/** Gives the frames that a test hands to it; their width carries a number for the backbone to read. */
export class HandSource implements FrameSource {
  readonly #frames: Frame[] = [];
  #waiting: ((frame: Frame | null) => void) | null = null;
  asked = 0;
  #time = 0;

  give(value: number, ms = 100): Promise<void> {
    this.#time += ms;
    const frame = {
      image: { data: new Uint8Array(0), width: 0, height: 0 },
      width: value,
      height: 1,
      timestamp: this.#time,
      mirrored: false,
    };
    if (this.#waiting) this.#waiting(frame);
    else this.#frames.push(frame);
    return settled();
  }

  end(): Promise<void> {
    this.#waiting?.(null);
    return settled();
  }

  next(signal?: AbortSignal): Promise<Frame | null> {
    this.asked++;
    const ready = this.#frames.shift();
    if (ready) return Promise.resolve(ready);
    return new Promise((resolve) => {
      const onAbort = () => this.#waiting?.(null);
      signal?.addEventListener('abort', onAbort);
      this.#waiting = (frame) => {
        signal?.removeEventListener('abort', onAbort);
        this.#waiting = null;
        resolve(frame);
      };
    });
  }

  dispose(): void {}
}

export class WidthBackbone extends FeatureBackbone {
  readonly id = 'width';
  readonly inputSize = 1;
  readonly featureShape = [1];
  extracts = 0;
  inFlight = 0;
  most = 0;
  fault: (() => void) | null = null;
  gate: Promise<void> | null = null;

  async extract({ width }: Frame): Promise<Float32Array> {
    this.extracts++;
    this.most = Math.max(this.most, ++this.inFlight);
    try {
      await this.gate;
      this.fault?.();
      return Float32Array.of(width);
    } finally {
      this.inFlight--;
    }
  }
}

/** Enough turns of the event loop for everything that is ready to happen. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setTimeout(resolve));
}
