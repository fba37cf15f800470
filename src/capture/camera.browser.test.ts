import { afterEach, describe, expect, test, vi } from 'vitest';
import { frameSourceChecks } from '../testing/index.js';
import { Camera } from './camera.js';
import type { Frame } from './frame.js';

const code = (code: string) => expect.objectContaining({ code });
const cameras: Camera[] = [];

async function open(...options: Parameters<typeof Camera.open>): Promise<Camera> {
  const camera = await Camera.open(...options);
  cameras.push(camera);
  return camera;
}

afterEach(() => {
  vi.restoreAllMocks();
  for (const camera of cameras.splice(0)) camera.dispose();
});

const { addEventListener } = EventTarget.prototype;

/** Lets a test pull the plug of any track: browsers have no way to, and Firefox delivers no events that scripts make up. */
function watchTracks(): (track: MediaStreamTrack) => void {
  const listeners: [EventTarget, () => void][] = [];
  vi.spyOn(EventTarget.prototype, 'addEventListener').mockImplementation(function (
    this: EventTarget,
    ...args
  ) {
    if (this instanceof MediaStreamTrack && args[0] === 'ended')
      listeners.push([this, args[1] as () => void]);
    addEventListener.apply(this, args);
  });
  return (track) => {
    for (const [target, listener] of listeners) if (target === track) listener();
  };
}

const track = (camera: Camera) => (camera.video.srcObject as MediaStream).getVideoTracks()[0]!;

describe('keeps the contract', () => {
  for (const check of frameSourceChecks(() => open())) test(check.name, check.run);
});

test('opens, gives frames with growing times, and stops', async () => {
  const camera = await open();
  expect(camera.video.muted).toBe(true);
  expect(camera.video.playsInline).toBe(true);
  expect(camera.info.width).toBeGreaterThan(0);
  let last = 0;
  for (let i = 0; i < 5; i++) {
    const frame = (await camera.next()) as Frame;
    expect(frame).toMatchObject({
      width: camera.video.videoWidth,
      height: camera.video.videoHeight,
      mirrored: camera.mirrored,
    });
    expect(frame.timestamp).toBeGreaterThan(last);
    expect(Math.abs(performance.now() - frame.timestamp)).toBeLessThan(2000);
    last = frame.timestamp;
  }
  const open_ = track(camera);
  camera.dispose();
  camera.dispose();
  expect(open_.readyState).toBe('ended');
  expect(camera.video.srcObject).toBe(null);
  expect(await camera.next()).toBe(null);
});

test('gives the newest frame to who comes late, and never one twice', async () => {
  const camera = await open();
  await camera.next();
  await new Promise((resolve) => setTimeout(resolve, 300));
  const late = (await camera.next()) as Frame;
  const next = (await camera.next()) as Frame;
  expect(performance.now() - late.timestamp).toBeLessThan(280);
  expect(next.timestamp).toBeGreaterThan(late.timestamp);
});

test('a waiting next ends with the signal and with dispose', async () => {
  const camera = await open();
  const stop = new AbortController();
  await camera.next();
  const aborted = camera.next(stop.signal);
  stop.abort();
  expect(await aborted).toBe(null);
  expect(await camera.next(AbortSignal.abort())).toBe(null);
  expect(await camera.next()).not.toBe(null);
  const pending = camera.next();
  camera.dispose();
  expect(await pending).toBe(null);
});

test('mirrors preview and frames alike', async () => {
  const facing = await open({ mirrored: false });
  expect(facing.mirrored).toBe(false);
  expect(facing.video.style.transform).toBe('');
  expect((await facing.next())!.mirrored).toBe(false);
  const mirror = await open({ mirrored: true });
  expect(mirror.video.style.transform).toBe('scaleX(-1)');
  expect((await mirror.next())!.mirrored).toBe(true);
  const either = await open();
  expect(either.mirrored).toBe(track(either).getSettings().facingMode !== 'environment');
});

test('lists cameras', async () => {
  await open();
  const list = await Camera.list();
  expect(list.length).toBeGreaterThan(0);
  expect(list[0]!.label).not.toBe('');
});

test('switches to another camera: the preview stays, frames go on', async () => {
  const camera = await open();
  const { video } = camera;
  const before = track(camera);
  await camera.next();
  await camera.switchTo({ width: 320, height: 240, mirrored: false });
  expect(camera.video).toBe(video);
  expect(before.readyState).toBe('ended');
  expect(track(camera).readyState).toBe('live');
  expect((await camera.next())!.mirrored).toBe(false);
});

test('when the other camera cannot be opened, the one before goes on', async () => {
  const camera = await open();
  vi.spyOn(navigator.mediaDevices, 'getUserMedia').mockRejectedValueOnce(
    new DOMException('', 'NotFoundError'),
  );
  await expect(camera.switchTo({})).rejects.toEqual(code('camera-not-found'));
  expect(track(camera).readyState).toBe('live');
  expect(await camera.next()).not.toBe(null);
  camera.dispose();
  await expect(camera.switchTo({})).rejects.toEqual(code('disposed'));
});

test.each([
  ['NotAllowedError', 'camera-denied'],
  ['SecurityError', 'camera-denied'],
  ['NotFoundError', 'camera-not-found'],
  ['NotReadableError', 'camera-busy'],
  ['AbortError', 'camera-busy'],
  ['OverconstrainedError', 'camera-constraints'],
  ['InvalidStateError', 'camera-busy'],
])('tells a %s as %s', async (name, expected) => {
  vi.spyOn(navigator.mediaDevices, 'getUserMedia').mockRejectedValue(new DOMException('', name));
  await expect(Camera.open()).rejects.toEqual(code(expected));
});

test('a page that is not secure, and a browser without cameras, are told apart', async () => {
  const devices = vi
    .spyOn(navigator, 'mediaDevices', 'get')
    .mockReturnValue(undefined as unknown as MediaDevices);
  await expect(Camera.open()).rejects.toEqual(code('unsupported'));
  await expect(Camera.list()).rejects.toEqual(code('unsupported'));
  const secure = vi.spyOn(window, 'isSecureContext', 'get').mockReturnValue(false);
  await expect(Camera.open()).rejects.toEqual(code('insecure-context'));
  secure.mockRestore();
  devices.mockRestore();
});

/** A stream of a canvas, for cameras that end when a test wants them to. */
function canvasStream(): MediaStream {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d')!;
  context.fillRect(0, 0, 10, 10);
  return canvas.captureStream(30);
}

test('unplugged between the permission and the first picture', async () => {
  const stream = canvasStream();
  stream.getTracks()[0]!.stop();
  vi.spyOn(navigator.mediaDevices, 'getUserMedia').mockResolvedValue(stream);
  await expect(Camera.open()).rejects.toEqual(code('camera-lost'));

  vi.spyOn(HTMLVideoElement.prototype, 'videoWidth', 'get').mockReturnValue(0);
  const unplug = watchTracks();
  const silent = canvasStream(); // no picture comes, then the plug is pulled
  vi.spyOn(navigator.mediaDevices, 'getUserMedia').mockResolvedValue(silent);
  const opening = Camera.open();
  setTimeout(() => unplug(silent.getTracks()[0]!), 50);
  await expect(opening).rejects.toEqual(code('camera-lost'));
  expect(silent.getTracks()[0]!.readyState).toBe('ended');
});

test('a camera that gives no picture is given up', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const silent = canvasStream();
    vi.spyOn(HTMLVideoElement.prototype, 'videoWidth', 'get').mockReturnValue(0);
    vi.spyOn(navigator.mediaDevices, 'getUserMedia').mockResolvedValue(silent);
    const opening = expect(Camera.open()).rejects.toEqual(code('camera-busy'));
    await vi.advanceTimersByTimeAsync(10_000);
    await opening;
    expect(silent.getTracks()[0]!.readyState).toBe('ended');
  } finally {
    vi.useRealTimers();
  }
});

test('unplugged while open: a waiting next and every later one say so, until it is switched', async () => {
  const unplug = watchTracks();
  const camera = await open();
  await camera.next();
  const waiting = (async () => {
    while (await camera.next());
  })();
  unplug(track(camera));
  await expect(waiting).rejects.toEqual(code('camera-lost'));
  await expect(camera.next()).rejects.toEqual(code('camera-lost'));
  await camera.switchTo({});
  expect(await camera.next()).not.toBe(null);
});

test('an aborted open leaves no camera on, also when the permission comes later', async () => {
  const reason = new Error('changed my mind');
  await expect(Camera.open({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  const stream = canvasStream();
  let allow = (_: MediaStream) => {};
  vi.spyOn(navigator.mediaDevices, 'getUserMedia').mockReturnValue(
    new Promise((resolve) => {
      allow = resolve;
    }),
  );
  const stop = new AbortController();
  const opening = Camera.open({ signal: stop.signal });
  stop.abort(reason);
  await expect(opening).rejects.toBe(reason);
  allow(stream);
  await vi.waitFor(() => expect(stream.getTracks()[0]!.readyState).toBe('ended'));
});

test('without requestVideoFrameCallback it looks at the clock of the video', async () => {
  const own = HTMLVideoElement.prototype;
  const callback = Object.getOwnPropertyDescriptor(own, 'requestVideoFrameCallback');
  delete (own as Partial<HTMLVideoElement>).requestVideoFrameCallback;
  try {
    const camera = await open();
    let last = 0;
    for (let i = 0; i < 3; i++) {
      const { timestamp } = (await camera.next()) as Frame;
      expect(timestamp).toBeGreaterThan(last);
      last = timestamp;
    }
    camera.dispose();
    expect(await camera.next()).toBe(null);
  } finally {
    if (callback) Object.defineProperty(own, 'requestVideoFrameCallback', callback);
  }
});
