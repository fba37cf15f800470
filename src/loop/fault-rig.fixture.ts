import { Camera } from '../capture/camera.js';
import type { Frame, FrameSource } from '../capture/frame.js';
import { condition } from '../controllers/condition.js';
import { CamdialError } from '../errors.js';
import { FeatureBackbone } from '../features/backbone.js';
import { Pipeline } from '../pipeline.js';
import { CustomRegressor } from '../regressor/custom.js';

/** A camera of the browser that a test can unplug, mute, freeze and forbid. */
class FakeDevice {
  isPresent = true;
  isAllowed = true;
  isFrozen = false;
  readonly permission = Object.assign(new EventTarget(), { state: 'granted' });
  readonly #canvas = document.createElement('canvas');
  readonly #timer: ReturnType<typeof setInterval>;
  #track: MediaStreamTrack | null = null;
  #restore: (() => void)[] = [];

  constructor() {
    this.#canvas.width = this.#canvas.height = 16;
    const context = this.#canvas.getContext('2d')!;
    this.#timer = setInterval(() => {
      if (this.isFrozen) return;
      const shade = Math.round(127 + 120 * Math.sin(performance.now() / 300));
      context.fillStyle = `rgb(${shade} ${shade} ${shade})`;
      context.fillRect(0, 0, 16, 16);
    }, 15);
    const { mediaDevices, permissions } = navigator;
    this.#override(mediaDevices, 'getUserMedia', async () => this.#open());
    const device = { kind: 'videoinput', deviceId: 'fake', label: 'Fake' };
    this.#override(mediaDevices, 'enumerateDevices', async () => (this.isPresent ? [device] : []));
    this.#override(permissions, 'query', async () => this.permission);
  }

  get track(): MediaStreamTrack {
    return this.#track!;
  }

  setMuted(muted: boolean): void {
    Object.defineProperty(this.track, 'muted', { value: muted, configurable: true });
    this.track.dispatchEvent(new Event(muted ? 'mute' : 'unmute'));
  }

  /** @param isTold - whether there is an event; a track that the page itself stops has none. */
  unplug(isTold: boolean): void {
    this.isPresent = false;
    this.track.stop();
    if (isTold) this.track.dispatchEvent(new Event('ended'));
  }

  plugIn(): void {
    this.isPresent = true;
    navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
  }

  allow(isAllowed: boolean): void {
    this.isAllowed = isAllowed;
    this.permission.state = isAllowed ? 'granted' : 'denied';
    this.permission.dispatchEvent(new Event('change'));
  }

  dispose(): void {
    clearInterval(this.#timer);
    for (const restore of this.#restore.splice(0)) restore();
  }

  #open(): MediaStream {
    if (!this.isAllowed) throw new DOMException('', 'NotAllowedError');
    if (!this.isPresent) throw new DOMException('', 'NotFoundError');
    const stream = this.#canvas.captureStream();
    const [track] = stream.getVideoTracks();
    this.#track = track!;
    track!.getSettings = () => ({ deviceId: 'fake' });
    return stream;
  }

  #override(object: object, name: string, value: unknown): void {
    Object.defineProperty(object, name, { value, configurable: true, writable: true });
    this.#restore.push(() => Reflect.deleteProperty(object, name));
  }
}

/** Passes frames on by a clock that may be set. */
class ShiftedSource implements FrameSource {
  shift = 0;
  readonly #inner: FrameSource;

  constructor(inner: FrameSource) {
    this.#inner = inner;
  }

  async next(signal?: AbortSignal): Promise<Frame | null> {
    const frame = await this.#inner.next(signal);
    if (!frame) return null;
    const { image, width, height, timestamp, mirrored } = frame;
    return { image, width, height, timestamp: timestamp + this.shift, mirrored };
  }

  subscribeTrouble(listener: (trouble: CamdialError | null) => void): () => void {
    return this.#inner.subscribeTrouble!(listener);
  }

  dispose(): void {
    this.#inner.dispose();
  }
}

/** The shade of a picture, read by the graphics processor, which may be lost; and made to fail in other ways. */
class ShadeBackbone extends FeatureBackbone {
  readonly id = 'shade';
  readonly inputSize = 1;
  readonly featureShape = [1];
  /** Takes the place of the features, so many times. */
  faults: (() => Float32Array)[] = [];
  gate: Promise<void> | null = null;
  #gl = graphics();

  /** The next frame finds the processor gone; the one after that finds it back. */
  loseGraphics(): void {
    this.#gl.getExtension('WEBGL_lose_context')!.loseContext();
  }

  override async extract({ image }: Frame): Promise<Float32Array> {
    await this.gate;
    const fault = this.faults.shift();
    if (fault) return fault();
    const gl = this.#gl;
    if (gl.isContextLost()) {
      this.#gl = graphics();
      throw new CamdialError('gpu-lost', 'The graphics processor was taken away.');
    }
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, image as HTMLVideoElement);
    const pixel = new Uint8Array(4);
    gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
    return Float32Array.of(pixel[0]! / 255);
  }
}

function graphics(): WebGL2RenderingContext {
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2')!;
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, 1, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, null);
  gl.bindFramebuffer(gl.FRAMEBUFFER, gl.createFramebuffer());
  gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
  return gl;
}

/** A dial on a fake camera that runs and records, and what it does. */
export async function faultRig() {
  const device = new FakeDevice();
  const camera = await Camera.open();
  const source = new ShiftedSource(camera);
  const backbone = new ShadeBackbone();
  // Not all of them: what the test itself holds on to would look like a leak.
  const troubles = { count: 0, last: null as CamdialError | null };
  const onTrouble = (trouble: CamdialError) => {
    troubles.count++;
    troubles.last = trouble;
  };
  const regressor = new CustomRegressor(() => ([shade]) => [shade!]);
  const dial = new Pipeline({ source, backbone, regressor, onTrouble });
  await dial.record(0, { frames: 5 });
  await dial.record(1, { frames: 5 });
  await dial.train();
  const seen = { values: 0, lastGood: 0, releases: 0, isDriven: false, latest: 0, isMonotonic: true };
  const releasedAfter: number[] = [];
  // A machine that is busy with other things holds up everything: what it held up is not the loop's.
  let [lastBeat, longestGap] = [performance.now(), 0];
  const beat = () => {
    const now = performance.now();
    longestGap = Math.max(longestGap, now - lastBeat);
    lastBeat = now;
  };
  const heart = setInterval(beat, 4);
  const watcher = {
    update: ({ timestamp }: { timestamp: number }) => {
      beat();
      longestGap = 0;
      if (!(timestamp > seen.latest)) seen.isMonotonic = false;
      Object.assign(seen, { latest: timestamp, lastGood: performance.now(), isDriven: true });
      seen.values++;
    },
    release: () => {
      beat();
      releasedAfter.push(performance.now() - seen.lastGood - longestGap);
      seen.isDriven = false;
    },
  };
  dial.connect(watcher);
  dial.connect(condition({ update: () => {} }));
  return {
    device,
    camera,
    source,
    backbone,
    dial,
    troubles,
    seen,
    releasedAfter,
    endWatch: () => clearInterval(heart),
  };
}
