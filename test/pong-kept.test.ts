/** Pong's dial survives: a reload, as a file, in two tabs; and is forgotten when it is to be. */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from './support/browser.js';
import type { ExampleSite } from './support/examples.js';
import { buildPong, part, sideways, untilState, withPong } from './support/pong.js';

let site: ExampleSite;

beforeAll(async () => {
  site = await buildPong();
});

afterAll(() => site?.dispose());

const taught = async (page: Page) =>
  Number.parseInt((await part(page, 'dial-holds').textContent())!, 10) || 0;
const untilTaught = (page: Page, samples: number) =>
  expect.poll(() => taught(page), { timeout: 10_000 }).toBe(samples);
const untilStage = (page: Page, stage: string) => page.locator(`body[data-stage="${stage}"]`).waitFor();

/** As a person does who sees that all is kept. */
async function reload(page: Page): Promise<void> {
  await page.locator('.your-dial:not([data-writing])').waitFor({ state: 'attached' });
  await page.reload();
}

/** The simulated person, where nothing is taught. */
async function enter(page: Page): Promise<void> {
  await part(page, 'start-simulated').click();
  await part(page, 'follow-start').waitFor();
}

/** The simulated person, and the dial is back. */
async function comeBack(page: Page): Promise<void> {
  await part(page, 'start-simulated').click();
  await untilStage(page, 'ready');
}

/** @returns the samples of the round. */
async function follow(page: Page): Promise<number> {
  const before = await taught(page);
  await part(page, 'follow-start').click();
  await part(page, 'train-report').waitFor({ timeout: 60_000 });
  await part(page, 'wait').click();
  return (await taught(page)) - before;
}

async function hold(page: Page, pose: string): Promise<void> {
  await part(page, `pose-${pose}`).focus();
  await page.keyboard.down('Enter');
  await expect.poll(() => part(page, 'status').textContent(), { interval: 50 }).toBe(`Recording ${pose}.`);
  await page.waitForTimeout(1200); // it leans there first
  await page.keyboard.up('Enter');
  await expect.poll(() => part(page, 'status').textContent()).toContain(` of ${pose} recorded`);
}

async function poses(page: Page): Promise<void> {
  await part(page, 'tab-poses').click();
  for (const pose of ['up', 'stay', 'down']) await hold(page, pose);
}

/** The dial reads, and the game is played with it. */
async function plays(page: Page): Promise<void> {
  await expect
    .poll(async () => Number.parseFloat((await part(page, 'dial-value').textContent())!), { timeout: 10_000 })
    .not.toBeNaN();
  await part(page, 'play').click();
  await untilState(page, 'playing');
}

const openFold = (page: Page) => page.locator('.your-dial > summary').click();
const note = (page: Page) => part(page, 'dial-note');

test('a reload brings the dial back; its file too, after everything was forgotten', async () => {
  await withPong(site, await launchChromium(), {}, async ({ page, troubles }) => {
    await enter(page);
    const samples = await follow(page);
    expect(samples).toBeGreaterThan(100);

    await reload(page);
    await comeBack(page);
    expect(await page.locator('.game-note').textContent()).toContain(
      `Your dial is back: ${samples} samples in 1 round.`,
    );
    await plays(page);

    await openFold(page);
    const downloading = page.waitForEvent('download');
    await part(page, 'dial-export').click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe('lean-pong-dial.npz');
    const file = await download.path();

    await part(page, 'dial-forget').click();
    await page.keyboard.press('Enter'); // what has the focus keeps it
    expect(await taught(page)).toBe(samples);
    await part(page, 'dial-forget').click();
    await part(page, 'forget-yes').click();
    await note(page).getByText('Everything is forgotten').waitFor();
    expect(await taught(page)).toBe(0);
    await untilStage(page, 'teach');
    expect(await part(page, 'teach-done').isVisible()).toBe(false);
    expect(await part(page, 'dial-kept').textContent()).toBe('');

    await reload(page);
    await enter(page);
    expect(await taught(page)).toBe(0);

    await openFold(page);
    await part(page, 'dial-file').setInputFiles({
      name: 'lean-pong-dial.npz',
      mimeType: 'application/octet-stream',
      buffer: readFileSync(file),
    });
    await untilStage(page, 'ready');
    expect(await note(page).textContent()).toBe(`Imported: ${samples} samples in 1 round.`);
    await plays(page);

    // What came from a file is kept as well.
    await reload(page);
    await comeBack(page);
    expect(await taught(page)).toBe(samples);
    expect(troubles).toEqual([]);
  });
});

test('a damaged file is told, and one that is none; nothing changes, and the game goes on', async () => {
  await withPong(site, await launchChromium(), {}, async ({ page, troubles }) => {
    await enter(page);
    const samples = await follow(page);
    await openFold(page);
    const downloading = page.waitForEvent('download');
    await part(page, 'dial-export').click();
    const whole = readFileSync(await (await downloading).path());
    await part(page, 'play').click();
    await untilState(page, 'playing');

    const damaged = Buffer.from(whole);
    const middle = Math.floor(whole.length / 2);
    damaged.fill(7, middle, middle + 100);
    for (const [name, buffer] of [
      ['damaged.npz', damaged],
      ['half.npz', whole.subarray(0, middle)],
      ['text.npz', Buffer.from('no dial')],
    ] as const) {
      await note(page).evaluate((element) => element.replaceChildren());
      await part(page, 'dial-file').setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
      await page.locator('[data-testid="dial-note"].trouble').waitFor();
      expect((await note(page).textContent())!.length).toBeGreaterThan(30);
      expect(await taught(page)).toBe(samples);
    }
    await untilState(page, 'playing');

    const drop = async (name: string, bytes: Buffer) => {
      const transfer = await page.evaluateHandle(
        ([name, text]) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], name));
          return transfer;
        },
        [name, bytes.toString('base64')] as const,
      );
      await part(page, 'court').dispatchEvent('drop', { dataTransfer: transfer });
    };
    await drop('picture.png', Buffer.from('x'));
    await note(page).getByText('That is no dial').waitFor();
    await drop('mine.npz', whole);
    await note(page).getByText(`Imported: ${samples} samples in 1 round.`).waitFor();
    await untilStage(page, 'paused');
    await part(page, 'back-to-game').click();
    await untilState(page, 'playing');
    expect(troubles).toEqual([]);
  });
});

test('what is undone after a reload stays undone', async () => {
  await withPong(site, await launchChromium(), {}, async ({ page, troubles }) => {
    await enter(page);
    await poses(page);
    const before = await taught(page);
    await hold(page, 'up');
    const all = await taught(page);
    expect(all).toBeGreaterThan(before);

    await reload(page);
    await comeBack(page);
    expect(await taught(page)).toBe(all);
    await part(page, 'teach-anew').click();
    await part(page, 'undo').click();
    expect(await taught(page)).toBe(before);

    await reload(page);
    await comeBack(page);
    expect(await taught(page)).toBe(before);
    await part(page, 'teach-anew').click();
    await part(page, 'clear').click();

    await reload(page);
    await enter(page);
    expect(await taught(page)).toBe(0);
    expect(troubles).toEqual([]);
  });
});

test('a network comes back as it was trained; what another regressor learned is trained anew', async () => {
  await withPong(site, await launchChromium(), {}, async ({ page, troubles }) => {
    const withNetwork = async () => {
      // The settings are not on the first page.
      await part(page, 'regressor-select').evaluate((select: HTMLSelectElement) => {
        select.value = 'mlp';
        select.dispatchEvent(new Event('change'));
      });
    };
    await withNetwork();
    await enter(page);
    await poses(page);
    await part(page, 'train').click();
    await part(page, 'train-report').waitFor({ timeout: 120_000 });

    await reload(page);
    await withNetwork();
    await comeBack(page);
    await plays(page);

    await reload(page);
    await comeBack(page); // ridge regression learns at once
    await part(page, 'teach-anew').click();
    await part(page, 'train').click();
    await part(page, 'train-report').waitFor();

    await reload(page);
    await withNetwork();
    await enter(page);
    expect(await part(page, 'train').isEnabled()).toBe(true);
    expect(await part(page, 'teach-done').isVisible()).toBe(false);
    expect(troubles).toEqual([]);
  });
});

test('a round recorded in one tab is there in the other; so is that all is forgotten', async () => {
  await withPong(site, await launchChromium(), {}, async ({ page, troubles }) => {
    const other = await page.context().newPage();
    await other.goto(site.url);
    await enter(other);
    await page.bringToFront();
    await enter(page);
    await poses(page);
    await untilTaught(other, await taught(page));

    await openFold(page);
    await part(page, 'dial-forget').click();
    await part(page, 'forget-yes').click();
    await note(page).getByText('Everything is forgotten').waitFor();
    await expect.poll(() => part(other, 'dial-kept').textContent()).not.toBe('');
    expect(await part(other, 'dial-trouble').textContent()).toMatch(/forgotten in another tab/);
    expect(await taught(other)).toBeGreaterThan(0);
    expect(troubles).toEqual([]);
  });
});

test('where the browser keeps nothing, that is told in a small place, and all goes on', async () => {
  await withPong(site, await launchChromium(), {}, async ({ page, troubles }) => {
    await page.addInitScript(() => {
      Object.defineProperty(globalThis, 'indexedDB', { value: undefined });
    });
    await reload(page);
    await enter(page);
    expect(await part(page, 'dial-kept').textContent()).toBe('not all of it is kept');
    expect(await part(page, 'dial-trouble').textContent()).toMatch(/IndexedDB/);
    await follow(page);
    await plays(page);
    await openFold(page);
    await part(page, 'dial-forget').click();
    await part(page, 'forget-yes').click();
    await note(page).getByText('This page has forgotten everything.').waitFor();
    expect(await taught(page)).toBe(0);
    expect(troubles).toEqual([]);
  });
});

test.each([320, 360])('at %i px, by keys alone, nothing is cut off', async (width) => {
  await withPong(
    site,
    await launchChromium(),
    { viewport: { width, height: 740 }, colorScheme: 'dark' },
    async ({ page, troubles }) => {
      await enter(page);
      await page.locator('.your-dial > summary').focus();
      await page.keyboard.press('Enter');
      expect(await sideways(page)).toBe(0);
      await part(page, 'dial-forget').focus();
      await page.keyboard.press('Enter');
      const hasFocus = (id: string) =>
        part(page, id).evaluate((element) => element === document.activeElement);
      expect(await hasFocus('forget-no')).toBe(true);
      expect(await sideways(page)).toBe(0);
      await page.keyboard.press('Escape');
      expect(await hasFocus('dial-forget')).toBe(true);
      await page.keyboard.press('Enter');
      await page.keyboard.press('Shift+Tab');
      await page.keyboard.press('Enter');
      await note(page).getByText('Everything is forgotten').waitFor();
      expect(await hasFocus('dial-forget')).toBe(true);
      expect(await sideways(page)).toBe(0);
      expect(troubles).toEqual([]);
    },
  );
});
