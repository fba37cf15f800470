/** Everything that must hold, in one command: npm test. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { ensureBrowsers } from './browsers.js';

const report = '.cache/vitest.json';
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const tarball = `.cache/camdial-${version}.tgz`;

const steps: readonly (readonly [name: string, ...command: string[]])[] = [
  ['engine', 'tsx', 'scripts/build-engine.ts'],
  ['lint and format', 'biome', 'check', '.'],
  ['build', 'tsup', '--silent'],
  ['types', 'tsc'],
  ['types of the source alone, without Node', 'tsc', '-p', 'src'],
  ['pack', 'npm', 'pack', '--ignore-scripts', '--silent', '--pack-destination', '.cache'],
  ['unused code and dependencies', 'knip'],
  ['package', 'publint', tarball, '--strict'],
  ['types of the package', 'attw', tarball, '--profile', 'node16', '--quiet'],
  ['size', 'size-limit'],
  ['API reference', 'typedoc', '--logLevel', 'Warn'],
  ['Pong', 'vite', 'build', 'examples/pong', '--logLevel', 'warn'],
  ['tests', 'vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
];

const trouble = ensureBrowsers();
if (trouble) {
  console.error(trouble);
  process.exit(1);
}

mkdirSync('.cache', { recursive: true });
rmSync(report, { force: true });
const begin = Date.now();
for (const [name, ...command] of steps) {
  console.log(`\n# ${name} (${seconds()} s)`);
  // npm puts the tools of node_modules on the path.
  const { status } = spawnSync(command[0]!, command.slice(1), { stdio: 'inherit' });
  if (status !== 0) {
    console.error(`\nfailed: ${name} (${command.join(' ')})`);
    summary();
    process.exit(1);
  }
}
summary();

function summary(): void {
  try {
    const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(
      readFileSync(report, 'utf8'),
    ) as Record<string, number>;
    console.log(
      `\n${seconds()} s\n${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped`,
    );
  } catch {
    console.log('\n0 passed, 1 failed'); // a step before the tests failed
  }
}

function seconds(): number {
  return Math.round((Date.now() - begin) / 1000);
}
