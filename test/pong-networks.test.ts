/** Pong's choice of networks as a person meets it, in Chromium, with a network that is made on the spot. */
import type { BrowserContextOptions, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium, type WatchedPage } from './support/browser.js';
import type { ExampleSite } from './support/examples.js';
import { buildPong, part, sideways, stateOf, untilState, withPong } from './support/pong.js';
import { type Answer, TinyNetworkServer, tinyNetworkFiles } from './support/tiny-network-files.js';

let site: ExampleSite;

beforeAll(async () => {
  site = await buildPong();
});

afterAll(() => site?.dispose());

/** What the browser itself says of files that did not come is no mistake of the page. */
const ownTroubles = ({ troubles }: WatchedPage) =>
  troubles.filter((text) => !text.startsWith('Failed to load resource'));

/** With the simulated person in the page, and the settings open. */
async function withPerson(
  work: (watched: WatchedPage, server: TinyNetworkServer) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> {
  const others = ['https://storage.googleapis.com/'];
  await withPong(
    site,
    await launchChromium(),
    options,
    async (watched) => {
      const server = await TinyNetworkServer.for(watched.page.context());
      await enter(watched.page);
      await work(watched, server);
      expect(ownTroubles(watched)).toEqual([]);
    },
    others,
  );
}

async function enter(page: Page): Promise<void> {
  await part(page, 'start-simulated').click();
  await part(page, 'follow-start').waitFor();
  await page.locator('.settings > summary').click();
}

async function teach(page: Page): Promise<void> {
  await part(page, 'tab-poses').click();
  for (const pose of ['up', 'down', 'stay', 'up', 'down', 'stay']) {
    await part(page, `pose-${pose}`).focus();
    await page.keyboard.down('Enter');
    await expect.poll(() => part(page, 'status').textContent(), { interval: 50 }).toBe(`Recording ${pose}.`);
    await page.waitForTimeout(1200); // it leans there first
    await page.keyboard.up('Enter');
    await expect
      .poll(() => part(page, 'status').textContent(), { interval: 50 })
      .toContain(` of ${pose} recorded`);
  }
  await part(page, 'train').click();
  await part(page, 'train-report').waitFor({ timeout: 60_000 });
}

const chosen = (page: Page) => part(page, 'backbone-select').inputValue();
const choose = (page: Page, id: string) => part(page, 'backbone-select').selectOption(id);
const running = (page: Page) => part(page, 'network-info').locator('summary');
const untilRunning = (page: Page) => running(page).waitFor({ timeout: 30_000 });
const stage = (page: Page) => page.locator('body').getAttribute('data-stage');
const untilStage = (page: Page, wanted: string) =>
  expect.poll(() => stage(page), { timeout: 30_000, interval: 50 }).toBe(wanted);

async function reads(page: Page): Promise<void> {
  await expect
    .poll(async () => Number.parseFloat((await part(page, 'dial-value').textContent())!), { timeout: 10_000 })
    .not.toBeNaN();
}

test('each backbone keeps what it was taught, and what it learned', async () => {
  await withPerson(async ({ page }) => {
    await teach(page);

    await choose(page, 'mobilenet');
    await untilRunning(page);
    expect(await running(page).textContent()).toMatch(
      /^In a worker, on camdial's engine\. \d+ operations a frame\.$/,
    );
    expect(page.workers()).toHaveLength(1);
    const note = await part(page, 'teach-note').textContent();
    expect(note).toMatch(/MobileNet.*taught anew.*samples you taught with wavelet scattering are kept/s);
    await untilStage(page, 'teach');
    await teach(page);
    await reads(page);
    await part(page, 'play').click();
    await untilState(page, 'playing');

    await choose(page, 'scattering');
    await untilStage(page, 'paused');
    expect(await page.locator('.game-note').textContent()).toMatch(/Back to wavelet scattering/);
    expect(await part(page, 'network-info').isVisible()).toBe(false);
    expect(await part(page, 'network-form').isVisible()).toBe(false);
    await reads(page);
    await expect.poll(() => page.workers().length).toBe(0);

    await choose(page, 'mobilenet');
    await untilStage(page, 'paused');
    expect(await running(page).textContent()).toContain('Loaded from this browser.');
    await reads(page);
  });
});

describe('a network that does not load is told in words, and what was there goes on', () => {
  const html: Answer = (route) =>
    route.fulfill({
      body: '<!doctype html><title>Home</title>',
      contentType: 'text/html',
      headers: { 'access-control-allow-origin': '*' },
    });
  test.each<[string, string, Answer]>([
    ['not found', 'model-unreachable', (route) => route.fulfill({ status: 404 })],
    ['a web page in its place', 'model-invalid', html],
    ['no internet', 'model-unreachable', (route) => route.abort('internetdisconnected')],
  ])('%s', async (_, code, answer) => {
    await withPerson(async ({ page }, server) => {
      await teach(page);
      server.answer = answer;
      await choose(page, 'mobilenet');
      const error = part(page, 'error');
      await error.waitFor({ timeout: 30_000 });
      expect(await error.getAttribute('data-code')).toBe(code);
      await part(page, 'error-more').click();
      expect(await page.locator('.exactly').textContent()).toContain('https://storage.googleapis.com/');
      expect(await part(page, 'in-use').textContent()).toContain('wavelet scattering stays in use');

      await error.getByRole('button', { name: 'Go back to wavelet scattering' }).click();
      await untilStage(page, 'ready'); // with what it has learned
      expect(await chosen(page)).toBe('scattering');
      await reads(page);

      await choose(page, 'mobilenet');
      await error.waitFor({ timeout: 30_000 });
      await error.getByRole('button', { name: /files or an address/ }).click();
      expect(await part(page, 'model-url').evaluate((field) => field === document.activeElement)).toBe(true);
      expect(await stage(page)).toBe('ready');

      server.answer = null;
      await part(page, 'network-load').click();
      await error.waitFor({ state: 'hidden' });
      await untilRunning(page);
      expect(await chosen(page)).toBe('mobilenet');
    });
  });
});

test('cancelled, and nothing has changed; also by Escape, and by choosing another one', async () => {
  await withPerson(async ({ page }, server) => {
    await teach(page);
    // Half of it comes, and then no more.
    server.answer = async (route) => {
      if (!route.request().url().includes('group2')) await server.serve(route);
    };
    const loading = page.locator('[data-card="loading"]');
    const cancels = [
      () => part(page, 'loading-cancel').click(),
      () => page.keyboard.press('Escape'),
      () => choose(page, 'scattering'),
    ];
    for (const cancel of cancels) {
      await choose(page, 'mobilenet');
      await expect
        .poll(() => loading.locator('progress').evaluate((bar: HTMLProgressElement) => bar.value))
        .toBeGreaterThan(0.9);
      expect(await loading.textContent()).toMatch(/MobileNet 0\.25.*\d of 0\.4 MB/s);
      await cancel();
      await untilStage(page, 'ready');
      expect(await chosen(page)).toBe('scattering');
      await expect.poll(() => page.workers().length).toBe(0);
      await reads(page);
    }
    // While it loads, one that needs to be told more is looked at.
    await choose(page, 'mobilenet');
    await untilStage(page, 'loading');
    await choose(page, 'densenet121');
    await untilStage(page, 'ready');
    expect(await chosen(page)).toBe('densenet121');
    expect(await part(page, 'model-url').isVisible()).toBe(true);

    server.answer = null;
    await choose(page, 'mobilenet');
    await untilRunning(page);
    await untilStage(page, 'teach');
  });
});

describe('a model of your own', () => {
  test('by address, cut at a layer', async () => {
    await withPerson(async ({ page, troubles }) => {
      await choose(page, 'own');
      await part(page, 'network-load').click();
      expect(await part(page, 'network-trouble').textContent()).toMatch(/address/);
      await part(page, 'model-url').fill('models/tiny/model.json');
      await part(page, 'model-url').press('Enter');
      expect(await part(page, 'network-trouble').textContent()).toMatch(/pixels/);
      await part(page, 'preprocessing').selectOption('unit');
      await part(page, 'layer-select').selectOption('conv_pw_10');
      await part(page, 'network-load').click();
      await untilRunning(page);
      await running(page).click();
      expect(await part(page, 'network-info').textContent()).toContain('conv_pw_10, 5 × 5 × 8 = 200 numbers');
      await teach(page);
      await reads(page);
      expect(troubles).toEqual([]);
    });
  });

  test('by files; one that is missing is told', async () => {
    await withPerson(async ({ page, troubles }) => {
      const files = tinyNetworkFiles();
      await choose(page, 'own');
      await part(page, 'preprocessing').selectOption('tf');
      await part(page, 'model-files').setInputFiles(files.slice(0, 2));
      expect(await part(page, 'model-picked').textContent()).toContain('2 files');
      await part(page, 'network-load').click();
      await part(page, 'error').waitFor({ timeout: 30_000 });
      expect(await part(page, 'error').getAttribute('data-code')).toBe('model-invalid');
      expect(await page.locator('.exactly').textContent()).toContain(files[2]!.name);
      await page.getByRole('button', { name: /files or an address/ }).click();

      await part(page, 'model-files').setInputFiles(files);
      await part(page, 'network-load').click();
      await untilRunning(page);
      expect(await part(page, 'forget-networks').isVisible()).toBe(false); // files are not kept
      await teach(page);
      await reads(page);
      expect(troubles).toEqual([]);
    });
  });

  test('by dropping its files', async () => {
    await withPerson(async ({ page, troubles }) => {
      await choose(page, 'own');
      await part(page, 'preprocessing').selectOption('tf');
      const files = tinyNetworkFiles().map(({ name, buffer }) => ({ name, text: buffer.toString('base64') }));
      const transfer = await page.evaluateHandle((given) => {
        const transfer = new DataTransfer();
        for (const { name, text } of given)
          transfer.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], name));
        return transfer;
      }, files);
      await part(page, 'model-drop').dispatchEvent('drop', { dataTransfer: transfer });
      await expect.poll(() => part(page, 'model-picked').textContent()).toContain('3 files');
      await part(page, 'network-load').click();
      await untilRunning(page);
      expect(troubles).toEqual([]);
    });
  });
});

test('the second visit needs no internet, until the downloads are forgotten', async () => {
  await withPerson(async ({ page }, server) => {
    await choose(page, 'mobilenet');
    await untilRunning(page);
    expect(await part(page, 'forget-networks').textContent()).toMatch(
      /Forget downloaded networks \(0\.0\d MB\)/,
    );

    server.answer = (route) => route.abort('internetdisconnected');
    await page.reload();
    await enter(page);
    expect(await part(page, 'forget-networks').isVisible()).toBe(true);
    await choose(page, 'mobilenet');
    await untilRunning(page);
    expect(await running(page).textContent()).toContain('Loaded from this browser.');
    await teach(page);
    await reads(page);

    await part(page, 'forget-networks').click();
    await part(page, 'forget-networks').waitFor({ state: 'hidden' });
    await choose(page, 'scattering');
    await choose(page, 'mobilenet');
    await part(page, 'error').waitFor({ timeout: 30_000 });
  });
});

test('a network whose worker ends again and again is told, and loaded anew it goes on', async () => {
  await withPerson(async ({ page }) => {
    await choose(page, 'mobilenet');
    await untilRunning(page);
    await teach(page);
    await part(page, 'play').click();
    await untilState(page, 'playing');
    const end = () => {
      for (const worker of page.workers()) void worker.evaluate(() => self.close()).catch(() => {}); // it is gone
    };
    const ending = setInterval(end, 100);
    await part(page, 'error').waitFor({ timeout: 60_000 });
    clearInterval(ending);
    expect(await part(page, 'error').getAttribute('data-code')).toBe('worker-failed');
    await page.getByRole('button', { name: 'Try again' }).click();
    await untilStage(page, 'paused'); // the game goes on where it was
    await reads(page);
  });
});

test.each([320, 360])('at %i px, and by keys alone', async (width) => {
  await withPerson(
    async ({ page }, server) => {
      await part(page, 'backbone-select').focus();
      server.answer = (route) => route.fulfill({ status: 404 });
      await page.keyboard.press('ArrowDown');
      await part(page, 'error').waitFor({ timeout: 30_000 });
      expect(await chosen(page)).toBe('mobilenet');
      expect(await sideways(page)).toBe(0);
      const box = (await part(page, 'error').boundingBox())!;
      expect(box.y).toBeGreaterThanOrEqual(0); // it came into view, though the settings are far below
      expect(box.y).toBeLessThan(200);
      for (const id of ['densenet121', 'tutorial', 'own']) {
        await part(page, 'backbone-select').focus();
        await page.keyboard.press('ArrowDown');
        expect(await chosen(page)).toBe(id);
        expect(await sideways(page)).toBe(0);
      }
      server.answer = null;
      await part(page, 'model-url').focus();
      await page.keyboard.type('models/tiny/model.json');
      await part(page, 'preprocessing').focus();
      await page.keyboard.press('ArrowDown');
      expect(await part(page, 'preprocessing').inputValue()).toBe('tf');
      await part(page, 'model-url').focus();
      await page.keyboard.press('Enter');
      await untilRunning(page);
      await running(page).focus();
      await page.keyboard.press('Enter');
      expect(await part(page, 'network-info').locator('dl').isVisible()).toBe(true);
      expect(await sideways(page)).toBe(0);
      expect(await stateOf(page)).toBe('idle');
    },
    { viewport: { width, height: 740 } },
  );
});
