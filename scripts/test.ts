/** Everything that must hold, in one command: npm test. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { ensureBrowsers } from './browsers.js';

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
  ['tests', ...vitest('node', 'chromium', 'firefox')],
];

/** What opens pages waits most of its time for cameras and people: two of them run side by side. */
const lanes = [vitest('pages'), vitest('built')];
const reports = [vitest('node', 'chromium', 'firefox'), ...lanes].map(reportOf);

const trouble = ensureBrowsers();
if (trouble) {
  console.error(trouble);
  process.exit(1);
}

mkdirSync('.cache', { recursive: true });
for (const report of reports) rmSync(report, { force: true });
const begin = Date.now();
for (const [name, ...command] of steps) {
  console.log(`\n# ${name} (${seconds()} s)`);
  // npm puts the tools of node_modules on the path.
  const { status } = spawnSync(command[0]!, command.slice(1), { stdio: 'inherit' });
  if (status !== 0) fail(`${name} (${command.join(' ')})`);
}
console.log(`\n# tests of what is built (${seconds()} s)`);
const ends = await Promise.all(lanes.map(runAside));
const failed = lanes.find((_, i) => ends[i] !== 0);
if (failed) fail(`tests (${failed.join(' ')})`);
summary();

function fail(what: string): never {
  console.error(`\nfailed: ${what}`);
  summary();
  process.exit(1);
}

/** Runs a command and shows what it said once it has ended, so that two do not talk at the same time. */
function runAside(command: readonly string[]): Promise<number | null> {
  return new Promise((resolve) => {
    const child = spawn(command[0]!, command.slice(1), { stdio: ['ignore', 'pipe', 'pipe'] });
    const said: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => said.push(data));
    child.on('close', (status) => {
      process.stdout.write(Buffer.concat(said));
      resolve(status);
    });
  });
}

function vitest(...projects: string[]): [string, ...string[]] {
  const report = `--outputFile.json=.cache/vitest-${projects.join('-')}.json`;
  const chosen = projects.flatMap((project) => ['--project', project]);
  return ['vitest', 'run', ...chosen, '--reporter=default', '--reporter=json', report];
}

function reportOf(command: readonly string[]): string {
  return command.at(-1)!.split('=')[1]!;
}

function summary(): void {
  const sums = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0 };
  for (const report of reports) {
    if (!existsSync(report)) continue;
    const counts = JSON.parse(readFileSync(report, 'utf8')) as typeof sums;
    for (const key of Object.keys(sums) as (keyof typeof sums)[]) sums[key] += counts[key];
  }
  const { numPassedTests, numFailedTests, numPendingTests } = sums;
  // A step before the tests may have failed.
  const failures = numPassedTests + numFailedTests === 0 ? 1 : numFailedTests;
  console.log(`\n${seconds()} s\n${numPassedTests} passed, ${failures} failed, ${numPendingTests} skipped`);
}

function seconds(): number {
  return Math.round((Date.now() - begin) / 1000);
}
