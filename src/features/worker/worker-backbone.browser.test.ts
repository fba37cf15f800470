import { afterEach, describe, expect, test } from 'vitest';
import type { Frame } from '../../capture/frame.js';
import { backboneChecks } from '../../testing/index.js';
import type { TrialRecipe } from './trial-worker.fixture.js';
import { WorkerBackbone } from './worker-backbone.js';

let made: Worker[] = [];

function makeWorker(): Worker {
  const worker = new Worker(new URL('./trial-worker.fixture.ts', import.meta.url), { type: 'module' });
  made.push(worker);
  return worker;
}

const start = (recipe: TrialRecipe = {}) => WorkerBackbone.start(makeWorker, { recipe });

const error = (code: string, message: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(message) });

afterEach(async () => {
  for (const worker of made) worker.terminate();
  made = [];
  await caches.delete('trial');
});

/** All of one brightness. */
function plain(level: number, edge = 16): Frame & { image: ImageData } {
  const image = new ImageData(edge, edge);
  image.data.fill(level);
  for (let alpha = 3; alpha < image.data.length; alpha += 4) image.data[alpha] = 255;
  return { image, width: edge, height: edge, timestamp: 0, mirrored: false };
}

describe('keeps the contract', () => {
  for (const check of backboneChecks(() => start())) test(check.name, check.run);
});

test('says what the backbone in the worker is, and how far it has come', async () => {
  const progress: number[] = [];
  const backbone = await WorkerBackbone.start(makeWorker, {
    onProgress: (fraction) => progress.push(fraction),
  });
  expect(backbone).toMatchObject({
    id: 'trial',
    inputSize: 16,
    featureShape: [256],
    info: { made: expect.any(Number) },
  });
  expect(progress).toEqual([0.25, 1]);
  backbone.dispose();
});

test.each(['canvas', 'bitmap', 'video frame', 'pixels'])(
  'takes a frame as %s, and leaves it usable',
  async (kind) => {
    const backbone = await start();
    const { image } = plain(100, 32);
    const canvas = new OffscreenCanvas(32, 32);
    canvas.getContext('2d')!.putImageData(image, 0, 0);
    const picture =
      kind === 'canvas'
        ? canvas
        : kind === 'bitmap'
          ? await createImageBitmap(canvas)
          : kind === 'video frame' && typeof VideoFrame !== 'undefined'
            ? new VideoFrame(canvas, { timestamp: 0 })
            : image;
    const frame: Frame = { image: picture, width: 32, height: 32, timestamp: 0, mirrored: false };
    const first = await backbone.extract(frame);
    const second = await backbone.extract(frame);
    expect(first.every((value) => Math.abs(value - 300) < 9)).toBe(true);
    expect(second).toEqual(first);
    backbone.dispose();
    if ('close' in picture) picture.close();
  },
);

describe('errors cross over', () => {
  test('typed, as they were', async () => {
    const backbone = await start({ onTrigger: 'typed' });
    await expect(backbone.extract(plain(200))).rejects.toEqual(error('gpu-lost', /^it went away$/));
    await expect(backbone.extract(plain(10))).resolves.toHaveLength(256);
    expect(made).toHaveLength(1);
    backbone.dispose();
  });

  test('others, with their name', async () => {
    const backbone = await start({ onTrigger: 'untyped' });
    await expect(backbone.extract(plain(200))).rejects.toEqual(
      error('backbone-failed', /RangeError: beyond/),
    );
    backbone.dispose();
  });

  test('also while it starts', async () => {
    await expect(start({ start: 'typed' })).rejects.toEqual(error('model-invalid', /no such model/));
    await expect(start({ start: 'untyped' })).rejects.toEqual(error('backbone-failed', /RangeError: beyond/));
  });
});

describe('a worker that cannot be started is told', () => {
  test.each([
    ['no such script', () => new Worker('/no/such/worker.js', { type: 'module' })],
    ['a web page in its place', () => new Worker('/', { type: 'module' })],
    ['a script that throws', () => new Worker(URL.createObjectURL(new Blob(['throw new Error("no")'])))],
    [
      'a constructor that throws',
      () => {
        throw new DOMException('not allowed here', 'SecurityError');
      },
    ],
  ])('%s', async (_, make) => {
    await expect(WorkerBackbone.start(make)).rejects.toEqual(error('worker-failed', /worker-src/));
  });
});

describe('a worker that crashes', () => {
  test.each(['close', 'throw-outside'] as const)(
    'by %s is started again, and the frame is read all the same',
    async (onTrigger) => {
      const backbone = await start({ onTrigger, onceKey: onTrigger });
      const waiting = [backbone.extract(plain(200)), backbone.extract(plain(10))];
      const [bright, dark] = await Promise.all(waiting);
      expect(bright!.every((value) => Math.abs(value - 600) < 9)).toBe(true);
      expect(dark!.every((value) => Math.abs(value - 30) < 9)).toBe(true);
      expect(made).toHaveLength(2);
      backbone.dispose();
    },
  );

  test('again before it gave anything is reported, and stays reported', async () => {
    const backbone = await start({ onTrigger: 'close' });
    await expect(backbone.extract(plain(10))).resolves.toHaveLength(256);
    await expect(backbone.extract(plain(200))).rejects.toEqual(error('worker-failed', /ended by itself/));
    await expect(backbone.extract(plain(10))).rejects.toEqual(error('worker-failed', /ended by itself/));
    expect(made).toHaveLength(2);
    backbone.dispose();
  });

  test('again after it gave something is started once more', async () => {
    const backbone = await start();
    for (let i = 0; i < 3; i++) {
      made.at(-1)!.dispatchEvent(new ErrorEvent('error', { message: 'made up', cancelable: true }));
      await expect(backbone.extract(plain(10))).resolves.toHaveLength(256);
    }
    expect(made).toHaveLength(4);
    backbone.dispose();
  });
});

describe('is given up', () => {
  test('by the signal, before and while it starts', async () => {
    const reason = new Error('enough');
    const begun = (signal: AbortSignal) =>
      WorkerBackbone.start(makeWorker, { recipe: { start: 'forever' }, signal });
    await expect(begun(AbortSignal.abort(reason))).rejects.toBe(reason);
    const giveUp = new AbortController();
    setTimeout(() => giveUp.abort(reason), 100);
    await expect(begun(giveUp.signal)).rejects.toBe(reason);
  });

  test('by dispose, whatever the worker does', async () => {
    const backbone = await start({ onTrigger: 'busy' });
    const pending = backbone.extract(plain(200));
    backbone.dispose();
    backbone.dispose();
    await expect(pending).rejects.toEqual(error('disposed', /disposed/));
  });
});

test('where pictures cannot be handed over, their pixels are', async () => {
  const backbone = await start();
  const postMessage = Worker.prototype.postMessage;
  let refused = 0;
  Worker.prototype.postMessage = function (this: Worker, message: { frame?: Frame }, transfer?: unknown) {
    if (message.frame && !('data' in message.frame.image)) {
      refused++;
      throw new DOMException('cannot be cloned', 'DataCloneError');
    }
    return postMessage.call(this, message, { transfer: transfer as Transferable[] });
  } as typeof postMessage;
  try {
    const canvas = new OffscreenCanvas(32, 32);
    canvas.getContext('2d')!.fillStyle = '#646464';
    canvas.getContext('2d')!.fillRect(0, 0, 32, 32);
    const frame: Frame = { image: canvas, width: 32, height: 32, timestamp: 0, mirrored: false };
    for (let i = 0; i < 2; i++) {
      const features = await backbone.extract(frame);
      expect(features.every((value) => Math.abs(value - 300) < 9)).toBe(true);
    }
    expect(refused).toBe(1);
  } finally {
    Worker.prototype.postMessage = postMessage;
    backbone.dispose();
  }
});
