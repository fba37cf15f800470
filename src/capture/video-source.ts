import { CamdialError } from '../errors.js';
import type { Frame, FrameSource } from './frame.js';
import { startVideo, VideoFrames } from './video-frames.js';

/** Options of {@link VideoSource.open}. */
export interface VideoSourceOptions {
  /** Whether the frames are flipped left to right. Default false. */
  mirrored?: boolean | undefined;
  /** Starts again at the end. Default false: the source ends with the video. */
  loop?: boolean | undefined;
  /** Aborting it rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}

/**
 * A video as a source of frames, at its own pace: a file, an address, or a video element of the page.
 *
 * @example
 * ```ts
 * import { VideoSource } from 'camdial';
 *
 * const source = await VideoSource.open('/clips/lean.mp4', { loop: true });
 * ```
 */
export class VideoSource implements FrameSource {
  /** The element that plays; the one that was handed in, where one was. */
  readonly video: HTMLVideoElement;
  readonly #frames: VideoFrames;
  readonly #mirrored: boolean;
  readonly #release: () => void;

  private constructor(video: HTMLVideoElement, mirrored: boolean, release: () => void) {
    this.video = video;
    this.#mirrored = mirrored;
    this.#frames = new VideoFrames(video);
    const onEnded = () => this.#frames.end();
    video.addEventListener('ended', onEnded);
    this.#release = () => {
      video.removeEventListener('ended', onEnded);
      release();
    };
    if (video.ended) onEnded();
  }

  /**
   * Loads and plays a video, muted; resolves when its first picture is there.
   *
   * @param source - an address, a file, or a video element of the page, which is played but not owned: `dispose` leaves it as it is.
   * @throws CamdialError `video-failed` when it cannot be loaded, decoded or played; the reason of the signal when it was aborted.
   */
  static async open(
    source: string | Blob | HTMLVideoElement,
    { mirrored = false, loop, signal }: VideoSourceOptions = {},
  ): Promise<VideoSource> {
    const isOwn = typeof source === 'string' || source instanceof Blob;
    const video = isOwn ? document.createElement('video') : source;
    const blobUrl = source instanceof Blob ? URL.createObjectURL(source) : null;
    const release = () => {
      if (!isOwn) return;
      video.pause();
      video.removeAttribute('src');
      video.load();
      if (blobUrl) URL.revokeObjectURL(blobUrl);
    };
    if (loop !== undefined) video.loop = loop;
    if (isOwn) {
      video.muted = true;
      video.playsInline = true;
      video.crossOrigin = 'anonymous';
      video.src = blobUrl ?? (source as string);
    }
    try {
      await startVideo(video, signal, (cause) =>
        videoFailed(typeof source === 'string' ? source : 'the video', cause),
      );
      return new VideoSource(video, mirrored, release);
    } catch (error) {
      release();
      throw error;
    }
  }

  /** See {@link FrameSource.next}. */
  next(signal?: AbortSignal): Promise<Frame | null> {
    return this.#frames.next(() => this.#mirrored, signal);
  }

  dispose(): void {
    this.#frames.end();
    this.#release();
  }
}

function videoFailed(what: string, cause: unknown): CamdialError {
  const reason = cause instanceof MediaError ? cause.message || `media error ${cause.code}` : String(cause);
  return new CamdialError(
    'video-failed',
    `${what} could not be played (${reason}). Check the address, that the server allows this page to read it (CORS), and that the browser plays this format.`,
    { cause },
  );
}
