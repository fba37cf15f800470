/**
 * What it costs to read the central square of a camera's picture, in Chromium with its fake camera: npm run bench:capture
 *
 * Options: --quick repeats less.
 */
import { startBrowserBench } from './lib/browser-bench.js';
import { machine } from './lib/machine.js';
import { figures, table } from './lib/table.js';
import type { CaptureTimes } from './page/capture.js';

const ways: Record<keyof CaptureTimes, string> = {
  tutorial: 'tf.browser.fromPixels, slice, resizeBilinear (wasm backend)',
  canvas: 'camdial without WebCodecs: a canvas',
  planes: "camdial: the camera's own bytes",
};
const rounds = process.argv.includes('--quick') ? 20 : 150;
const bench = await startBrowserBench();
const profile = await bench.newProfile();

const answers: { title: string; times: CaptureTimes }[] = [];
for (const [width, height] of [
  [640, 480],
  [1280, 720],
] as const) {
  for (const size of [224, 56]) {
    const times = await bench.ask(profile, 'capture', { width, height, size, rounds });
    answers.push({ title: `${width} x ${height} to ${size}`, times });
  }
}
await bench.dispose();

console.log(`${machine()}; ${bench.browser}, ms a frame, medians\n`);
const rows = Object.entries(ways).map(([way, name]) => [
  name,
  ...answers.map(({ times }) => figures(times[way as keyof CaptureTimes])),
]);
console.log(table(['', ...answers.map(({ title }) => title)], rows));
