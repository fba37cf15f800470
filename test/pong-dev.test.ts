/** The development server of Pong: what `npm start` gives. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium, openPage } from './support/browser.js';
import { root } from './support/paths.js';
import { part } from './support/pong.js';
import { TinyNetworkServer } from './support/tiny-network-files.js';

let server: ViteDevServer;
let cacheDir: string;

beforeAll(async () => {
  cacheDir = mkdtempSync(join(tmpdir(), 'camdial-vite-')); // empty, as on the first start
  const folder = join(root, 'examples/pong');
  const configFile = join(folder, 'vite.config.ts');
  server = await createServer({ root: folder, configFile, cacheDir, logLevel: 'warn', server: { port: 0 } });
  await server.listen();
});

afterAll(async () => {
  await server?.close();
  if (cacheDir) rmSync(cacheDir, { recursive: true, force: true });
});

test('a network runs in its worker and is learned from, and the page is never loaded anew', async () => {
  const browser = await launchChromium();
  try {
    const { page, troubles } = await openPage(browser);
    await TinyNetworkServer.for(page.context());
    let loads = 0;
    page.on('load', () => loads++);
    await page.goto(server.resolvedUrls!.local[0]!);
    await part(page, 'start-simulated').click();
    await page.locator('.settings > summary').click();
    await part(page, 'backbone-select').selectOption('mobilenet');
    const running = part(page, 'network-info').locator('summary');
    await running.waitFor({ timeout: 60_000 });
    expect(await running.textContent()).toMatch(/^In a worker, on camdial's engine\./);

    await part(page, 'regressor-select').selectOption('mlp');
    await part(page, 'tab-poses').click();
    for (const pose of ['up', 'down', 'stay', 'up', 'down', 'stay']) {
      await part(page, `pose-${pose}`).focus();
      await page.keyboard.down('Enter');
      await page.waitForTimeout(1500);
      await page.keyboard.up('Enter');
      await page.waitForTimeout(300);
    }
    await part(page, 'train').click();
    await part(page, 'train-report').waitFor({ timeout: 120_000 });
    await expect
      .poll(async () => Number.parseFloat((await part(page, 'dial-value').textContent())!))
      .not.toBeNaN();
    expect(loads).toBe(1);
    expect(troubles).toEqual([]);
  } finally {
    await browser.close();
  }
});
