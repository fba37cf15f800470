/** The examples built and served, and what tests do with each of them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { build } from 'vite';
import { expect } from 'vitest';
import { launchChromium, openPage } from './browser.js';
import { part } from './part.js';
import { root } from './paths.js';
import { serve } from './serve.js';

export interface ExampleSite {
  readonly url: string;
  dispose(): Promise<void>;
}

/** @param name - its folder in `examples`. */
export async function buildExample(name: string): Promise<ExampleSite> {
  const folder = mkdtempSync(join(tmpdir(), `camdial-${name}-`));
  await build({
    root: join(root, 'examples', name),
    logLevel: 'warn',
    build: { outDir: folder, emptyOutDir: true },
  });
  const { url, dispose } = await serve(folder);
  return {
    url,
    async dispose() {
      await dispose();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Where the simulated person's body is, and what a page made of it, at one moment. */
export interface Seen {
  readonly x: number;
  readonly y: number;
  readonly made: readonly number[];
}

/**
 * Moves the simulated person about by its sliders, and watches.
 *
 * @param read - the source of a function that runs in the page and gives what it made, or null for nothing.
 */
export function leadAbout(page: Page, seconds: number, read: string): Promise<Seen[]> {
  return page.evaluate(
    async ([source, length]) => {
      const make = new Function(`return (${source})()`) as () => number[] | null;
      const at = (id: string) => document.querySelector<HTMLElement>(`[data-testid="${id}"]`)!;
      const move = (id: string, value: number) => {
        (at(id) as HTMLInputElement).value = String(value);
        at(id).dispatchEvent(new Event('input'));
      };
      const rows: Seen[] = [];
      const begin = performance.now();
      for (let ms = 0; ms < 1000 * length; ms = performance.now() - begin) {
        move('lean', 0.9 * Math.sin(ms / 620));
        move('nod', 0.8 * Math.sin(ms / 450 + 1));
        await new Promise(requestAnimationFrame);
        const made = make();
        const [x, y] = at('preview').dataset['body']!.split(' ').map(Number) as [number, number];
        if (made && ms > 500) rows.push({ x, y, made }); // it was elsewhere before
      }
      return rows;
    },
    [read, seconds] as const,
  );
}

export function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  const sum = (term: (i: number) => number) => a.reduce((total, _, i) => total + term(i), 0);
  const covariance = sum((i) => (a[i]! - meanA) * (b[i]! - meanB));
  return covariance / Math.sqrt(sum((i) => (a[i]! - meanA) ** 2) * sum((i) => (b[i]! - meanB) ** 2));
}

/** What a person who does not see the page would not be told: controls and pictures without a name, ids that are there twice. */
export function unnamed(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const text = (element: Element | null) => element?.textContent?.trim() ?? '';
    const nameOf = (element: Element) =>
      element.getAttribute('aria-label') ||
      (element.getAttribute('aria-labelledby') ?? '')
        .split(' ')
        .map((id) => text(document.getElementById(id)))
        .join('') ||
      [...((element as HTMLInputElement).labels ?? [])].map(text).join('') ||
      (element.matches('button, a, summary') ? text(element) : '');
    const needing =
      'button, a[href], summary, select, input:not([type="file"]), progress, [role="img"], canvas';
    const nameless = [...document.querySelectorAll(needing)]
      .filter((element) => !element.closest('[aria-hidden="true"]') && nameOf(element) === '')
      // What is made out or filled in only when it is needed.
      .filter((element) => !element.closest('[hidden]'))
      .map((element) => element.outerHTML.slice(0, 120));
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
    const twice = ids.filter((id, i) => ids.indexOf(id) !== i);
    const page = [
      document.documentElement.lang ? '' : 'no language',
      document.title ? '' : 'no title',
      document.querySelector('h1') ? '' : 'no h1',
    ];
    return [...nameless, ...twice, ...page.filter((trouble) => trouble !== '')];
  });
}

/** With the camera denied: it is told in words, and there is a way on. */
export async function checkCameraDenied(url: string): Promise<void> {
  const browser = await launchChromium('--deny-permission-prompts');
  const { page, troubles } = await openPage(browser);
  try {
    await page.goto(url);
    await part(page, 'start-camera').click();
    await part(page, 'error').waitFor();
    expect(await part(page, 'error').getAttribute('data-code')).toBe('camera-denied');
    await part(page, 'error')
      .getByRole('button', { name: /simulated/i })
      .click();
    await part(page, 'follow-start').waitFor();
    expect(troubles).toEqual([]);
  } finally {
    await browser.close();
  }
}
