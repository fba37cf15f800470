/** The theremin as a person meets it, built and served, in Chromium. */
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
  site = await buildExample('theremin');
});

afterAll(() => site?.dispose());

/** The root of the mean square of what comes out. */
const level = async (page: Page) => Number(await part(page, 'stage').getAttribute('data-level'));
const untilSilent = (page: Page) => expect.poll(() => level(page), { interval: 50 }).toBeLessThan(1e-4);
const untilHeard = (page: Page) => expect.poll(() => level(page), { interval: 50 }).toBeGreaterThan(0.005);

const frequency = `() => {
  const { frequency, level } = document.querySelector('[data-testid="stage"]').dataset;
  return [Math.log2(Number(frequency)), Math.log10(1e-4 + Number(level))];
}`;

test('follow the dot, and it plays: pitch and loudness follow the person, and it is silent when it should be', async () => {
  await withPage(site, await launchChromium(), {}, async ({ page, troubles }) => {
    await part(page, 'start-simulated').click();
    await part(page, 'follow-start').click();
    await part(page, 'train-report').waitFor({ timeout: 60_000 });
    expect(await page.locator('#live-title').textContent()).toMatch(
      /^Pitch within \d+%, loudness within \d+%/,
    );
    expect(await level(page)).toBe(0); // not before a click
    await part(page, 'scale-select').selectOption('glide');
    await part(page, 'play').click();
    await untilHeard(page);

    const seen = await leadAbout(page, 5, frequency);
    const made = (i: number) => seen.map((each) => each.made[i]!);
    const follows = {
      pitch: correlation(
        seen.map(({ x }) => x),
        made(0),
      ),
      loudness: correlation(
        seen.map(({ y }) => y),
        made(1),
      ),
    };
    console.log(
      `correlation with the true pose: pitch ${follows.pitch.toFixed(3)}, loudness ${follows.loudness.toFixed(3)}`,
    );
    expect(follows.pitch).toBeGreaterThan(0.9);
    expect(follows.loudness).toBeGreaterThan(0.8);

    await part(page, 'away').click();
    await untilSilent(page);
    await part(page, 'away').click();
    await untilHeard(page);
    await part(page, 'mute').click();
    await untilSilent(page);
    await page.keyboard.press('m');
    await untilHeard(page);
    await part(page, 'stop').click();
    await untilSilent(page);

    await page.locator('.your-dial:not([data-writing])').waitFor({ state: 'attached' });
    await page.reload();
    await part(page, 'start-simulated').click();
    await page.locator('body[data-stage="ready"]').waitFor();
    expect(await part(page, 'live-note').textContent()).toMatch(
      /^Your dial is back: \d+ samples in 1 round\./,
    );
    expect(await part(page, 'scale-select').inputValue()).toBe('glide');
    await part(page, 'play').click();
    await untilHeard(page);
    await page.keyboard.press('Escape');
    await untilSilent(page);
    expect(troubles).toEqual([]);
  });
});

test('at 360 px, in the dark, nothing scrolls sideways, and everything has a name', async () => {
  const options = { viewport: { width: 360, height: 740 }, colorScheme: 'dark' } as const;
  await withPage(site, await launchChromium(), options, async ({ page, troubles }) => {
    expect(await sideways(page)).toBe(0);
    expect(await unnamed(page)).toEqual([]);
    await part(page, 'start-simulated').focus();
    await page.keyboard.press('Enter');
    await part(page, 'follow-start').waitFor();
    expect(await sideways(page)).toBe(0);
    expect(await unnamed(page)).toEqual([]);
    await part(page, 'follow-start').focus();
    await page.keyboard.press('Enter');
    await part(page, 'follow-stop').waitFor();
    expect(await sideways(page)).toBe(0);
    await page.keyboard.press('Escape');
    await part(page, 'follow-start').waitFor();
    expect(troubles).toEqual([]);
  });
});

test('with the camera denied: told in words, and there is a way on', () => checkCameraDenied(site.url));
