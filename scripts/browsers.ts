import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** The browsers that the tests drive, as Debian installs them. */
export const browsers = {
  chromium: {
    name: 'Chromium',
    path: process.env['CAMDIAL_CHROMIUM'] ?? '/usr/bin/chromium',
    package: 'chromium',
  },
  firefox: {
    name: 'Firefox ESR',
    path: process.env['CAMDIAL_FIREFOX'] ?? '/usr/bin/firefox-esr',
    package: 'firefox-esr',
  },
} as const;

/** What a headless Chromium needs here: quiet, offline, and with a camera of its own that asks no questions. */
export const chromiumArguments: readonly string[] = [
  '--no-sandbox',
  '--no-first-run',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-device-for-media-stream',
  '--enable-unsafe-webgpu', // on a program that imitates a graphics processor
];

/**
 * Sees to the browsers: installs those that are missing from Debian's packages where that is possible.
 *
 * @returns what is to be said to the person when one cannot be had, else null.
 */
export function ensureBrowsers(): string | null {
  const missing = () => Object.values(browsers).filter(({ path }) => !existsSync(path));
  if (missing().length === 0) return null;
  if (existsSync('/usr/bin/apt-get') && process.getuid?.() === 0) {
    const packages = missing().map((browser) => browser.package);
    console.log(`Installing ${packages.join(' and ')} from Debian's packages ...`);
    const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    try {
      execFileSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env: environment });
      execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
        stdio: ['ignore', 'ignore', 'inherit'],
        env: environment,
      });
    } catch (error) {
      console.error(String(error));
    }
  }
  const names = missing().map(({ name, path }) => `${name} (looked for ${path})`);
  if (names.length === 0) return null;
  return (
    `The tests run in real browsers, and these are missing: ${names.join(', ')}.\n` +
    'On Debian or Ubuntu as root this command installs them itself; elsewhere install them and name them in\n' +
    'CAMDIAL_CHROMIUM and CAMDIAL_FIREFOX. The tests that need no browser: npm run test:unit'
  );
}
