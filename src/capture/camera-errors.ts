import { CamdialError } from '../errors.js';
import type { TrackTrouble } from './track-watch.js';

/**
 * The browser's way to its cameras.
 *
 * @throws CamdialError `insecure-context` or `unsupported`.
 */
export function mediaDevices(): MediaDevices {
  const devices = globalThis.navigator?.mediaDevices;
  if (devices && typeof devices.getUserMedia === 'function') return devices;
  if (globalThis.isSecureContext === false) {
    throw new CamdialError(
      'insecure-context',
      `Browsers give the camera only to secure pages, and this one (${globalThis.location?.origin}) is not. Serve it over https, or from localhost.`,
    );
  }
  throw new CamdialError(
    'unsupported',
    'There is no camera access here: navigator.mediaDevices.getUserMedia is missing. Use a current browser, or a source of your own.',
  );
}

/** What a rejected `getUserMedia` means (Media Capture and Streams, section 10.2), as a typed error. */
export function cameraError(cause: unknown): CamdialError {
  const name = cause instanceof DOMException ? cause.name : '';
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return new CamdialError(
        'camera-denied',
        'The camera is not allowed for this page. Allow it in the address bar or the site settings of the browser (and in the privacy settings of the system).',
        { cause },
      );
    case 'NotFoundError':
      return new CamdialError('camera-not-found', 'No camera was found. Plug one in or switch it on.', {
        cause,
      });
    case 'NotReadableError':
    case 'AbortError':
      return new CamdialError(
        'camera-busy',
        'The camera is there but cannot be opened: another program may be using it. Close that one.',
        { cause },
      );
    case 'OverconstrainedError':
      return new CamdialError(
        'camera-constraints',
        'No camera fits what was asked for. The device may be gone: list the cameras again and choose another one.',
        { cause },
      );
    default:
      return new CamdialError('camera-busy', `The camera could not be opened: ${String(cause)}. Try again.`, {
        cause,
      });
  }
}

/** What is the matter with an open camera. */
export function trackError(trouble: TrackTrouble): CamdialError {
  switch (trouble) {
    case 'ended':
      return new CamdialError(
        'camera-lost',
        'The camera was unplugged or taken away. Plug it in again, or choose another one; what was recorded is kept.',
      );
    case 'muted':
      return new CamdialError(
        'camera-muted',
        'The camera sends no picture: it was switched off, or another program holds it back.',
      );
    default:
      return new CamdialError('camera-frozen', 'The picture of the camera stands still.');
  }
}

/** The same for who does not have to try again: that is done for them. */
export function whileWaiting({ code, message, cause }: CamdialError): CamdialError {
  const isGone = code === 'camera-not-found' || code === 'camera-constraints';
  const what = isGone ? trackError('ended') : { code, message };
  return new CamdialError(what.code, `${what.message} It goes on by itself then.`, { cause });
}
