/** Pong built and served, and what tests do with it again and again. */
import type { Browser, Page } from 'playwright';
import { expect } from 'vitest';
import { openPage, type WatchedPage } from './browser.js';
import { barcode, type CameraClip, clipFrameRate, clipSize, frameNumberReader } from './camera-clip.js';
import { buildExample, type ExampleSite } from './examples.js';
import { part } from './part.js';

/** Pong, built and served. */
export const buildPong = () => buildExample('pong');

export { part };

/** Opens Pong, and closes the browser when the work is done. Pages ask nobody but their own server and `others`. */
export async function withPong(
  site: ExampleSite,
  browser: Browser,
  options: Parameters<typeof openPage>[1],
  work: (watched: WatchedPage) => Promise<void>,
  others: readonly string[] = [],
): Promise<void> {
  const watched = await openPage(browser, options);
  const known = ['http://localhost', 'data:', 'blob:', ...others];
  try {
    await watched.page.goto(site.url);
    await work(watched);
    expect(watched.requests.filter((url) => !known.some((start) => url.startsWith(start)))).toEqual([]);
  } finally {
    await watched.page.context().close();
    await browser.close();
  }
}

export const stateOf = (page: Page) => part(page, 'court').getAttribute('data-state');

export const untilState = (page: Page, wanted: string) =>
  expect.poll(() => stateOf(page), { timeout: 30_000, interval: 100 }).toBe(wanted);

/** How far the page can be scrolled sideways, px: not at all. */
export const sideways = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** What was seen of {@link watchTeaching}. */
interface TeachingSeen {
  /** The stages that the page went through, from the following on. */
  readonly stages: readonly string[];
  /** How far the dot was moved when the dial first read a value, s; null: it had come home. */
  readonly readsAfter: number | null;
  /** How far the paddle moved on the card of the report, as a share of its way. */
  readonly paddleMoves: number;
}

/** Watches from the click on Start until the paddle was seen to move on the card of the report, or two seconds longer. */
export async function watchTeaching(page: Page, click: () => Promise<unknown>): Promise<TeachingSeen> {
  await part(page, 'follow-start').waitFor(); // it was looked first whether a dial is kept
  await page.evaluate(() => {
    const stages: string[] = [];
    const note = () => stages.push(document.body.dataset['stage']!);
    new MutationObserver(note).observe(document.body, { attributeFilter: ['data-stage'] });
    Object.assign(window, { stages });
  });
  await click();
  const begin = performance.now();
  const seen = page.evaluate(async () => {
    const { stages } = window as unknown as { stages: string[] };
    const at = (id: string) => document.querySelector<HTMLElement>(`[data-testid="${id}"]`)!;
    const stage = () => document.body.dataset['stage'];
    const frame = () => new Promise(requestAnimationFrame);
    while (stage() === 'follow' && (at('follow').dataset['dot'] ?? '0.000') === '0.000') await frame();
    const set = performance.now();
    let readsAfter: number | null = null;
    while (stage() === 'follow') {
      const isRead = Number.isFinite(Number.parseFloat(at('dial-value').textContent!));
      if (isRead) readsAfter ??= (performance.now() - set) / 1000;
      await frame();
    }
    const since = performance.now();
    const paddles: number[] = [];
    while (stage() === 'report' && performance.now() - since < 2000) {
      paddles.push(Number(at('court').dataset['paddle']));
      await frame();
    }
    const paddleMoves = (Math.max(...paddles) - Math.min(...paddles)) / 2;
    return { stages, readsAfter, paddleMoves };
  });
  await part(page, 'train-report').waitFor({ timeout: 60_000 });
  const seconds = (performance.now() - begin) / 1000;
  const result = await seen;
  console.log(
    `from Start to the report: ${seconds.toFixed(1)} s; the dial read ${result.readsAfter?.toFixed(1)} s after the dot set out`,
  );
  return result;
}

/** From the click on Start until the dot moves, ms. */
const countdown = 2400;

/** Presses Start so that the dot sets out when the person of the clip does, `still` ms after its beginning. */
export async function followWithClip(page: Page, still: number): Promise<void> {
  await page.evaluate(
    ([reader, size, code]) => {
      const make = new Function(`return (${reader})`)() as (...given: unknown[]) => () => number;
      Object.assign(window, { frameNumber: make('video', size, code) });
    },
    [String(frameNumberReader), clipSize, barcode] as const,
  );
  const press = Math.round(((still - countdown) / 1000) * clipFrameRate);
  await page.waitForFunction(
    (frame) => {
      const number = (window as unknown as { frameNumber(): number }).frameNumber();
      if (number < frame || number > frame + 5) return false;
      document.querySelector<HTMLButtonElement>('[data-testid="follow-start"]')!.click();
      return true;
    },
    press,
    { polling: 'raf', timeout: 120_000 },
  );
}

/**
 * Watches dial and paddle for 12 seconds, from a frame of the clip on; after {@link followWithClip}.
 *
 * @returns how well the dial goes with where the person is, and the paddle with the dial.
 */
export async function watchDial(
  page: Page,
  clip: CameraClip,
  first: number,
): Promise<{ dial: number; paddle: number }> {
  const seen = await page.evaluate(
    async ([from, seconds]) => {
      const { frameNumber } = window as unknown as { frameNumber(): number };
      const text = (id: string) => document.querySelector(`[data-testid="${id}"]`)!;
      const rows: { frame: number; value: number; paddle: number }[] = [];
      const begin = performance.now();
      while (performance.now() - begin < 60_000 && rows.length < seconds * 30) {
        await new Promise((resolve) => setTimeout(resolve, 33));
        const frame = frameNumber();
        const value = Number.parseFloat(text('dial-value').textContent!.replace('−', '-'));
        const paddle = Number(text('court').getAttribute('data-paddle'));
        if (frame >= from && Number.isFinite(value)) rows.push({ frame, value, paddle });
      }
      return rows;
    },
    [first, 12] as const,
  );
  expect(seen.length).toBe(360);
  const truth = seen.map(({ frame }) => -clip.poses[frame]!.x);
  const values = seen.map(({ value }) => value);
  const paddles = seen.map(({ paddle }) => paddle);
  const result = { dial: correlation(values, truth), paddle: correlation(paddles, values) };
  console.log(
    `correlation with the true position: ${result.dial.toFixed(3)}; of the paddle with the value: ${result.paddle.toFixed(3)}`,
  );
  return result;
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  const sum = (term: (i: number) => number) => a.reduce((total, _, i) => total + term(i), 0);
  const covariance = sum((i) => (a[i]! - meanA) * (b[i]! - meanB));
  return covariance / Math.sqrt(sum((i) => (a[i]! - meanA) ** 2) * sum((i) => (b[i]! - meanB) ** 2));
}
