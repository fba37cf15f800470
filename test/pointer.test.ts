/** The page that is used by head as a person meets it, built and served, in Chromium. */
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from './support/browser.js';
import {
  buildExample,
  checkCameraDenied,
  correlation,
  type ExampleSite,
  leadAbout,
  unnamed,
} from './support/examples.js';
import { part, sideways, withPong as withPage } from './support/pong.js';

let site: ExampleSite;

beforeAll(async () => {
  site = await buildExample('pointer');
});

afterAll(() => site?.dispose());

const score = async (page: Page) => Number(await part(page, 'score').textContent());
const untilHand = (page: Page, hand: string) => page.locator(`body[data-hand="${hand}"]`).waitFor();
const cursor = (page: Page) => page.locator('.camdial-cursor');

const place = `() => {
  const cursor = document.querySelector('.camdial-cursor');
  if (!cursor || cursor.style.display === 'none') return null;
  const { left, top, width, height } = cursor.getBoundingClientRect();
  return [(left + width / 2) / innerWidth, -(top + height / 2) / innerHeight];
}`;

/** How well the pointer goes with the head, to the sides and up and down. */
async function follows(page: Page): Promise<{ x: number; y: number }> {
  const seen = await leadAbout(page, 3, place);
  expect(seen.length).toBeGreaterThan(20);
  const made = (i: number) => seen.map((each) => each.made[i]!);
  const x = correlation(
    seen.map((each) => each.x),
    made(0),
  );
  const y = correlation(
    seen.map((each) => each.y),
    made(1),
  );
  console.log(`correlation with the true pose: ${x.toFixed(3)} to the sides, ${y.toFixed(3)} up and down`);
  return { x, y };
}

test('follow the dot, and the page is used by head; the mouse has precedence', async () => {
  await withPage(site, await launchChromium(), {}, async ({ page, troubles }) => {
    await part(page, 'start-simulated').click();
    await part(page, 'follow-start').click();
    await part(page, 'train-report').waitFor({ timeout: 60_000 });
    expect(await page.locator('#live-title').textContent()).toMatch(
      /^Left and right within \d+%, up and down within/,
    );
    await part(page, 'play').focus();
    await page.keyboard.press('Enter');
    const { x, y } = await follows(page);
    expect(x).toBeGreaterThan(0.9);
    expect(y).toBeGreaterThan(0.9);

    await page.mouse.move(300, 300);
    await page.mouse.move(320, 310);
    await untilHand(page, 'mouse');
    expect(await cursor(page).isVisible()).toBe(false);

    await part(page, 'recalibrate').focus();
    await page.keyboard.press('Enter');
    await page.locator('body[data-stage="recalibrate"]').waitFor();
    await part(page, 'status').getByText('Recalibrated.').waitFor({ timeout: 30_000 });
    // The mouse lies still; the person looks for the targets by itself, and a dwell clicks.
    await untilHand(page, 'head');
    expect(await cursor(page).isVisible()).toBe(true);
    await expect.poll(() => score(page), { timeout: 20_000 }).toBeGreaterThan(0);

    await part(page, 'rest').focus();
    await page.keyboard.press('Enter');
    const before = await score(page);
    await part(page, 'away').evaluate((button: HTMLButtonElement) => button.click());
    await untilHand(page, 'unsure');
    expect(await cursor(page).isVisible()).toBe(false);
    await page.keyboard.press('Enter'); // on "Go on", which has the focus
    expect(await part(page, 'resting').isVisible()).toBe(false);
    expect(await score(page)).toBe(before);

    await page.locator('.your-dial:not([data-writing])').waitFor({ state: 'attached' });
    await page.reload();
    await part(page, 'start-simulated').click();
    await page.locator('body[data-stage="ready"]').waitFor();
    expect(await part(page, 'live-note').textContent()).toMatch(
      /^Your dial is back: \d+ samples in 1 round\./,
    );
    await untilHand(page, 'head');
    expect(troubles).toEqual([]);
  });
});

test('at 360 px, in the dark, nothing scrolls sideways, and everything has a name', async () => {
  const options = { viewport: { width: 360, height: 740 }, colorScheme: 'dark' } as const;
  await withPage(site, await launchChromium(), options, async ({ page, troubles }) => {
    expect(await sideways(page)).toBe(0);
    await part(page, 'start-simulated').focus();
    await page.keyboard.press('Enter');
    await part(page, 'follow-start').waitFor();
    expect(await sideways(page)).toBe(0);
    await part(page, 'follow-start').focus();
    await page.keyboard.press('Enter');
    await part(page, 'follow-stop').waitFor();
    expect(await sideways(page)).toBe(0);
    await page.keyboard.press('Escape');
    await part(page, 'follow-start').waitFor();
    // The page itself, as it is when it is used.
    await page.evaluate(() => {
      document.body.dataset['stage'] = 'play';
    });
    expect(await sideways(page)).toBe(0);
    expect(await unnamed(page)).toEqual([]);
    expect(troubles).toEqual([]);
  });
});

test('with the camera denied: told in words, and there is a way on', () => checkCameraDenied(site.url));
