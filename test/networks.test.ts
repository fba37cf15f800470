/** The real networks, in a page as users build it, beside LayersModel.predict. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { NetworksPage } from './networks/page.js';
import { launchChromium, openPage } from './support/browser.js';
import { root } from './support/paths.js';
import { hasRealModels, noRealModels, routeRealModels } from './support/real-models.js';
import { serve } from './support/serve.js';

if (!hasRealModels) console.log(`Skipped: ${noRealModels}`);

let folder: string;
let site: Awaited<ReturnType<typeof serve>>;
let browser: Browser;
let page: Page;
let troubles: string[];

beforeAll(async () => {
  if (!hasRealModels) return;
  folder = mkdtempSync(join(tmpdir(), 'camdial-networks-'));
  await build({
    root: join(root, 'test/networks'),
    base: './',
    logLevel: 'error',
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: 'es2022',
      rolldownOptions: {
        input: ['index.html', 'plain.html'].map((file) => join(root, 'test/networks', file)),
      },
    },
  });
  site = await serve(folder);
  browser = await launchChromium();
  ({ page, troubles } = await openPage(browser));
  await routeRealModels(page.context());
  await page.goto(site.url);
  await page.waitForFunction('globalThis.networks');
});

afterAll(async () => {
  await browser?.close();
  await site?.dispose();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

function ask<Key extends keyof NetworksPage>(
  what: Key,
  ...given: Parameters<NetworksPage[Key]>
): Promise<Awaited<ReturnType<NetworksPage[Key]>>> {
  return page.evaluate(
    ([key, values]) =>
      (globalThis as unknown as { networks: Record<string, (...all: unknown[]) => unknown> }).networks[key]!(
        ...values,
      ),
    [what, given] as [string, unknown[]],
  ) as Promise<Awaited<ReturnType<NetworksPage[Key]>>>;
}

describe.skipIf(!hasRealModels)('features are those of LayersModel.predict', () => {
  test.each([
    ['mobilenet', 'conv_pw_10_relu', true, 5e-4, 30, [5, 5, 128]],
    ['mobilenet', 'conv_pw_13_relu', false, 5e-4, 30, [7, 7, 256]],
    ['densenet', 'conv5_block16_concat', true, 1e-5, 250, [5, 5, 1024]],
    ['densenet', 'conv5_block16_concat', false, 1e-5, 250, [7, 7, 1024]],
  ] as const)(
    '%s at %s (pooled: %s) within %f, in at most %i operations',
    async (name, layer, pooled, most, operations, shape) => {
      await ask('forget');
      const inPage = await ask('compare', name, layer, pooled, {
        worker: false,
        backend: 'wasm', // of TensorFlow.js
        cache: false,
      });
      const first = await ask('compare', name, layer, pooled, {});
      const second = await ask('compare', name, layer, pooled, {});
      expect(inPage).toMatchObject({ worker: false, backend: 'wasm', cache: 'off' });
      expect(first).toMatchObject({ worker: true, backend: 'engine', cache: 'stored' });
      expect(second).toMatchObject({ worker: true, backend: 'engine', cache: 'hit' });
      for (const found of [inPage, first, second]) {
        expect(found).toMatchObject({
          isSameLength: true,
          featureShape: shape,
          uncompiled: null,
        });
        expect(found.difference).toBeLessThan(most);
        expect(found.relative).toBeLessThan(1e-5);
        expect(found.operations).toBeLessThanOrEqual(operations);
      }
      expect(troubles).toEqual([]);
    },
  );
});

/** Stands in the core of TensorFlow.js and nowhere else. */
const markOfTfjs = 'No backend found in registry.';

describe.skipIf(!hasRealModels)('on the engine', () => {
  test('MobileNet needs no TensorFlow.js, in a worker or in the page', async () => {
    for (const [options, isLoaded] of [
      [{}, false],
      [{ worker: false }, false],
      [{ backend: 'cpu' }, true], // or the check would tell nothing
    ] as const) {
      const opened = await openPage(browser);
      await routeRealModels(opened.page.context());
      const scripts: Promise<string>[] = [];
      opened.page.context().on('response', (response) => {
        if (/\.js$/.test(response.url())) scripts.push(response.text());
      });
      // The page of the other tests has TensorFlow.js to compare with.
      await opened.page.goto(`${site.url}plain.html`);
      await opened.page.waitForFunction('globalThis.mobileNet');
      const runs = await opened.page.evaluate(
        (given) => (globalThis as unknown as { mobileNet: (o: unknown) => unknown }).mobileNet(given),
        options,
      );
      expect(runs).toMatchObject({ length: 3200, backend: isLoaded ? 'cpu' : 'engine' });
      const texts = await Promise.all(scripts);
      expect(texts.length).toBeGreaterThan(0);
      expect(texts.some((text) => text.includes(markOfTfjs))).toBe(isLoaded);
      await opened.page.context().close();
    }
  });

  test.each([
    ["script-src 'self' 'wasm-unsafe-eval'", {}, { length: 3200, backend: 'engine', worker: true }],
    [
      "script-src 'self'",
      {},
      { code: 'wasm-blocked', message: expect.stringMatching(/Add 'wasm-unsafe-eval' to its script-src/) },
    ],
    ["script-src 'self'", { backend: 'cpu' }, { length: 3200, backend: 'cpu', worker: true }],
  ] as const)('under the policy %s with %j', async (policy, options, expected) => {
    const strict = await serve(folder, { 'content-security-policy': policy });
    const opened = await openPage(browser);
    await routeRealModels(opened.page.context());
    await opened.page.goto(`${strict.url}plain.html`);
    await opened.page.waitForFunction('globalThis.mobileNet');
    for (const worker of [undefined, false]) {
      const runs = await opened.page.evaluate(
        (given) => (globalThis as unknown as { mobileNet: (o: unknown) => unknown }).mobileNet(given),
        { ...options, worker },
      );
      const where = 'worker' in expected ? { worker: worker !== false } : {};
      expect(runs).toMatchObject({ ...expected, ...where });
    }
    // What is not asked for is not tried: a policy tells of every attempt.
    if (!('code' in expected)) expect(opened.troubles).toEqual([]);
    await opened.page.context().close();
    await strict.dispose();
  });
});

describe.skipIf(!hasRealModels)('with the network cut', () => {
  test('a second load comes from the cache; without one it is told; an abort leaves nothing behind', async () => {
    await ask('forget');
    expect(await ask('abortHalfway')).toBe('enough');
    expect(await ask('kept')).toEqual({ bytes: 0, urls: [] });

    expect(await ask('failure', {})).toBe(null);
    const { bytes, urls } = await ask('kept');
    expect(urls).toEqual([`${site.url}models/mobilenet_v1_0.25_224/model.json`]);
    // Only what the layer needs was fetched and kept, of 1.9 MB.
    expect(bytes).toBeGreaterThan(300_000);
    expect(bytes).toBeLessThan(1_000_000);

    await page.context().route('**/models/**', (route) => route.abort('internetdisconnected'));
    expect(await ask('failure', {})).toBe(null);
    expect(await ask('failure', { cache: false })).toBe('model-unreachable');
    await ask('forget');
    expect(await ask('failure', {})).toBe('model-unreachable');
    expect(await ask('kept')).toEqual({ bytes: 0, urls: [] });
  });
});
