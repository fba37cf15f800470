import { CamdialError } from '../errors.js';
import { Store } from '../store.js';
import { mediaDevices, trackError, whileWaiting } from './camera-errors.js';
import { untilBack } from './camera-return.js';
import { requestStream, showStream, stopStream } from './camera-stream.js';
import type { Frame, FrameSource } from './frame.js';
import { type TrackTrouble, TrackWatch } from './track-watch.js';
import { VideoFrames } from './video-frames.js';

/** Which camera to open, and how. Everything is optional, and a wish: the browser gives what comes nearest. */
export interface CameraOptions {
  /** {@link CameraInfo.deviceId} of exactly this camera. */
  deviceId?: string | undefined;
  /** The camera that faces the person (`user`) or away (`environment`). Default `user`. */
  facingMode?: 'user' | 'environment' | undefined;
  /** px. Default 640: backbones look at far fewer, and more costs time. */
  width?: number | undefined;
  /** px. Default 480. */
  height?: number | undefined;
  /** Pictures a second. Default 30; ask for 60 where the camera can. */
  frameRate?: number | undefined;
  /** Whether preview and frames are flipped like a mirror. Default: unless the camera faces away from the person. */
  mirrored?: boolean | undefined;
  /**
   * Whether a camera that was unplugged, taken away or stands still is opened again as soon as that can be; `next` waits
   * until then. It is the same one, by its id or its name; never another. Default true; else `next` rejects with
   * `camera-lost`.
   */
  reopen?: boolean | undefined;
  /** Aborting it rejects with the signal's reason and leaves no camera on. */
  signal?: AbortSignal | undefined;
}

/** A camera of this machine. */
export interface CameraInfo {
  /** What {@link CameraOptions.deviceId} takes. */
  readonly deviceId: string;
  /** Its name; empty until the person has allowed the page to use a camera. */
  readonly label: string;
}

/** A camera that is open, and what it gives. */
export interface OpenCameraInfo extends CameraInfo {
  /** Width of its pictures, px. */
  readonly width: number;
  /** Height of its pictures, px. */
  readonly height: number;
  /** Pictures a second, where the browser tells. */
  readonly frameRate: number | undefined;
}

/**
 * A webcam. It owns its video element, muted and playing inline, for a preview; put {@link Camera.video} where it is
 * to be seen, or nowhere. When its pictures stop (unplugged, taken by another program, muted, standing still, no longer
 * allowed), that is noticed within a second and told by {@link Camera.subscribeTrouble}; it comes back by itself.
 *
 * @example
 * ```ts
 * import { Camera } from 'camdial';
 *
 * const camera = await Camera.open();
 * document.body.append(camera.video);
 * ```
 */
export class Camera implements FrameSource {
  /** The preview: muted, playing inline, mirrored by CSS exactly when the frames are. */
  readonly video: HTMLVideoElement;
  #stream: MediaStream;
  #frames: VideoFrames;
  readonly #trouble = new Store<CamdialError | null>(null);
  #mirrored = false;
  #options: CameraOptions = {};
  #watch: TrackWatch | null = null;
  /** Which one it is: a camera that is gone no longer tells. */
  #device: CameraInfo = { deviceId: '', label: '' };
  /** Ends the attempts to have it again. */
  #reopening: AbortController | null = null;
  #disposed = false;

  private constructor(video: HTMLVideoElement, stream: MediaStream, options: CameraOptions) {
    this.video = video;
    this.#stream = stream;
    this.#frames = new VideoFrames(video);
    this.#adopt(stream, options);
  }

  /**
   * Asks the person for a camera and resolves when its first picture is there.
   *
   * @throws CamdialError `insecure-context`, `unsupported`, `camera-not-found`, `camera-denied`, `camera-busy`,
   * `camera-constraints` or `camera-lost`; the reason of the signal when it was aborted.
   */
  static async open(options: CameraOptions = {}): Promise<Camera> {
    const stream = await requestStream(options);
    const video = document.createElement('video');
    video.muted = true;
    video.playsInline = true;
    try {
      await showStream(video, stream, options.signal);
      return new Camera(video, stream, options);
    } catch (error) {
      stopStream(stream);
      video.srcObject = null;
      throw error;
    }
  }

  /**
   * The cameras of this machine. Names and stable ids are only given once the person has allowed the page a camera.
   *
   * @throws CamdialError `insecure-context` or `unsupported`.
   */
  static async list(): Promise<CameraInfo[]> {
    const devices = await mediaDevices().enumerateDevices();
    return devices
      .filter(({ kind }) => kind === 'videoinput')
      .map(({ deviceId, label }) => ({ deviceId, label }));
  }

  /** Whether frames and preview are flipped like a mirror. */
  get mirrored(): boolean {
    return this.#mirrored;
  }

  /** Which camera is open, and what it gives. */
  get info(): OpenCameraInfo {
    const track = this.#stream.getVideoTracks()[0];
    const { deviceId = '', frameRate } = track?.getSettings() ?? {};
    const { videoWidth: width, videoHeight: height } = this.video;
    return { deviceId, label: track?.label ?? '', width, height, frameRate };
  }

  /**
   * See {@link FrameSource.next}. With `reopen: false` it rejects with `camera-lost` when the camera was unplugged or
   * taken away.
   */
  next(signal?: AbortSignal): Promise<Frame | null> {
    return this.#frames.next(() => this.#mirrored, signal);
  }

  /**
   * See {@link FrameSource.subscribeTrouble}: `camera-lost`, `camera-muted`, `camera-frozen`, or why it cannot be opened
   * again yet (`camera-denied`, `camera-busy`).
   */
  subscribeTrouble(listener: (trouble: CamdialError | null) => void): () => void {
    return this.#trouble.subscribe(listener);
  }

  /**
   * Opens another camera in place of this one; preview element, samples and a running pipeline stay. When it cannot be
   * opened, the one before goes on.
   *
   * @throws CamdialError as {@link Camera.open}, and `disposed` after `dispose()`.
   */
  async switchTo(options: CameraOptions): Promise<void> {
    this.#checkAlive();
    this.#leave();
    const next = { reopen: this.#options.reopen, ...options };
    try {
      await this.#show(await this.#streamInstead(next), next);
    } catch (error) {
      await this.#goBack(); // the first error is the one to tell
      throw error;
    }
  }

  /** Stops the camera (its light goes out) and empties the preview. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#leave();
    this.#tell(null);
    this.#frames.end();
    stopStream(this.#stream);
    this.video.srcObject = null;
  }

  /** No longer watches the stream that is shown, nor waits for one: another is to come. */
  #leave(): void {
    this.#watch?.dispose();
    this.#reopening?.abort();
  }

  /** Shows a new stream in place of the one before. */
  async #show(stream: MediaStream, options: CameraOptions): Promise<void> {
    try {
      this.#checkAlive();
      await showStream(this.video, stream, options.signal);
      this.#checkAlive();
    } catch (error) {
      stopStream(stream);
      if (this.#disposed) this.video.srcObject = null;
      throw error;
    }
    if (this.#stream !== stream) stopStream(this.#stream);
    this.#adopt(stream, options);
  }

  /** Shows the stream before again, or waits for it where it is gone. */
  async #goBack(): Promise<void> {
    if (this.#disposed) return;
    await showStream(this.video, this.#stream, undefined).catch(() => {});
    if (!this.#disposed) this.#adopt(this.#stream, this.#options);
  }

  /** Another stream; many phones open one camera at a time, and need the one before stopped. */
  async #streamInstead(options: CameraOptions): Promise<MediaStream> {
    const { deviceId } = this.#device;
    try {
      return await requestStream(options);
    } catch (error) {
      if (!(error instanceof CamdialError) || error.code !== 'camera-busy') throw error;
      stopStream(this.#stream);
      try {
        return await requestStream(options);
      } catch {
        const before = { ...this.#options, deviceId };
        await this.#show(await requestStream(before), before);
        throw error;
      }
    }
  }

  #adopt(stream: MediaStream, { signal: _, ...options }: CameraOptions): void {
    this.#watch?.dispose();
    this.#stream = stream;
    this.#options = options;
    this.#frames.restart();
    const track = stream.getVideoTracks()[0]!;
    const { deviceId = '', facingMode = options.facingMode } = track.getSettings();
    this.#device = { deviceId, label: track.label };
    this.#mirrored = options.mirrored ?? facingMode !== 'environment';
    this.video.style.transform = this.#mirrored ? 'scaleX(-1)' : '';
    this.#watch = new TrackWatch(track, this.#frames, (trouble) => this.#onTrack(trouble));
  }

  #onTrack(trouble: TrackTrouble | null): void {
    const { reopen = true } = this.#options;
    const isOver = trouble === 'ended' || trouble === 'stuck';
    this.#frames.hold(trouble === 'muted');
    const error = trouble && trackError(trouble);
    this.#tell(error);
    if (isOver && reopen) void this.#reopen();
    else if (error && trouble === 'ended') this.#frames.fail(error);
  }

  /** The same trouble once more is no news. */
  #tell(error: CamdialError | null): void {
    const trouble = error && whileWaiting(error);
    if (trouble?.message !== this.#trouble.value?.message) this.#trouble.set(trouble);
  }

  /** Waits for the camera to be there again, however long that takes. */
  async #reopen(): Promise<void> {
    this.#leave();
    this.#reopening = new AbortController();
    const { signal } = this.#reopening;
    stopStream(this.#stream); // a new stream beside one that stands still would stand still too
    await untilBack(this.#device, {
      open: async (deviceId) => {
        const options = { ...this.#options, deviceId, signal };
        await this.#show(await requestStream(options), options);
      },
      onFailure: (error) => this.#tell(error),
      signal,
    });
  }

  #checkAlive(): void {
    if (this.#disposed)
      throw new CamdialError('disposed', 'This camera was disposed. Open another one with Camera.open().');
  }
}
