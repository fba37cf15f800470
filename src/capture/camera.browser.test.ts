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
      listeners.push([this, () => (args[1] as (event: { type: string }) => void)({ type: 'ended' })]);
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

test('unplugged while open and not to be opened again: a waiting next and every later one say so, until it is switched', async () => {
  const unplug = watchTracks();
  const camera = await open({ reopen: false });
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

describe('comes back by itself', () => {
  /** What a camera says is the matter, as codes; null for nothing. */
  function troublesOf(camera: Camera) {
    const codes: (string | null)[] = [];
    camera.subscribeTrouble((trouble) => codes.push(trouble?.code ?? null));
    return codes;
  }

  const reject = (name: string) =>
    vi.spyOn(navigator.mediaDevices, 'getUserMedia').mockRejectedValue(new DOMException('', name));

  const setMuted = (of: MediaStreamTrack, muted: boolean) =>
    Object.defineProperty(of, 'muted', { value: muted, configurable: true });

  const playsFor = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  const nextFrame = async (camera: Camera) => {
    const frame = (await camera.next()) as Frame;
    return performance.now() - frame.timestamp;
  };

  test('unplugged and plugged in again, while next waits', async () => {
    const unplug = watchTracks();
    const camera = await open();
    const codes = troublesOf(camera);
    await camera.next();
    const before = track(camera);
    const broken = reject('NotFoundError');
    unplug(before);
    expect(codes).toEqual([null, 'camera-lost']);
    const stop = new AbortController();
    const aborted = camera.next(stop.signal);
    const waiting = camera.next();
    stop.abort();
    expect(await aborted).toBe(null);
    await vi.waitFor(() => expect(broken.mock.calls.length).toBeGreaterThan(1), 3000); // it asks again and again
    broken.mockRestore();
    navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
    expect(await waiting).not.toBe(null);
    await vi.waitFor(() => expect(codes).toEqual([null, 'camera-lost', null]));
    expect(before.readyState).toBe('ended');
    expect(track(camera).readyState).toBe('live');
  });

  test('the same one: by its id, by its name where that has changed, and never another', async () => {
    const camera = await open();
    const { deviceId, label } = camera.info;
    const list = vi.spyOn(navigator.mediaDevices, 'enumerateDevices');
    const media = vi.spyOn(navigator.mediaDevices, 'getUserMedia');
    const device = (deviceId: string, label: string) =>
      ({ kind: 'videoinput', deviceId, label }) as MediaDeviceInfo;
    list.mockResolvedValue([device('other', 'Another camera')]);
    track(camera).stop(); // no event tells of this: the watch sees it
    const codes = troublesOf(camera);
    await vi.waitFor(() => expect(list.mock.calls.length).toBeGreaterThan(1), 3000);
    expect(codes.at(-1)).toBe('camera-lost');
    expect(media).not.toHaveBeenCalled();
    list.mockResolvedValue([device('other', 'Another camera'), device(deviceId, label)]);
    expect(await camera.next()).not.toBe(null);
    expect(media.mock.lastCall![0]!.video).toMatchObject({ deviceId: { exact: deviceId } });

    list.mockResolvedValue([device('other', 'Another camera'), device('new', label)]);
    media.mockRejectedValue(new DOMException('', 'NotReadableError'));
    track(camera).stop();
    await vi.waitFor(() => expect(codes.at(-1)).toBe('camera-busy'), 3000);
    expect(media.mock.lastCall![0]!.video).toMatchObject({ deviceId: { exact: 'new' } });
  });

  test('who listens and throws does not keep it from coming back', async () => {
    const camera = await open();
    const shown = vi.spyOn(globalThis, 'reportError').mockImplementation(() => {});
    camera.subscribeTrouble((trouble) => {
      if (trouble) throw new Error('broken');
    });
    const before = track(camera);
    before.stop();
    await vi.waitFor(() => expect(track(camera)).not.toBe(before), 3000);
    expect(shown).toHaveBeenCalledWith(new Error('broken'));
  });

  test('one that stands still again when it was opened anew is not opened over and over', async () => {
    const camera = await open();
    await playsFor(1000);
    const { deviceId } = camera.info;
    const media = vi.spyOn(navigator.mediaDevices, 'getUserMedia').mockImplementation(async () => {
      const stream = canvasStream();
      stream.getTracks()[0]!.getSettings = () => ({ deviceId });
      return stream;
    });
    camera.video.pause();
    await vi.waitFor(() => expect(media).toHaveBeenCalledTimes(1), 4000);
    await new Promise((resolve) => setTimeout(resolve, 3500));
    expect(media).toHaveBeenCalledTimes(1);
  });

  test('muted: no black pictures, and the next one as soon as it is given back', async () => {
    const camera = await open();
    const codes = troublesOf(camera);
    const open_ = track(camera);
    setMuted(open_, true);
    await vi.waitFor(() => expect(codes).toEqual([null, 'camera-muted']), 1000);
    let isGiven = false;
    const next = camera.next().then(() => {
      isGiven = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(isGiven).toBe(false);
    expect(codes).toEqual([null, 'camera-muted']); // not frozen, nor opened anew
    setMuted(open_, false);
    await next;
    expect(codes.at(-1)).toBe(null);
    expect(track(camera)).toBe(open_);
  });

  test('frozen: noticed within a second, and opened anew', async () => {
    const camera = await open();
    const codes = troublesOf(camera);
    await playsFor(1000);
    const before = track(camera);
    camera.video.pause();
    const since = performance.now();
    await vi.waitFor(() => expect(codes).toEqual([null, 'camera-frozen']), { timeout: 2000, interval: 5 });
    expect(performance.now() - since).toBeLessThan(1300);
    await camera.next();
    await vi.waitFor(() => expect(codes.at(-1)).toBe(null));
    expect(before.readyState).toBe('ended');
  });

  test('no longer allowed: says what to do, does not ask by the clock, and comes back with the permission', async () => {
    const permission = Object.assign(new EventTarget(), { state: 'denied' });
    vi.spyOn(navigator.permissions, 'query').mockResolvedValue(permission as unknown as PermissionStatus);
    const camera = await open();
    const denied = reject('NotAllowedError');
    track(camera).stop();
    const sentences: string[] = [];
    camera.subscribeTrouble((trouble) => sentences.push(trouble?.message ?? ''));
    await vi.waitFor(
      () => expect(sentences.at(-1)).toMatch(/not allowed .* Allow it in the address bar/),
      3000,
    );
    const { length } = denied.mock.calls;
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(denied.mock.calls).toHaveLength(length);
    denied.mockRestore();
    permission.state = 'granted';
    permission.dispatchEvent(new Event('change'));
    expect(await nextFrame(camera)).toBeLessThan(1000);
  });

  test('switched while it waits; and one that cannot be had leaves it waiting for the one before', async () => {
    const camera = await open();
    const broken = reject('NotFoundError');
    const codes = troublesOf(camera);
    track(camera).stop();
    await vi.waitFor(() => expect(codes.at(-1)).toBe('camera-lost'), 1000);
    await expect(camera.switchTo({})).rejects.toEqual(code('camera-not-found'));
    expect(codes.at(-1)).toBe('camera-lost');
    broken.mockRestore();
    await camera.switchTo({ width: 320 });
    expect(codes.at(-1)).toBe(null);
    expect(await nextFrame(camera)).toBeLessThan(1000);
  });

  test('disposed while it waits', async () => {
    const camera = await open();
    const asked = reject('NotFoundError');
    track(camera).stop();
    await vi.waitFor(() => expect(asked).toHaveBeenCalled(), 3000);
    const waiting = camera.next();
    camera.dispose();
    expect(await waiting).toBe(null);
    const { length } = asked.mock.calls;
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(asked.mock.calls).toHaveLength(length);
    expect(camera.video.srcObject).toBe(null);
  });
});
