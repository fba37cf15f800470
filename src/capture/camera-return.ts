import { type CamdialError, isCamdialError } from '../errors.js';
import type { CameraInfo } from './camera.js';
import { cameraError, mediaDevices, trackError } from './camera-errors.js';

/** Between two attempts, ms: sooner at first, and after something happened to the devices. */
const [shortest, longest] = [250, 4000];

/** How a camera is had again. */
export interface ReturnSteps {
  /** Opens the device. */
  open(deviceId: string): Promise<void>;
  /** Told why it did not work yet. */
  onFailure(error: CamdialError): void;
  /** Aborting it ends the attempts. */
  readonly signal: AbortSignal;
}

/** Resolves when a camera that was lost is open again, or the signal is aborted; it never rejects. */
export async function untilBack(lost: CameraInfo, { open, onFailure, signal }: ReturnSteps): Promise<void> {
  for (let wait = shortest; !signal.aborted; ) {
    let isDenied = false;
    try {
      const deviceId = await find(lost);
      if (signal.aborted) return;
      await open(deviceId);
      return;
    } catch (thrown) {
      if (signal.aborted) return;
      const error = isCamdialError(thrown) ? thrown : cameraError(thrown);
      isDenied = error.code === 'camera-denied';
      onFailure(error);
    }
    const hasHappened = await somethingHappens(wait, isDenied, signal);
    wait = hasHappened ? shortest : Math.min(longest, 2 * wait);
  }
}

/**
 * The id of the same camera: it may have got another one, and browsers do not tell it where no camera is allowed.
 *
 * @throws CamdialError `camera-lost` when it is not there.
 */
async function find({ deviceId, label }: CameraInfo): Promise<string> {
  const all = (await mediaDevices().enumerateDevices()).filter(({ kind }) => kind === 'videoinput');
  const found =
    all.find((each) => each.deviceId === deviceId) ??
    all.find((each) => label !== '' && each.label === label) ??
    all.find((each) => each.deviceId === '');
  if (!found) throw trackError('ended');
  return found.deviceId || deviceId;
}

/**
 * Waits for a time, for another device, another permission, or the person to come back to the page. Who was denied asks
 * no more by the clock, or the person would be asked again and again.
 *
 * @returns whether something happened before the time was over.
 */
async function somethingHappens(wait: number, isDenied: boolean, signal: AbortSignal): Promise<boolean> {
  const permission = await permissionOfCamera();
  const isTimed = !isDenied || permission?.state === 'granted';
  const over = new AbortController();
  return new Promise<boolean>((resolve) => {
    const settle = (hasHappened: boolean) => {
      clearTimeout(timer);
      over.abort();
      resolve(hasHappened);
    };
    const timer = isTimed ? setTimeout(() => settle(false), wait) : undefined;
    const happened = () => settle(true);
    mediaDevices().addEventListener('devicechange', happened, over);
    permission?.addEventListener('change', happened, over);
    document.addEventListener('visibilitychange', happened, over);
    signal.addEventListener('abort', happened, over);
    if (signal.aborted) happened();
  });
}

/** Null where the browser does not tell. */
async function permissionOfCamera(): Promise<PermissionStatus | null> {
  try {
    return await navigator.permissions.query({ name: 'camera' as PermissionName });
  } catch {
    return null;
  }
}
