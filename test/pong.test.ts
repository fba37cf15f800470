/** Pong as a person meets it, built and served, in Chromium. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wander } from 'camdial/testing';
import type { Browser, Page } from 'playwright';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dotDuration, dotPath } from '../examples/pong/src/dot-path.js';
import { launchChromium, launchFirefox, openPage, type WatchedPage } from './support/browser.js';
import {
  barcode,
  type CameraClip,
  clipFrameRate,
  clipSize,
  frameNumberReader,
  makeCameraClip,
} from './support/camera-clip.js';
import { root } from './support/paths.js';
import { serve } from './support/serve.js';

/** From the click on Start until the dot moves, ms. */
const countdown = 2400;
/** The clip: sitting still, then following the dot, then moving about in its own way. */
const still = 5000;
const free = 20_000;
const clipFrames = Math.round(((still + dotDuration + free) / 1000) * clipFrameRate);

let site: Awaited<ReturnType<typeof serve>>;
let folder: string;
let clip: CameraClip;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'camdial-pong-'));
  await build({
    root: join(root, 'examples/pong'),
    logLevel: 'warn',
    build: { outDir: folder, emptyOutDir: true },
  });
  site = await serve(folder);
  const about = wander(5);
  clip = await makeCameraClip(clipFrames, (ms) => {
    const { x, y, z } = about(ms);
    const dot = ms - still < dotDuration ? dotPath(ms - still) : x;
    // The page mirrors its camera: who leans to the right of the mirror leans to the left of the picture.
    return { x: -dot, y: 0.4 * y, z: 0.4 * z };
  });
});

afterAll(async () => {
  await site?.dispose();
  clip?.dispose();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

const part = (page: Page, id: string) => page.locator(`[data-testid="${id}"]`);

async function withPage(
  browser: Browser,
  options: Parameters<typeof openPage>[1],
  work: (watched: WatchedPage) => Promise<void>,
): Promise<void> {
  const watched = await openPage(browser, options);
  try {
    await watched.page.goto(site.url);
    await work(watched);
    expect(watched.requests.filter((url) => !/^(http:\/\/localhost|data:|blob:)/.test(url))).toEqual([]);
  } finally {
    await watched.page.context().close();
    await browser.close();
  }
}

const state = (page: Page) => part(page, 'court').getAttribute('data-state');
const untilState = (page: Page, wanted: string) =>
  expect.poll(() => state(page), { timeout: 30_000, interval: 100 }).toBe(wanted);

test('with a camera: follow the dot, and the paddle follows the person', async () => {
  const browser = await launchChromium(
    `--use-file-for-fake-video-capture=${clip.file}`,
    '--use-fake-ui-for-media-stream',
  );
  await withPage(browser, { permissions: ['camera'] }, async ({ page, troubles }) => {
    await page.evaluate(
      ([reader, size, code]) => {
        const make = new Function(`return (${reader})`)() as (...given: unknown[]) => () => number;
        Object.assign(window, { frameNumber: make('video', size, code) });
      },
      [String(frameNumberReader), clipSize, barcode] as const,
    );
    await part(page, 'start-camera').click();
    await part(page, 'follow-start').waitFor();

    // Press Start so that the dot sets out when the person of the clip does.
    const press = Math.round(((still - countdown) / 1000) * clipFrameRate);
    await page.waitForFunction(
      (frame) => {
        const number = (window as unknown as { frameNumber(): number }).frameNumber();
        if (number < frame || number > frame + 5) return false;
        document.querySelector<HTMLButtonElement>('[data-testid="follow-start"]')!.click();
        return true;
      },
      press,
      { polling: 'raf', timeout: 60_000 },
    );
    await part(page, 'train-report').waitFor({ timeout: 60_000 });
    expect(await part(page, 'train-report').textContent()).toMatch(/\d+%/);
    await part(page, 'play').click();
    await untilState(page, 'playing');

    // Only frames that were not there while it learned: the person moves freely, in another way than the dot did.
    const first = Math.round(((still + dotDuration + 500) / 1000) * clipFrameRate);
    const seen = await page.evaluate(
      async ([from, seconds]) => {
        const { frameNumber } = window as unknown as { frameNumber(): number };
        const text = (id: string) => document.querySelector(`[data-testid="${id}"]`)!;
        const rows: { frame: number; value: number; paddle: number }[] = [];
        const begin = performance.now();
        while (performance.now() - begin < 60_000 && rows.length < seconds * 30) {
          await new Promise((resolve) => setTimeout(resolve, 33));
          const frame = frameNumber();
          const value = Number.parseFloat(text('dial-value').textContent!.replace('−', '-'));
          const paddle = Number(text('court').getAttribute('data-paddle'));
          if (frame >= from && Number.isFinite(value)) rows.push({ frame, value, paddle });
        }
        return rows;
      },
      [first, 12] as const,
    );
    expect(seen.length).toBe(360);
    const truth = seen.map(({ frame }) => -clip.poses[frame]!.x);
    const values = seen.map(({ value }) => value);
    const paddles = seen.map(({ paddle }) => paddle);
    console.log(
      `correlation with the true position: ${correlation(values, truth).toFixed(3)}; of the paddle with the value: ${correlation(paddles, values).toFixed(3)}`,
    );
    expect(correlation(values, truth)).toBeGreaterThan(0.9);
    expect(correlation(paddles, values)).toBeGreaterThan(0.9);
    expect(Number.parseFloat((await part(page, 'dial-rate').textContent())!)).toBeGreaterThan(10);

    await part(page, 'pause').click();
    await untilState(page, 'paused');
    const paddle = await part(page, 'court').getAttribute('data-paddle');
    await page.waitForTimeout(700);
    expect(await part(page, 'court').getAttribute('data-paddle')).toBe(paddle);
    await part(page, 'back-to-game').click();
    await untilState(page, 'playing');
    await part(page, 'reset').click();
    expect(await part(page, 'score-player').textContent()).toContain('0');
    expect(await part(page, 'score-opponent').textContent()).toContain('0');
    expect(troubles).toEqual([]);
  });
});

test.each([
  ['Chromium', () => launchChromium()],
  ['Firefox', () => launchFirefox()],
])('with the simulated person: from the open page to the game in two clicks, in %s', async (_, launch) => {
  await withPage(await launch(), {}, async ({ page, troubles }) => {
    await part(page, 'start-simulated').click();
    await part(page, 'follow-start').click();
    await part(page, 'train-report').waitFor({ timeout: 60_000 });
    await untilState(page, 'playing');
    await expect
      .poll(() => part(page, 'court').getAttribute('data-paddle'), { timeout: 20_000 })
      .not.toBe('0.000');
    expect(troubles).toEqual([]);
  });
});

test('three poses by the keyboard, the network of the tutorial, and speed as in 2018', async () => {
  await withPage(await launchChromium(), {}, async ({ page, troubles }) => {
    await part(page, 'start-simulated').click();
    await part(page, 'tab-poses').click();
    await page.locator('summary').first().click();
    await part(page, 'regressor-select').selectOption('mlp');
    await part(page, 'epochs').selectOption('10');
    await part(page, 'drive-select').selectOption('speed');
    for (const key of ['a', 's', 'd', 'a', 's', 'd']) {
      await page.keyboard.down(key);
      await page.waitForTimeout(1500);
      await page.keyboard.up(key);
      await page.waitForTimeout(300);
    }
    for (const pose of ['up', 'stay', 'down']) {
      expect(Number.parseInt((await part(page, `count-${pose}`).textContent())!, 10)).toBeGreaterThan(20);
    }
    await part(page, 'undo').click();
    await part(page, 'train').click();
    await part(page, 'train-report').waitFor({ timeout: 120_000 });
    await part(page, 'play').click();
    await untilState(page, 'playing');
    expect(troubles).toEqual([]);
  });
});

test.each([
  [
    'without a camera',
    'camera-not-found',
    ['--use-file-for-fake-video-capture=/no/such/clip.mjpeg', '--use-fake-ui-for-media-stream'],
    'http://localhost',
  ],
  ['with permission denied', 'camera-denied', ['--deny-permission-prompts'], 'http://localhost'],
  [
    'on a page that is not secure',
    'insecure-context',
    ['--host-resolver-rules=MAP pong.example 127.0.0.1'],
    'http://pong.example',
  ],
])('%s: told in words, and there is a way on', async (_, code, extra, origin) => {
  const browser = await launchChromium(...extra);
  const { page, troubles } = await openPage(browser);
  try {
    await page.goto(site.url.replace('http://localhost', origin));
    await part(page, 'start-camera').click();
    const error = part(page, 'error');
    await error.waitFor();
    expect(await error.getAttribute('data-code')).toBe(code);
    expect((await error.textContent())!.length).toBeGreaterThan(40);
    await error.getByRole('button', { name: /simulated/i }).click();
    await part(page, 'follow-start').waitFor();
    expect(troubles).toEqual([]);
  } finally {
    await browser.close();
  }
});

test('at 360 px nothing is cut off or scrolls sideways, and the keyboard alone plays', async () => {
  await withPage(
    await launchChromium(),
    { viewport: { width: 360, height: 740 } },
    async ({ page, troubles }) => {
      const sideways = () =>
        page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(await sideways()).toBe(0);
      await part(page, 'start-keyboard').focus();
      await page.keyboard.press('Enter');
      await untilState(page, 'playing');
      expect(await sideways()).toBe(0);
      const before = Number(await part(page, 'court').getAttribute('data-paddle'));
      await page.keyboard.down('ArrowUp');
      await expect
        .poll(async () => Number(await part(page, 'court').getAttribute('data-paddle')), { timeout: 5000 })
        .toBeGreaterThan(before + 0.2);
      await page.keyboard.up('ArrowUp');
      expect(troubles).toEqual([]);
    },
  );
});

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  const sum = (term: (i: number) => number) => a.reduce((total, _, i) => total + term(i), 0);
  const covariance = sum((i) => (a[i]! - meanA) * (b[i]! - meanB));
  return covariance / Math.sqrt(sum((i) => (a[i]! - meanA) ** 2) * sum((i) => (b[i]! - meanB) ** 2));
}
