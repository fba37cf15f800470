import { describe, expect, test } from 'vitest';
import { frameSourceChecks } from '../testing/index.js';
import { VideoSource } from './video-source.js';

const code = (code: string) => expect.objectContaining({ code });

/** A short video that the browser records of a canvas. */
async function recordVideo(ms: number): Promise<Blob> {
  const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 48 });
  const context = canvas.getContext('2d')!;
  const recorder = new MediaRecorder(canvas.captureStream(30));
  const chunks: Blob[] = [];
  recorder.ondataavailable = ({ data }) => chunks.push(data);
  recorder.start();
  const drawing = setInterval(() => {
    context.fillStyle = `hsl(${performance.now() / 5} 80% 50%)`;
    context.fillRect(0, 0, 64, 48);
  }, 16);
  await new Promise((resolve) => setTimeout(resolve, ms));
  clearInterval(drawing);
  await new Promise((resolve) => {
    recorder.onstop = resolve;
    recorder.stop();
  });
  return new Blob(chunks, { type: recorder.mimeType });
}

const video = recordVideo(700);

describe('keeps the contract', () => {
  const open = async () => VideoSource.open(await video, { loop: true });
  for (const check of frameSourceChecks(open)) test(check.name, check.run);
});

test('plays a file, gives its frames, and ends with it', async () => {
  const source = await VideoSource.open(await video);
  let count = 0;
  let last = 0;
  for (let frame = await source.next(); frame; frame = await source.next()) {
    expect(frame).toMatchObject({ width: 64, height: 48, mirrored: false });
    expect(frame.timestamp).toBeGreaterThan(last);
    last = frame.timestamp;
    count++;
  }
  expect(count).toBeGreaterThan(3);
  expect(await source.next()).toBe(null);
  source.dispose();
  source.dispose();
});

test('plays an address, again and again when asked to, mirrored when asked to', async () => {
  const url = URL.createObjectURL(await video);
  const source = await VideoSource.open(url, { loop: true, mirrored: true });
  const end = performance.now() + 1500;
  let count = 0;
  while (performance.now() < end) {
    const frame = await source.next();
    expect(frame?.mirrored).toBe(true);
    count++;
  }
  expect(count).toBeGreaterThan(8);
  source.dispose();
  expect(source.video.paused).toBe(true);
  URL.revokeObjectURL(url);
});

test('a video element of the page is used, and left as it is', async () => {
  const element = document.createElement('video');
  element.muted = true;
  element.loop = true;
  element.src = URL.createObjectURL(await video);
  const source = await VideoSource.open(element);
  expect(source.video).toBe(element);
  expect(await source.next()).not.toBe(null);
  const pending = source.next();
  source.dispose();
  await pending;
  expect(await source.next()).toBe(null);
  expect(element.paused).toBe(false);
  element.pause();
});

test.each([
  ['a dead address', '/no/such/video.webm'],
  ['something that is no video', new Blob(['not a video'], { type: 'video/mp4' })],
])('%s is told', async (_, source) => {
  await expect(VideoSource.open(source)).rejects.toEqual(code('video-failed'));
});

test('an abort while loading is heeded', async () => {
  const reason = new Error('enough');
  await expect(VideoSource.open(await video, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});
