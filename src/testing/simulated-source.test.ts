import { expect, test } from 'vitest';
import type { PixelImage } from '../capture/frame.js';
import { CamdialError } from '../errors.js';
import { type Pose, renderFigure, SimulatedSource, wander } from './index.js';

const small = { width: 96, height: 72 };
const still = () => ({ x: 0, y: 0, z: 0 });

function isSame(a: PixelImage['data'], b: PixelImage['data']): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

/** Where a picture differs from another: the middle of it, px. */
function centroid(image: PixelImage, other: PixelImage): { x: number; y: number; count: number } {
  let x = 0;
  let y = 0;
  let count = 0;
  for (let i = 0; i < image.data.length; i += 4) {
    if (Math.abs(image.data[i]! - other.data[i]!) < 40) continue;
    x += (i / 4) % image.width;
    y += Math.floor(i / 4 / image.width);
    count++;
  }
  return { x: x / count, y: y / count, count };
}

test('the same options give the same bytes, frame by frame', async () => {
  const make = () => new SimulatedSource({ ...small, seed: 3, realtime: false });
  const [one, two] = [make(), make()];
  for (let i = 0; i < 5; i++) {
    const a = await one.next();
    const b = await two.next();
    expect(a!.pose).toEqual(b!.pose);
    expect(a!.timestamp).toBeCloseTo((i * 1000) / 30, 9);
    expect(isSame(a!.image.data, b!.image.data)).toBe(true);
  }
});

test('a frame is what renderFigure draws of its pose', async () => {
  const source = new SimulatedSource({ ...small, seed: 1, realtime: false, frameRate: 20 });
  await source.next();
  const frame = await source.next();
  const image = renderFigure(frame!.pose, { ...small, seed: 1, milliseconds: 50, index: 1 });
  expect(isSame(image.data, frame!.image.data)).toBe(true);
  expect(source.pose).toBe(frame!.pose);
});

test('the buffer of a frame is used again', async () => {
  const source = new SimulatedSource({ ...small, realtime: false });
  const first = (await source.next())!.image.data;
  expect((await source.next())!.image.data).toBe(first);
});

test('leaning moves the figure to the side, in proportion', () => {
  const empty = renderFigure({ x: 0, y: 0, z: 0 }, { ...small, noise: 0, seed: 4 });
  const places = [-1, -0.75, 0.75, 1].map(
    (x) => centroid(renderFigure({ x, y: 0, z: 0 }, { ...small, noise: 0, seed: 4 }), empty).x,
  );
  expect([...places].sort((a, b) => a - b)).toEqual(places);
  expect(places[3]! - places[0]!).toBeGreaterThan(10);
});

test('every direction changes the picture, and every seed gives another one', () => {
  const draw = (pose: Pose, seed = 0) => renderFigure(pose, { ...small, noise: 0, seed });
  const middle = draw(still());
  for (const pose of [
    { x: 0.3, y: 0, z: 0 },
    { x: 0, y: 0.5, z: 0 },
    { x: 0, y: 0, z: 0.5 },
  ]) {
    expect(centroid(draw(pose), middle).count).toBeGreaterThan(20);
  }
  for (let seed = 1; seed < 6; seed++)
    expect(centroid(draw(still(), seed), middle).count).toBeGreaterThan(300);
});

test('the head stays within the central square', () => {
  // At either end of the range, what lies beside the square above the shoulders looks as it does at the other end.
  for (let seed = 0; seed < 6; seed++) {
    for (const y of [-1, 1]) {
      const draw = (x: number) =>
        renderFigure({ x, y, z: 1 }, { width: 160, height: 120, noise: 0, seed }).data;
      const [left, right] = [draw(-1), draw(1)];
      for (let row = 0; row < 60; row++) {
        for (const column of [19, 140]) {
          const at = (row * 160 + column) * 4;
          // The wall gets the figure's soft shadow, no more.
          for (let i = at; i < at + 3; i++) expect(Math.abs(left[i]! - right[i]!)).toBeLessThan(60);
        }
      }
      for (let i = 0; i < 160 * 4; i++) expect(left[i]).toBe(right[i]);
    }
  }
});

test('noise and flicker differ from frame to frame, and can be switched off', async () => {
  const pictures = async (noise: number) => {
    const source = new SimulatedSource({ ...small, noise, motion: still, realtime: false, frameRate: 1000 });
    return [(await source.next())!.image.data.slice(), (await source.next())!.image.data];
  };
  const deviation = ([a, b]: PixelImage['data'][]) =>
    Math.sqrt(Array.from(a!).reduce((sum, value, i) => sum + (value - b![i]!) ** 2, 0) / a!.length);
  const usual = deviation(await pictures(1));
  expect(usual).toBeGreaterThan(1);
  expect(usual).toBeLessThan(6);
  expect(deviation(await pictures(0.5))).toBeLessThan(0.75 * usual);
  expect(deviation(await pictures(0))).toBeLessThan(0.2); // breath
});

test('it blinks', async () => {
  const source = new SimulatedSource({ noise: 0, motion: still, realtime: false, frameRate: 20, frames: 68 });
  const brightness: number[] = [];
  for (let frame = await source.next(); frame; frame = await source.next()) {
    const { data, width, height } = frame.image;
    // The whites of an eye are the brightest there is in that part of the face.
    let brightest = 0;
    for (let row = Math.floor(0.41 * height); row < 0.46 * height; row++) {
      for (let column = Math.floor(0.43 * width); column < 0.49 * width; column++) {
        brightest = Math.max(brightest, data[(row * width + column) * 4 + 2]!);
      }
    }
    brightness.push(brightest);
  }
  const shut = brightness.filter((each) => each < 200).length;
  expect(shut).toBeGreaterThan(0);
  expect(shut).toBeLessThan(10);
});

test('a motion that is replaced is glided into: fast, without a jump, without going beyond', async () => {
  const source = new SimulatedSource({
    ...small,
    motion: () => ({ x: -1, y: 0, z: 0 }),
    realtime: false,
    frameRate: 60,
  });
  expect(source.pose.x).toBe(-1);
  await source.next();
  source.motion = () => ({ x: 1, y: 0, z: 0 });
  const places: number[] = [-1];
  for (let i = 0; i < 60; i++) places.push((await source.next())!.pose.x);
  const steps = places.slice(1).map((place, i) => place - places[i]!);
  expect(Math.max(...steps)).toBeLessThan(0.11);
  expect(Math.min(...steps)).toBeGreaterThanOrEqual(0);
  expect(steps[0]).toBeLessThan(0.06); // sets off gently
  expect(places[36]).toBeGreaterThan(0.9);
  expect(places.at(-1)).toBeCloseTo(1, 2);
});

test('where it goes does not depend on the frame rate', async () => {
  const poseAfter = async (frameRate: number) => {
    const source = new SimulatedSource({ ...small, realtime: false, frameRate, frames: frameRate + 1 });
    let pose: Pose = still();
    for (let frame = await source.next(); frame; frame = await source.next()) pose = frame.pose;
    return pose;
  };
  const [slow, fast] = [await poseAfter(10), await poseAfter(50)];
  for (const axis of ['x', 'y', 'z'] as const) expect(slow[axis]).toBeCloseTo(fast[axis], 1);
});

test('wandering covers the whole range and stays within it', () => {
  for (const seed of [0, 1, 2]) {
    const motion = wander(seed);
    const poses = Array.from({ length: 1200 }, (_, i) => motion(i * 50));
    for (const axis of ['x', 'y', 'z'] as const) {
      const values = poses.map((pose) => pose[axis]);
      expect(Math.min(...values)).toBeLessThan(-0.97);
      expect(Math.max(...values)).toBeGreaterThan(0.97);
      expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(1);
    }
  }
});

test('in real time, frames come at their rate, and who asks late gets one frame, not a burst', async () => {
  const source = new SimulatedSource({ width: 32, height: 24, frameRate: 50 });
  const first = (await source.next())!;
  const begun = performance.now();
  let last = first;
  for (let i = 0; i < 5; i++) last = (await source.next())!;
  expect(performance.now() - begun).toBeGreaterThan(70);
  await new Promise((done) => setTimeout(done, 130));
  const asked = performance.now();
  const late = (await source.next())!;
  expect(asked - late.timestamp).toBeLessThan(40);
  expect(late.timestamp - last.timestamp).toBeGreaterThan(90);
  const next = (await source.next())!;
  expect(next.timestamp - late.timestamp).toBeGreaterThan(19);
  source.dispose();
});

test('all who wait get the same frame', async () => {
  const source = new SimulatedSource({ ...small, frameRate: 50 });
  await source.next();
  const leaving = new AbortController();
  const three = [source.next(), source.next(leaving.signal), source.next()];
  leaving.abort();
  const [first, second, third] = await Promise.all(three);
  expect(first).not.toBeNull();
  expect(second).toBeNull();
  expect(third).toBe(first);
});

test('ends after as many frames as asked for', async () => {
  const source = new SimulatedSource({ ...small, realtime: false, frames: 2 });
  expect([await source.next(), await source.next(), await source.next()].map(Boolean)).toEqual([
    true,
    true,
    false,
  ]);
});

test('a virtual clock lets timers have their turn', async () => {
  const source = new SimulatedSource({ ...small, realtime: false });
  let isOver = false;
  setTimeout(() => {
    isOver = true;
  }, 5);
  let frames = 0;
  while (!isOver && frames < 10_000) {
    await source.next();
    frames++;
  }
  expect(isOver).toBe(true);
});

test('a motion that gives no pose rejects, and the source goes on when it does again', async () => {
  const source = new SimulatedSource({ ...small, realtime: false });
  await source.next();
  source.motion = () => ({ x: Number.NaN, y: 0, z: 0 });
  await expect(source.next()).rejects.toMatchObject({ code: 'source-failed' });
  source.motion = still;
  expect(await source.next()).not.toBeNull();
});

test('refuses options out of range', () => {
  for (const options of [
    { width: 3 },
    { height: 10.5 },
    { frameRate: 0 },
    { seed: 0.5 },
    { noise: 2 },
    { frames: 1.5 },
  ]) {
    expect(() => new SimulatedSource(options)).toThrow(CamdialError);
  }
  expect(() => renderFigure({ x: Number.NaN, y: 0, z: 0 })).toThrow(CamdialError);
});

test('any form of picture will do', () => {
  for (const [width, height] of [
    [16, 16],
    [40, 90],
    [200, 50],
    [97, 61],
  ] as const) {
    const { data } = renderFigure({ x: 1, y: -1, z: 1 }, { width, height });
    expect(data.length).toBe(width * height * 4);
  }
});
