/** Every TypeScript block of the documents and of the API reference compiles against the built package. */
import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Regressor } from 'camdial';
import { regressorChecks } from 'camdial/testing';
import { transform } from 'esbuild';
import { expect, test } from 'vitest';
import { root } from './support/paths.js';

/** What the blocks of a page take over from one another, or leave to the reader. */
const known: Record<string, string> = {
  dial: "declare const dial: import('camdial').Pipeline;",
  Grey: "declare const Grey: new () => import('camdial').FeatureBackbone;",
  LampController: "declare const LampController: new () => import('camdial').Controller;",
  MlpRegressor: "import { MlpRegressor } from 'camdial';",
};

let made = 0;

function blocks(): { name: string; code: string }[] {
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `src/${file}`);
  const documents = ['README.md', 'CONTRIBUTING.md', ...sources];
  return documents.flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8').replace(/^[ \t]+\* ?/gm, ''); // a TSDoc comment without its stars
    return [...text.matchAll(/^ *```ts\n([\s\S]*?)^ *```/gm)].map(([, code], i) => ({
      name: `${file.replace(/[^a-z0-9]/gi, '-')}-${i}`,
      code: code!,
    }));
  });
}

test('the regressor of the README is one', async () => {
  const code = blocks().find(
    ({ name, code }) => name.startsWith('README') && code.includes('new CustomRegressor('),
  )!.code;
  expect(code.trim().split('\n').length).toBeLessThan(20);
  const { code: script } = await transform(
    code.replace("'camdial'", JSON.stringify(join(root, 'dist/index.js'))),
    {
      loader: 'ts',
    },
  );
  const file = join(root, '.cache/own-regressor.mjs');
  mkdirSync(join(root, '.cache'), { recursive: true });
  writeFileSync(file, `${script}\nexport { nearest };\n`);
  const make = async () => {
    const fresh = (await import(`${file}?${made++}`)) as { nearest: Regressor };
    return fresh.nearest;
  };
  for (const check of regressorChecks(make, { tolerance: 0.5 })) await check.run();
});

test('compile', async () => {
  const all = blocks();
  expect(all.length).toBeGreaterThan(20);
  const folder = join(root, '.cache/documents');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const { name, code } of all) {
    const missing = Object.keys(known).filter(
      (word) =>
        new RegExp(`\\b${word}\\b`).test(code) &&
        !new RegExp(`(import [^;]*|const |class )\\b${word}\\b`).test(code),
    );
    writeFileSync(
      join(folder, `${name}.ts`),
      `${missing.map((word) => known[word]).join('\n')}\n${code}\nexport {};\n`,
    );
  }
  const compilerOptions = { types: ['node', 'vite/client'], noUnusedLocals: false };
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: '../../tsconfig.json', compilerOptions, include: ['.'], exclude: [] }),
  );
  const { stdout } = await promisify(execFile)('npx', ['--no-install', 'tsc', '-p', folder], {
    cwd: root,
  }).catch((error: { stdout: string }) => error);
  expect(stdout).toBe('');
});
