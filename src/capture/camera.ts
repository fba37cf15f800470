import { abortable } from '../abort.js';
import { CamdialError } from '../errors.js';
import { cameraError, mediaDevices } from './camera-errors.js';
import type { Frame, FrameSource } from './frame.js';
import { startVideo, VideoFrames } from './video-frames.js';

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
  /** Aborting it rejects with the signal's reason and leaves no camera on. */
  signal?: AbortSignal | undefined;
}

/** How long a camera may take from its permission to its first picture, ms. */
const patience = 10_000;

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
 * to be seen, or nowhere.
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
  #mirrored = false;
  #stopWatching: () => void = () => {};
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

  /** See {@link FrameSource.next}. Rejects with `camera-lost` when the camera was unplugged or taken away. */
  next(signal?: AbortSignal): Promise<Frame | null> {
    return this.#frames.next(() => this.#mirrored, signal);
  }

  /**
   * Opens another camera in place of this one; preview element, samples and a running pipeline stay. When it cannot be
   * opened, the one before goes on.
   *
   * @throws CamdialError as {@link Camera.open}, and `disposed` after `dispose()`.
   */
  async switchTo(options: CameraOptions): Promise<void> {
    this.#checkAlive();
    const before = this.#stream;
    const previous = before.getVideoTracks()[0]?.getSettings();
    let stream: MediaStream;
    try {
      stream = await requestStream(options);
    } catch (error) {
      if (!(error instanceof CamdialError) || error.code !== 'camera-busy') throw error;
      // Many phones open one camera at a time.
      stopStream(before);
      try {
        stream = await requestStream(options);
      } catch {
        await this.#take(await requestStream({ deviceId: previous?.deviceId }), { mirrored: this.#mirrored });
        throw error;
      }
    }
    await this.#take(stream, options);
  }

  /** Stops the camera (its light goes out) and empties the preview. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#stopWatching();
    this.#frames.end();
    stopStream(this.#stream);
    this.video.srcObject = null;
  }

  /** Shows a new stream, and goes back to the one before when that fails. */
  async #take(stream: MediaStream, options: CameraOptions): Promise<void> {
    try {
      this.#checkAlive();
      await showStream(this.video, stream, options.signal);
      this.#checkAlive();
    } catch (error) {
      stopStream(stream);
      if (this.#disposed) this.video.srcObject = null;
      else await showStream(this.video, this.#stream, undefined).catch(() => {}); // the first error is the one to tell
      throw error;
    }
    if (this.#stream !== stream) stopStream(this.#stream);
    this.#adopt(stream, options);
  }

  #adopt(stream: MediaStream, options: CameraOptions): void {
    this.#stopWatching();
    this.#stream = stream;
    this.#frames.restart();
    const track = stream.getVideoTracks()[0]!;
    this.#mirrored =
      options.mirrored ?? (track.getSettings().facingMode ?? options.facingMode) !== 'environment';
    this.video.style.transform = this.#mirrored ? 'scaleX(-1)' : '';
    const onEnded = () => this.#frames.fail(cameraLost());
    track.addEventListener('ended', onEnded);
    this.#stopWatching = () => track.removeEventListener('ended', onEnded);
    if (track.readyState === 'ended') onEnded();
  }

  #checkAlive(): void {
    if (this.#disposed)
      throw new CamdialError('disposed', 'This camera was disposed. Open another one with Camera.open().');
  }
}

async function requestStream(options: CameraOptions): Promise<MediaStream> {
  const { deviceId, facingMode = 'user', width = 640, height = 480, frameRate = 30, signal } = options;
  signal?.throwIfAborted();
  const devices = mediaDevices();
  const video: MediaTrackConstraints = {
    width: { ideal: width },
    height: { ideal: height },
    frameRate: { ideal: frameRate },
    ...(deviceId ? { deviceId: { exact: deviceId } } : { facingMode: { ideal: facingMode } }),
  };
  const request = devices.getUserMedia({ video, audio: false });
  try {
    return await abortable(request, signal);
  } catch (cause) {
    // The browser's question cannot be taken back: a camera that comes after an abort is stopped at once.
    request.then(stopStream, () => {});
    if (signal?.aborted) throw signal.reason;
    throw cameraError(cause);
  }
}

async function showStream(
  video: HTMLVideoElement,
  stream: MediaStream,
  signal: AbortSignal | undefined,
): Promise<void> {
  const track = stream.getVideoTracks()[0];
  if (!track || track.readyState === 'ended') throw cameraLost();
  const giveUp = new AbortController();
  const onEnded = () => giveUp.abort(cameraLost());
  const timeout = setTimeout(
    () => giveUp.abort(noPicture(`none came within ${patience / 1000} s`)),
    patience,
  );
  track.addEventListener('ended', onEnded);
  try {
    video.srcObject = stream;
    await startVideo(video, signal ? AbortSignal.any([signal, giveUp.signal]) : giveUp.signal, noPicture);
  } finally {
    clearTimeout(timeout);
    track.removeEventListener('ended', onEnded);
  }
}

function noPicture(cause: unknown): CamdialError {
  return new CamdialError(
    'camera-busy',
    `The camera opened, but gave no picture: ${String(cause)}. Close other programs that use it, uncover it, and try again.`,
    { cause },
  );
}

function cameraLost(): CamdialError {
  return new CamdialError(
    'camera-lost',
    'The camera was unplugged or taken away while it was open. Plug it in again, or choose another one; what was recorded is kept.',
  );
}

function stopStream(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
