import { abortable } from '../abort.js';
import { CamdialError } from '../errors.js';
import type { CameraOptions } from './camera.js';
import { cameraError, mediaDevices, trackError } from './camera-errors.js';
import { startVideo } from './video-frames.js';

/** How long a camera may take from its permission to its first picture, ms. */
const patience = 10_000;

/**
 * Asks the browser for a camera.
 *
 * @throws CamdialError as `Camera.open`; the reason of the signal.
 */
export async function requestStream(options: CameraOptions): Promise<MediaStream> {
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

/** Resolves when the first picture of a stream is shown. */
export async function showStream(
  video: HTMLVideoElement,
  stream: MediaStream,
  signal: AbortSignal | undefined,
): Promise<void> {
  const track = stream.getVideoTracks()[0];
  if (!track || track.readyState === 'ended') throw trackError('ended');
  const giveUp = new AbortController();
  const onEnded = () => giveUp.abort(trackError('ended'));
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
    `The camera opened, but gave no picture: ${String(cause)}. Close other programs that use it, and uncover it.`,
    { cause },
  );
}

export function stopStream(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
