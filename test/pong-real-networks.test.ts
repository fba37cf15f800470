/** Pong with the real networks, in Chromium. Where they are not beside the checkout, this is skipped. */
import { wander } from 'camdial/testing';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium, type WatchedPage } from './support/browser.js';
import type { CameraClip } from './support/camera-clip.js';
import type { ExampleSite } from './support/examples.js';
import { makeFastCameraClip } from './support/fast-clip.js';
import { bestPaceOf } from './support/page-pace.js';
import { buildPong, followWithClip, part, untilState, watchDial, withPong } from './support/pong.js';
import { hasRealModels, noRealModels, routeRealModels } from './support/real-models.js';
import { firstFree, makeWanderingClip, still } from './support/wandering-clip.js';

if (!hasRealModels) console.warn(`Pong with real networks is not tested: ${noRealModels}.`);

describe.skipIf(!hasRealModels)('Pong with the real networks', () => {
  let site: ExampleSite;
  let clip: CameraClip;
  let fastClip: CameraClip;

  beforeAll(async () => {
    site = await buildPong();
    clip = await makeWanderingClip();
    const about = wander(5);
    fastClip = await makeFastCameraClip(1200, (ms) => about(ms));
  });

  afterAll(async () => {
    await site?.dispose();
    clip?.dispose();
    fastClip?.dispose();
  });

  async function withCamera(seen: CameraClip, work: (watched: WatchedPage) => Promise<void>): Promise<void> {
    const browser = await launchChromium(
      `--use-file-for-fake-video-capture=${seen.file}`,
      '--use-fake-ui-for-media-stream',
    );
    const options = { permissions: ['camera'] };
    const others = ['https://storage.googleapis.com/'];
    await withPong(
      site,
      browser,
      options,
      async (watched) => {
        await routeRealModels(watched.page.context());
        await work(watched);
        expect(watched.troubles).toEqual([]);
      },
      others,
    );
  }

  const toggleSettings = (page: Page) => page.locator('.settings > summary').click();

  async function openCamera(page: Page): Promise<void> {
    await part(page, 'start-camera').click();
    await part(page, 'follow-start').waitFor();
  }

  /** Chooses a network; the one that is not at a public address is at one here. */
  async function choose(page: Page, id: string): Promise<void> {
    await toggleSettings(page);
    await part(page, 'backbone-select').selectOption(id);
    if (id !== 'mobilenet') {
      await part(page, 'model-url').fill('models/densenet121/model.json');
      await part(page, 'network-load').click();
    }
    const running = part(page, 'network-info').locator('summary');
    await running.waitFor({ timeout: 60_000 });
    expect(await running.textContent()).toMatch(
      /^In a worker, on camdial's engine\. \d+ operations a frame\.$/,
    );
    await toggleSettings(page);
  }

  async function followAndPlay(page: Page): Promise<void> {
    await part(page, 'follow-start').click();
    await part(page, 'train-report').waitFor({ timeout: 120_000 });
    await part(page, 'play').click();
    await untilState(page, 'playing');
  }

  // The person of a clip does not wait for a machine that is busy with other things.
  test('MobileNet in a worker: the paddle follows the person', { retry: 2 }, async () => {
    await withCamera(clip, async ({ page }) => {
      await openCamera(page);
      await choose(page, 'mobilenet');
      await followWithClip(page, still);
      await part(page, 'train-report').waitFor({ timeout: 60_000 });
      await part(page, 'play').click();
      await untilState(page, 'playing');
      const { dial, paddle } = await watchDial(page, clip, firstFree);
      expect(dial).toBeGreaterThan(0.9);
      expect(paddle).toBeGreaterThan(0.9);
    });
  });

  test('MobileNet with a camera of 60 frames a second: as many values, and nothing holds up the page', async () => {
    await withCamera(fastClip, async ({ page }) => {
      await openCamera(page);
      await choose(page, 'mobilenet');
      await followAndPlay(page);
      // The camera of a busy machine gives fewer pictures.
      const pace = await bestPaceOf(
        page,
        ({ values, pictures, longTasks }) => values >= 0.92 * pictures && longTasks.length === 0,
      );
      expect(pace.longTasks).toEqual([]);
      expect(pace.pictures).toBeGreaterThan(0);
      expect(pace.values).toBeGreaterThanOrEqual(0.92 * pace.pictures);
      expect(Number(await part(page, 'dial-rate').textContent())).toBeGreaterThan(30); // what the page itself says
    });
  });

  test('DenseNet: the page is as smooth as without it', async () => {
    await withCamera(fastClip, async ({ page }) => {
      await part(page, 'start-keyboard').click();
      await untilState(page, 'playing');
      const without = await bestPaceOf(page, ({ frames }) => frames > 55);
      await toggleSettings(page);
      await part(page, 'source-select').selectOption({ index: 2 });
      await part(page, 'follow-start').waitFor();
      await toggleSettings(page);
      await choose(page, 'densenet121');
      await followAndPlay(page);
      const enough = 0.9 * without.frames;
      const pace = await bestPaceOf(page, (each) => each.frames >= enough && each.longTasks.length === 0);
      expect(pace.longTasks).toEqual([]);
      expect(pace.frames).toBeGreaterThanOrEqual(enough);
      expect(pace.values).toBeGreaterThan(0);
    });
  });

  test('as in the tutorial: three poses, its network, and speed; then all is as it was before', async () => {
    const options = {};
    await withPong(site, await launchChromium(), options, async ({ page, troubles }) => {
      await routeRealModels(page.context());
      await part(page, 'start-simulated').click();
      await part(page, 'follow-start').waitFor();
      await choose(page, 'tutorial');
      const settings = async () => [
        await part(page, 'regressor-select').inputValue(),
        await part(page, 'drive-select').inputValue(),
      ];
      expect(await settings()).toEqual(['mlp-2018', 'speed']);
      expect(await part(page, 'tab-poses').getAttribute('aria-selected')).toBe('true');
      await toggleSettings(page);
      await part(page, 'network-info').locator('summary').click();
      expect(await part(page, 'network-info').textContent()).toContain('conv5_block16_concat, 7 × 7 × 1024');
      for (const [key, pose] of [
        ['a', 'up'],
        ['s', 'stay'],
        ['d', 'down'],
      ] as const) {
        await page.keyboard.down(key);
        await expect
          .poll(async () => Number(await part(page, `count-${pose}`).textContent()), { timeout: 30_000 })
          .toBeGreaterThanOrEqual(5);
        await page.keyboard.up(key);
        await expect.poll(() => part(page, 'status').textContent()).toContain('recorded');
      }
      await part(page, 'train').click();
      await part(page, 'train-report').waitFor({ timeout: 150_000 });
      await part(page, 'play').click();
      await untilState(page, 'playing');

      await part(page, 'backbone-select').selectOption('scattering');
      await expect.poll(settings).toEqual(['ridge', 'position']);
      expect(troubles).toEqual([]);
    });
  });
});
