import { CamdialError } from '../errors.js';

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
        'The camera is not allowed for this page. Allow it in the address bar or the site settings of the browser (and in the privacy settings of the system), then try again.',
        { cause },
      );
    case 'NotFoundError':
      return new CamdialError(
        'camera-not-found',
        'No camera was found. Plug one in or switch it on, then try again; a video or the simulated source works without one.',
        { cause },
      );
    case 'NotReadableError':
    case 'AbortError':
      return new CamdialError(
        'camera-busy',
        'The camera is there but cannot be opened: another program may be using it. Close it, then try again.',
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
