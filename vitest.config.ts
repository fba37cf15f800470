import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { browsers, chromiumArguments } from './scripts/browsers.js';

/** Tests in which somebody moves before a camera: they take their time, and little else. */
const withPeople = ['pong', 'pong-kept', 'pong-real-networks', 'theremin', 'pointer'].map(
  (name) => `test/${name}.test.ts`,
);
const ofPages = { testTimeout: 180_000, hookTimeout: 240_000, fileParallelism: false } as const;

export default defineConfig({
  optimizeDeps: {
    include: [
      '@tensorflow/tfjs-core',
      '@tensorflow/tfjs-layers',
      '@tensorflow/tfjs-backend-cpu',
      '@tensorflow/tfjs-backend-wasm',
      '@tensorflow/tfjs-backend-webgl',
      '@tensorflow/tfjs-backend-webgpu',
    ],
  },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          include: ['src/**/*.test.ts', 'bench/**/*.test.ts', 'examples/**/*.test.ts'],
          exclude: ['**/*.browser.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'chromium',
          include: ['src/**/*.browser.test.ts'],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: {
                executablePath: browsers.chromium.path,
                args: [
                  ...chromiumArguments,
                  '--use-fake-ui-for-media-stream',
                  '--js-flags=--expose-gc', // memory is read after it was collected
                  '--enable-precise-memory-info',
                ],
              },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        extends: true,
        test: {
          name: 'firefox',
          include: ['src/**/*.browser.test.ts'],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: {
                channel: 'moz-firefox',
                executablePath: browsers.firefox.path,
                firefoxUserPrefs: {
                  'media.navigator.streams.fake': true,
                  'media.navigator.permission.disabled': true,
                  'media.autoplay.default': 0,
                },
              },
            }),
            instances: [{ browser: 'firefox' }],
          },
        },
      },
      {
        extends: true,
        test: { ...ofPages, name: 'pages', include: withPeople },
      },
      {
        extends: true,
        test: { ...ofPages, name: 'built', include: ['test/**/*.test.ts'], exclude: withPeople },
      },
    ],
  },
});
