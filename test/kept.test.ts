/** What a page records is there the next time, whenever it ends. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { KeptPage } from './kept/page.js';
import { launchChromium } from './support/browser.js';
import { root } from './support/paths.js';
import { serve } from './support/serve.js';

let folder: string;
let site: Awaited<ReturnType<typeof serve>>;
let browser: Browser;
let context: BrowserContext;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'camdial-kept-'));
  await build({
    root: join(root, 'test/kept'),
    base: './',
    logLevel: 'error',
    build: { outDir: folder, emptyOutDir: true, target: 'es2022' },
  });
  site = await serve(folder);
  browser = await launchChromium();
  context = await browser.newContext();
});

afterAll(async () => {
  await browser?.close();
  await site?.dispose();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

async function openKept(): Promise<Page> {
  const page = await context.newPage();
  await page.goto(site.url);
  await page.waitForFunction('globalThis.kept');
  return page;
}

test('a tab that is killed while it records, twenty times: every round that was committed is there', {
  timeout: 180_000,
}, async () => {
  const committed: string[] = [];
  for (let death = 0; death < 20; death++) {
    const page = await openKept();
    await page.exposeFunction('onCommitted', (uid: string) => void committed.push(uid));
    const crashed = page.waitForEvent('crash');
    const before = committed.length;
    page
      .evaluate(() => {
        const { kept, onCommitted } = globalThis as unknown as {
          kept: KeptPage;
          onCommitted(uid: string): void;
        };
        return kept.record(onCommitted);
      })
      .catch(() => {}); // it never ends well
    await expect.poll(() => committed.length, { timeout: 20_000 }).toBeGreaterThan(before);
    await page.waitForTimeout(150 * Math.random());
    const session = await context.newCDPSession(page);
    session.send('Page.crash').catch(() => {}); // nobody is left to answer
    await crashed;

    const next = await openKept();
    const { uids, troubles, isWhole } = await next.evaluate(() =>
      (globalThis as unknown as { kept: KeptPage }).kept.read(),
    );
    await next.close();
    expect(troubles).toEqual([]);
    expect(isWhole).toBe(true);
    expect(uids).toEqual(expect.arrayContaining(committed));
    expect(new Set(uids).size).toBe(uids.length);
  }
  expect(committed.length).toBeGreaterThanOrEqual(20);
});

test('10,000 samples of 3,200 values in half precision are saved and opened without a long task', {
  timeout: 180_000,
}, async () => {
  const page = await openKept();
  const seen = await page.evaluate(() => (globalThis as unknown as { kept: KeptPage }).kept.large(10_000));
  await page.close();
  console.log(
    `saved in ${Math.round(seen.saveMs)} ms, opened in ${Math.round(seen.openMs)} ms; long tasks: ${seen.long.map(Math.round).join(', ') || 'none'}`,
  );
  expect(seen).toMatchObject({ size: 10_000, isSame: true });
  expect(seen.bytes).toBeLessThan(70e6);
  expect(seen.steps).toBeGreaterThan(20);
  expect(Math.max(0, ...seen.long)).toBeLessThan(50);
});
