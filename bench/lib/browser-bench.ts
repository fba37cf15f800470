import { existsSync } from 'node:fs';
import type { BrowserContext } from 'playwright';
import { build } from 'vite';
import { browsers } from '../../scripts/browsers.js';
import { launchChromium } from '../../test/support/browser.js';
import { root } from '../../test/support/paths.js';
import type { Answer, Question, TaskName } from '../page/main.js';
import { onnxruntimeFolder } from './install-onnxruntime.js';
import { modelsFolder } from './models.js';
import { type Site, serveSite } from './site.js';

/** A Chromium with the page of bench/page/, built as a user's page is. */
export interface BrowserBench {
  /** E.g. `Chromium 156.0.8078.79`. */
  readonly browser: string;
  readonly site: Site;
  /** A fresh profile: nothing is kept, the camera is allowed. */
  newProfile(): Promise<BrowserContext>;
  /** Does one of the page's tasks, in a new tab of a profile. */
  ask<Name extends TaskName>(
    profile: BrowserContext,
    name: Name,
    question: Question<Name>,
  ): Promise<Answer<Name>>;
  dispose(): Promise<void>;
}

/**
 * @param browserArguments - more of Chromium's, e.g. about its fake camera.
 * @throws Error where there is no Chromium.
 */
export async function startBrowserBench(...browserArguments: string[]): Promise<BrowserBench> {
  const { path } = browsers.chromium;
  if (!existsSync(path)) throw new Error(`no Chromium at ${path}; name yours in CAMDIAL_CHROMIUM`);
  const outDir = `${root}.cache/bench-page`;
  await build({
    configFile: false,
    root: `${root}bench/page`,
    base: './',
    logLevel: 'error',
    worker: { format: 'es' }, // camdial's worker imports as it goes
    build: { target: 'es2022', outDir, emptyOutDir: true, chunkSizeWarningLimit: 2000 },
  });
  const site = await serveSite({
    '/models/': modelsFolder,
    '/onnxruntime/': onnxruntimeFolder,
    '/': outDir,
  });
  const browser = await launchChromium('--use-fake-ui-for-media-stream', ...browserArguments);
  return {
    browser: `Chromium ${browser.version()}`,
    site,
    newProfile: () => browser.newContext({ permissions: ['camera'] }),
    async ask(profile, name, question) {
      const page = await profile.newPage();
      page.on('pageerror', (error) => console.error(error));
      await page.goto(site.url);
      await page.waitForFunction('globalThis.camdialBench');
      const answer = await page.evaluate(([name, question]) => globalThis.camdialBench(name, question), [
        name,
        question,
      ] as const);
      await page.close();
      return answer as Answer<typeof name>;
    },
    async dispose() {
      await browser.close();
      await site.dispose();
    },
  };
}
