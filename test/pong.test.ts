/** Pong as a person meets it, built and served, in Chromium. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium, launchFirefox, openPage } from './support/browser.js';
import type { CameraClip } from './support/camera-clip.js';
import type { ExampleSite } from './support/examples.js';
import {
  buildPong,
  followWithClip,
  part,
  sideways,
  untilState,
  watchDial,
  watchTeaching,
  withPong,
} from './support/pong.js';
import { firstFree, makeWanderingClip, still } from './support/wandering-clip.js';

let site: ExampleSite;
let clip: CameraClip;

beforeAll(async () => {
  site = await buildPong();
  clip = await makeWanderingClip();
});

afterAll(async () => {
  await site?.dispose();
  clip?.dispose();
});

/** Nobody pressed Train, and nobody waited. */
const learnedOnTheWay = ['follow', 'report'];

test('with a camera: follow the dot, and the paddle follows the person', async () => {
  const browser = await launchChromium(
    `--use-file-for-fake-video-capture=${clip.file}`,
    '--use-fake-ui-for-media-stream',
  );
  await withPong(site, browser, { permissions: ['camera'] }, async ({ page, troubles }) => {
    await part(page, 'start-camera').click();
    await part(page, 'follow-start').waitFor();

    const teaching = await watchTeaching(page, () => followWithClip(page, still));
    expect(teaching.stages).toEqual(learnedOnTheWay);
    expect(teaching.readsAfter).toBeLessThan(10);
    expect(teaching.paddleMoves).toBeGreaterThan(0.02);
    expect(await part(page, 'train-report').textContent()).toMatch(/\d+%/);
    await part(page, 'play').click();
    await untilState(page, 'playing');

    // Only frames that were not there while it learned: the person moves freely, in another way than the dot did.
    const { dial, paddle: paddles } = await watchDial(page, clip, firstFree);
    expect(dial).toBeGreaterThan(0.9);
    expect(paddles).toBeGreaterThan(0.9);
    expect(Number.parseFloat((await part(page, 'dial-rate').textContent())!)).toBeGreaterThan(10);

    await part(page, 'pause').click();
    await untilState(page, 'paused');
    const paddle = await part(page, 'court').getAttribute('data-paddle');
    await page.waitForTimeout(700);
    expect(await part(page, 'court').getAttribute('data-paddle')).toBe(paddle);
    await part(page, 'back-to-game').click();
    await untilState(page, 'playing');
    await part(page, 'reset').click();
    // The score is written when the page is next drawn.
    await expect.poll(() => part(page, 'score-player').textContent()).toBe('0');
    await expect.poll(() => part(page, 'score-opponent').textContent()).toBe('0');
    expect(troubles).toEqual([]);
  });
});

test.each([
  ['Chromium', () => launchChromium()],
  ['Firefox', () => launchFirefox()],
])('with the simulated person: from the open page to the game in two clicks, in %s', async (_, launch) => {
  await withPong(site, await launch(), {}, async ({ page, troubles }) => {
    await part(page, 'start-simulated').click();
    const teaching = await watchTeaching(page, () => part(page, 'follow-start').click());
    expect(teaching.stages).toEqual(learnedOnTheWay);
    expect(teaching.readsAfter).toBeLessThan(10);
    expect(teaching.paddleMoves).toBeGreaterThan(0.2);
    expect(await part(page, 'train-report').textContent()).toMatch(/\d+%/);
    await untilState(page, 'playing');
    await expect
      .poll(() => part(page, 'court').getAttribute('data-paddle'), { timeout: 20_000 })
      .not.toBe('0.000');
    expect(troubles).toEqual([]);
  });
});

test('stopped on the way, a round is not kept, nor what was learned from it', async () => {
  await withPong(site, await launchChromium(), {}, async ({ page, troubles }) => {
    const dial = async () => Number.parseFloat((await part(page, 'dial-value').textContent())!);
    const untilLearning = async () => {
      await part(page, 'so-far').getByText('%').waitFor();
      expect(await dial()).not.toBeNaN();
    };
    await part(page, 'start-simulated').click();
    await part(page, 'follow-start').click();
    await untilLearning();
    await part(page, 'follow-stop').click();
    await part(page, 'follow-start').waitFor();
    expect(await part(page, 'train').isVisible()).toBe(false);
    expect(await part(page, 'teach-done').isVisible()).toBe(false);

    await part(page, 'tab-poses').click();
    for (const key of ['a', 's', 'd']) {
      await page.keyboard.down(key);
      await page.waitForTimeout(1500);
      await page.keyboard.up(key);
      await page.waitForTimeout(300);
    }
    const taught = await part(page, 'sample-count').textContent();
    await part(page, 'train').click();
    await part(page, 'add-round').click();
    await untilLearning();
    await page.keyboard.press('Escape');
    await part(page, 'teach-done').waitFor();
    expect(await part(page, 'sample-count').textContent()).toBe(taught);
    await part(page, 'teach-done').click();
    await untilState(page, 'playing');
    await expect.poll(dial).not.toBeNaN();
    expect(troubles).toEqual([]);
  });
});

test('three poses by the keyboard, the network of the tutorial, and speed as in 2018', async () => {
  await withPong(site, await launchChromium(), {}, async ({ page, troubles }) => {
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

test('unplugged while it runs: told in words, and it goes on by itself when the camera is back', async () => {
  const browser = await launchChromium(
    `--use-file-for-fake-video-capture=${clip.file}`,
    '--use-fake-ui-for-media-stream',
  );
  await withPong(site, browser, { permissions: ['camera'] }, async ({ page, troubles }) => {
    await part(page, 'start-camera').click();
    await part(page, 'follow-start').waitFor();
    await page.evaluate(() => {
      const { mediaDevices } = navigator;
      mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotFoundError'));
      const { srcObject } = document.querySelector('video')!;
      for (const track of (srcObject as MediaStream).getTracks()) track.stop();
    });
    await part(page, 'error').waitFor();
    expect(await part(page, 'error').getAttribute('data-code')).toBe('camera-lost');
    await page.evaluate(() => {
      const { mediaDevices } = navigator;
      Reflect.deleteProperty(mediaDevices, 'getUserMedia');
      mediaDevices.dispatchEvent(new Event('devicechange'));
    });
    await part(page, 'follow-start').waitFor();
    expect(await part(page, 'error').isVisible()).toBe(false);
    expect(troubles).toEqual([]);
  });
});

test('at 360 px nothing is cut off or scrolls sideways, and the keyboard alone plays', async () => {
  await withPong(
    site,
    await launchChromium(),
    { viewport: { width: 360, height: 740 } },
    async ({ page, troubles }) => {
      expect(await sideways(page)).toBe(0);
      await part(page, 'start-keyboard').focus();
      await page.keyboard.press('Enter');
      await untilState(page, 'playing');
      expect(await sideways(page)).toBe(0);
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
