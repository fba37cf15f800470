/** The package as users get it: packed, installed, and used by every kind of project. */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { MlpInfo, MlpOptions } from 'camdial';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium, openPage } from './support/browser.js';
import { root } from './support/paths.js';
import { serve } from './support/serve.js';
import { tinyNetworkFiles } from './support/tiny-network-files.js';

const run = promisify(execFile);
const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  devDependencies: Record<string, string>;
};

const folder = mkdtempSync(join(tmpdir(), 'camdial-consumer-'));
let browser: Browser;

const npx = (...command: string[]) => run('npx', ['--no-install', ...command], { cwd: folder });
const write = (name: string, text: string) => writeFileSync(join(folder, name), text);

beforeAll(async () => {
  const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
    cwd: root,
  });
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  write(
    'package.json',
    JSON.stringify({ name: 'consumer', private: true, version: '1.0.0', type: 'module' }),
  );
  const tools = ['vite', 'webpack', 'esbuild', 'typescript'].map(
    (name) => `${name}@${devDependencies[name]}`,
  );
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', `./${filename}`, ...tools], {
    cwd: folder,
  });
  cpSync(join(root, 'test/consumers'), folder, { recursive: true });
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What the program of consumers/program.js has to come to. */
function check(result: { samples: number; readings: number; error: number; code: string }): void {
  expect(result).toMatchObject({ samples: 100, readings: 60, code: 'not-finite' });
  expect(result.error).toBeLessThan(0.15);
}

test('npm install brings TensorFlow.js along, at one version', () => {
  const installed = readdirSync(join(folder, 'node_modules/@tensorflow'));
  expect(installed).toEqual(
    expect.arrayContaining(['tfjs-core', 'tfjs-layers', 'tfjs-backend-wasm', 'tfjs-backend-webgl']),
  );
});

test('the tarball holds the build, the licence and the readme, and nothing else', () => {
  const files = readdirSync(join(folder, 'node_modules/camdial')).sort();
  expect(files).toEqual(['LICENSE', 'README.md', 'dist', 'package.json']);
});

test('Node, as a module', async () => {
  write('node.mjs', `import { program } from './program.js'; console.log(JSON.stringify(await program()));`);
  check(JSON.parse((await run('node', ['node.mjs'], { cwd: folder })).stdout));
});

test('Node, as CommonJS', async () => {
  const source = readFileSync(join(folder, 'program.js'), 'utf8')
    .replace(/import (\{.*\}) from '(.*)';/g, "const $1 = require('$2');")
    .replace('export async function', 'async function');
  write('node.cjs', `${source}\nprogram().then((result) => console.log(JSON.stringify(result)));`);
  check(JSON.parse((await run('node', ['node.cjs'], { cwd: folder })).stdout));
});

test('importing touches nothing of a page, and loads nothing of TensorFlow.js', async () => {
  write(
    'import.mjs',
    `for (const name of ['window', 'document', 'navigator', 'location', 'localStorage', 'indexedDB', 'HTMLElement', 'requestAnimationFrame']) {
      Object.defineProperty(globalThis, name, { configurable: true, get() { throw new Error('touched ' + name); } });
    }
    import { registerHooks, createRequire } from 'node:module';
    await import('camdial');
    await import('camdial/testing');
    const loaded = Object.keys(createRequire(import.meta.url).cache).filter((file) => file.includes('@tensorflow'));
    console.log(JSON.stringify(loaded));`.replace('registerHooks, ', ''),
  );
  expect((await run('node', ['import.mjs'], { cwd: folder })).stdout.trim()).toBe('[]');
});

test('without TensorFlow.js installed, only the part that needs it fails, with the command that mends it', async () => {
  const bare = join(folder, 'bare');
  mkdirSync(join(bare, 'node_modules'), { recursive: true });
  cpSync(join(folder, 'node_modules/camdial'), join(bare, 'node_modules/camdial'), { recursive: true });
  cpSync(join(folder, 'program.js'), join(bare, 'program.js'));
  writeFileSync(
    join(bare, 'main.mjs'),
    `import { MlpRegressor } from 'camdial';
     import { program } from './program.js';
     await program();
     await program(() => new MlpRegressor()).catch((error) => console.log(JSON.stringify({ code: error.code, message: error.message })));`,
  );
  // Outside the consumer's folder, or Node would find its node_modules.
  const elsewhere = mkdtempSync(join(tmpdir(), 'camdial-bare-'));
  cpSync(bare, elsewhere, { recursive: true });
  const { stdout } = await run('node', ['main.mjs'], { cwd: elsewhere });
  rmSync(elsewhere, { recursive: true, force: true });
  expect(JSON.parse(stdout)).toMatchObject({
    code: 'tfjs-missing',
    message: expect.stringContaining('npm install @tensorflow/tfjs-core'),
  });
});

/** Opens a built page that runs the program with the ridge, then with the network of TensorFlow.js. */
async function checkPage(built: string): Promise<void> {
  const server = await serve(built);
  const { page, troubles, requests } = await openPage(browser);
  try {
    await page.goto(server.url);
    await page.waitForFunction('globalThis.ridgeResult', undefined, { timeout: 60_000 });
    check((await page.evaluate('globalThis.ridgeResult')) as Parameters<typeof check>[0]);
    const before = requests.length;
    const size = async () =>
      (await page.evaluate(
        'performance.getEntriesByType("resource").reduce((sum, entry) => sum + entry.encodedBodySize, 0)',
      )) as number;
    const embedded = await size();
    const mlp = (await page.evaluate('globalThis.runMlp()')) as Parameters<typeof check>[0];
    expect(mlp).toMatchObject({ samples: 100, readings: 60 });
    expect(mlp.error).toBeLessThan(0.6);
    expect(requests.length).toBeGreaterThan(before); // TensorFlow.js comes now, and not before
    expect(await size()).toBeGreaterThan(embedded + 400_000);
    expect(embedded).toBeLessThan(145_000);
    expect(requests.every((url) => url.startsWith(server.url))).toBe(true);
    expect(troubles).toEqual([]);
  } finally {
    await page.context().close();
    await server.dispose();
  }
}

test('Vite', async () => {
  await npx('vite', 'build', '--outDir', 'vite-dist', '--logLevel', 'warn');
  await checkPage(join(folder, 'vite-dist'));
});

async function webpack(entry: string, outDir: string): Promise<void> {
  write(
    `${outDir}.cjs`,
    `require('webpack')({ mode: 'production', entry: './${entry}', performance: { hints: false },
      output: { path: __dirname + '/${outDir}', filename: 'page.js' } }, (error, stats) => {
        const problems = error ?? stats.toString({ all: false, errors: true, warnings: true });
        if (problems) { console.error(String(problems)); process.exit(1); }
      });`,
  );
  await run('node', [`${outDir}.cjs`], { cwd: folder });
  writeFileSync(
    join(folder, outDir, 'index.html'),
    '<!doctype html><link rel="icon" href="data:,"><script src="page.js"></script>',
  );
}

/** A page with another entry than index.html has. */
async function vite(entry: string, outDir: string): Promise<void> {
  const site = join(folder, `${outDir}-site`);
  mkdirSync(site);
  writeFileSync(
    join(site, 'index.html'),
    `<!doctype html><link rel="icon" href="data:,"><script type="module" src="./${entry}"></script>`,
  );
  cpSync(join(folder, entry), join(site, entry));
  await npx('vite', 'build', site, '--base', './', '--outDir', join(folder, outDir), '--logLevel', 'warn');
}

/** Opens a built page that trains the network of TensorFlow.js. */
async function openTraining(built: string) {
  const server = await serve(built);
  const { page, troubles, requests } = await openPage(browser);
  await page.goto(server.url);
  await page.waitForFunction('globalThis.trainNetwork');
  const train = (options: MlpOptions) =>
    page.evaluate(`globalThis.trainNetwork(${JSON.stringify(options)})`) as Promise<{
      info: MlpInfo;
      value: number;
      longTasks: number[];
      pageHasTfjs: boolean;
    }>;
  const dispose = async () => {
    await page.context().close();
    await server.dispose();
  };
  return { train, troubles, requests, isOwn: (url: string) => url.startsWith(server.url), dispose };
}

describe.each([
  ['Vite', vite],
  ['webpack', webpack],
])('networks with %s', (name, bundle) => {
  test('run in a worker, whose script and .wasm files the bundler brings along, and in the page', async () => {
    const outDir = `${name.toLowerCase()}-networks`;
    await bundle('network.js', outDir);
    mkdirSync(join(folder, outDir, 'models'));
    for (const file of tinyNetworkFiles())
      writeFileSync(join(folder, outDir, 'models', file.name), file.buffer);
    const server = await serve(join(folder, outDir));
    const { page, troubles, requests } = await openPage(browser);
    try {
      await page.goto(server.url);
      await page.waitForFunction('globalThis.loadNetwork');
      const load = (worker: boolean, backend: string) =>
        page.evaluate(`globalThis.loadNetwork(${worker}, '${backend}')`) as Promise<{
          info: object;
          features: number[];
        }>;
      for (const [asked, backend] of [
        ['auto', 'engine'],
        ['wasm', 'wasm'], // of TensorFlow.js: the other worker, and its files
      ] as const) {
        const inWorker = await load(true, asked);
        const inPage = await load(false, asked);
        expect(inWorker.info).toMatchObject({ worker: true, backend, uncompiled: null });
        expect(inPage.info).toMatchObject({ worker: false, backend, uncompiled: null });
        expect(inWorker.features.length).toBeGreaterThan(100);
        expect(inWorker.features).toEqual(inPage.features);
      }
      expect(requests.every((url) => url.startsWith(server.url) || url.startsWith('blob:'))).toBe(true);
      expect(troubles).toEqual([]);
    } finally {
      await page.context().close();
      await server.dispose();
    }
  });

  test('training runs in a worker too, while the page stays smooth and loads nothing of TensorFlow.js', async () => {
    const outDir = `${name.toLowerCase()}-training`;
    await bundle('training.js', outDir);
    const { train, troubles, requests, isOwn, dispose } = await openTraining(join(folder, outDir));
    try {
      const inWorker = await train({ backend: 'wasm' });
      expect(inWorker.info).toMatchObject({ worker: true, backend: 'wasm', epochs: 5 });
      expect(inWorker.pageHasTfjs).toBe(false);
      // A machine that is busy with other things can only make the page look worse than it is.
      let { longTasks } = inWorker;
      for (let left = 4; longTasks.length > 0 && left > 0; left--)
        ({ longTasks } = await train({ backend: 'wasm' }));
      expect(longTasks).toEqual([]);
      const inPage = await train({ backend: 'wasm', worker: false });
      expect(inPage).toMatchObject({ info: { worker: false, backend: 'wasm' }, pageHasTfjs: true });
      expect(inPage.value).toBe(inWorker.value);
      expect(requests.every((url) => isOwn(url) || url.startsWith('blob:'))).toBe(true);
      expect(troubles).toEqual([]);
    } finally {
      await dispose();
    }
    const files = readdirSync(join(folder, outDir), { recursive: true, encoding: 'utf8' });
    expect(files.filter((file) => file.includes('network-worker'))).toEqual([]);
  });

  test('cost nothing where there are none', async () => {
    const outDir = `${name.toLowerCase()}-embedded`;
    await bundle('embedded.js', outDir);
    const files = readdirSync(join(folder, outDir), { recursive: true, encoding: 'utf8' });
    expect(files.filter((file) => file.endsWith('.wasm') || file.includes('worker'))).toEqual([]);
    // One for the page, what keeps dials, loaded when one is kept, and Scattering in wasm.
    expect(files.filter((file) => file.endsWith('.js')).length).toBeLessThanOrEqual(4);
  });
});

test('webpack', async () => {
  await webpack('page.js', 'webpack-dist');
  await checkPage(join(folder, 'webpack-dist'));
});

async function esbuild(entry: string, outDir: string): Promise<void> {
  const options = ['--bundle', '--splitting', '--format=esm', '--minify', '--log-level=warning'];
  await npx('esbuild', entry, ...options, `--outdir=${outDir}`);
  writeFileSync(
    join(folder, outDir, 'index.html'),
    `<!doctype html><link rel="icon" href="data:,"><script type="module" src="${entry}"></script>`,
  );
}

test('esbuild', async () => {
  await esbuild('page.js', 'esbuild-dist');
  await checkPage(join(folder, 'esbuild-dist'));
});

test('esbuild, which brings no worker along: the page trains, and says why', async () => {
  await esbuild('training.js', 'esbuild-training');
  const { train, dispose } = await openTraining(join(folder, 'esbuild-training'));
  const { info } = await train({ backend: 'cpu', epochs: 1 }).finally(dispose);
  expect(info).toMatchObject({
    worker: false,
    workerReason: expect.stringContaining('could not be loaded'),
    backend: 'cpu',
  });
});

test('a script tag', async () => {
  const site = join(folder, 'script-tag');
  mkdirSync(site);
  cpSync(join(folder, 'node_modules/camdial/dist/camdial.global.js'), join(site, 'camdial.global.js'));
  cpSync(join(folder, 'script-tag.html'), join(site, 'index.html'));
  const server = await serve(site);
  const { page, troubles } = await openPage(browser);
  try {
    await page.goto(server.url);
    await page.waitForFunction('globalThis.result', undefined, { timeout: 60_000 });
    expect(await page.evaluate('globalThis.result')).toEqual({
      left: true,
      right: true,
      code: 'tfjs-missing',
    });
    expect(troubles).toEqual([]);
  } finally {
    await page.context().close();
    await server.dispose();
  }
});

test.each([
  ['bundler', 'ESNext', 'consumer.ts'],
  ['node16', 'Node16', 'consumer.mts'],
  ['node16', 'Node16', 'consumer.cts'],
])('TypeScript with %s resolution and module %s: %s', async (moduleResolution, module, file) => {
  cpSync(join(root, 'test/consumers/consumer.ts'), join(folder, file));
  const options = [
    '--noEmit',
    '--strict',
    '--exactOptionalPropertyTypes',
    '--target',
    'ES2022',
    '--lib',
    'ES2022,DOM',
  ];
  const { stdout } = await npx(
    'tsc',
    ...options,
    '--skipLibCheck',
    'false',
    '--module',
    module,
    '--moduleResolution',
    moduleResolution,
    file,
  ).catch((error: { stdout: string }) => error);
  expect(stdout).toBe('');
});
