/** The snippets for frameworks, as a user has them: type-checked, built with Vite, and followed in a browser. */
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium, openPage, type WatchedPage } from './support/browser.js';
import { root } from './support/paths.js';
import { serve } from './support/serve.js';

const run = promisify(execFile);
const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  devDependencies: Record<string, string>;
};
/** Installed here alone: nobody who works on camdial needs them otherwise. */
const frameworks = {
  react: '19.3.1',
  'react-dom': '19.3.1',
  '@types/react': '19.3.0',
  svelte: '5.57.3',
  '@sveltejs/vite-plugin-svelte': '7.3.1',
  'svelte-check': '4.7.8',
  vue: '3.5.45',
  '@vitejs/plugin-vue': '6.0.11',
  'vue-tsc': '3.3.14',
};

const folder = mkdtempSync(join(tmpdir(), 'camdial-frameworks-'));
let browser: Browser;
let site: Awaited<ReturnType<typeof serve>>;
let watched: WatchedPage;

const npx = (...command: string[]) => run('npx', ['--no-install', ...command], { cwd: folder });
/** What a checker says; nothing when all is well. */
const saidBy = (...command: string[]) =>
  npx(...command).then(
    () => '',
    ({ stdout, stderr }: { stdout: string; stderr: string }) => stdout + stderr,
  );

beforeAll(async () => {
  const packing = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const { stdout } = await run('npm', packing, { cwd: root });
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  const packages = [
    `./${filename}`,
    ...['vite', 'typescript'].map((name) => `${name}@${devDependencies[name]}`),
    ...Object.entries(frameworks).map(([name, version]) => `${name}@${version}`),
  ];
  const quietly = ['--prefer-offline', '--no-audit', '--no-fund'];
  await run('npm', ['install', ...quietly, ...packages], { cwd: folder });
  cpSync(join(root, 'test/frameworks'), folder, { recursive: true });
  cpSync(join(root, 'docs/snippets'), join(folder, 'snippets'), { recursive: true });
  await npx('vite', 'build', '--logLevel', 'warn');
  browser = await launchChromium();
  site = await serve(join(folder, 'dist'));
  watched = await openPage(browser);
  await watched.page.goto(site.url);
  await watched.page.waitForFunction('globalThis.app');
  await watched.page.evaluate('app.train()');
});

afterAll(async () => {
  await browser?.close();
  await site?.dispose();
  rmSync(folder, { recursive: true, force: true });
});

test.concurrent.each([
  ["Vue's checker, which is TypeScript's for all others", 'vue-tsc', '-p', '.'],
  ["Svelte's checker", 'svelte-check', '--tsconfig', './tsconfig.json', '--fail-on-warnings'],
])('%s finds nothing', async (_, ...command) => {
  expect(await saidBy(...command)).toBe('');
});

test.each(['React', 'Svelte', 'Vue', 'plain DOM'])('%s shows the dial, and lets go of it', async (name) => {
  const { page, troubles } = watched;
  const seen = () =>
    page.evaluate('app.seen()') as Promise<{ text: string; latest: number | null; listeners: number }>;
  const until = (condition: string) => page.waitForFunction(condition, undefined, { timeout: 20_000 });
  expect((await seen()).listeners).toBe(0);
  await page.evaluate(`app.mount(${JSON.stringify(name)})`);
  await until('app.seen().text === "no reading"');
  expect((await seen()).listeners).toBe(1);
  await page.evaluate('app.run()');
  for (const side of [-1, 1]) {
    await page.evaluate(`app.lean(${0.8 * side})`);
    await until(`${side} * Number(app.seen().text) > 0.5`);
    await until('app.seen().text === app.seen().latest.toFixed(2)'); // the newest, not one before
  }
  await page.evaluate('app.stop()');
  await until('app.seen().text === "no reading"');
  await page.evaluate('app.takeOff()');
  expect(await seen()).toEqual({ text: '', latest: null, listeners: 0 });
  expect(troubles).toEqual([]);
});
