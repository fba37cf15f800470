import { type Browser, type BrowserContextOptions, chromium, firefox, type Page } from 'playwright';
import { browsers, chromiumArguments } from '../../scripts/browsers.js';

/** Starts a headless Chromium; `extra` are more of its arguments, e.g. a clip as the camera. */
export function launchChromium(...extra: string[]): Promise<Browser> {
  return chromium.launch({ executablePath: browsers.chromium.path, args: [...chromiumArguments, ...extra] });
}

/** Starts a headless Firefox, the one that Debian ships. */
export function launchFirefox(): Promise<Browser> {
  const { path: executablePath } = browsers.firefox;
  return firefox.launch({ channel: 'moz-firefox', executablePath });
}

/** A page with everything noted that a user would find in its console, and every address that it asked for. */
export interface WatchedPage {
  readonly page: Page;
  readonly troubles: string[];
  readonly requests: string[];
}

export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const troubles: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') troubles.push(message.text());
  });
  page.on('pageerror', (error) => troubles.push(String(error)));
  page.on('request', (request) => requests.push(request.url()));
  return { page, troubles, requests };
}
