/**
 * How a dial and the page it is on get along, in Chromium with its fake camera at 60 frames a second:
 * npm run bench:smoothness
 *
 * Options: --quick looks for a shorter time.
 */
import { startBrowserBench } from './lib/browser-bench.js';
import { median } from './lib/in-turns.js';
import { machine } from './lib/machine.js';
import { hasModels, withoutModels } from './lib/models.js';
import { networkCases } from './lib/network-cases.js';
import { table } from './lib/table.js';
import type { Smoothness, SmoothnessWay } from './page/smoothness.js';

if (!hasModels) {
  console.log(withoutModels);
  process.exit(0);
}
const ways: Record<SmoothnessWay, string> = {
  tutorial: "the tutorial's way, main thread",
  here: 'camdial, worker: false',
  worker: 'camdial, in its worker',
};
const [rounds, seconds] = process.argv.includes('--quick') ? [1, 3] : [3, 8];
const bench = await startBrowserBench('--use-fake-device-for-media-stream=fps=60');

console.log(
  `${machine()}; ${bench.browser}, 640 x 480, wasm backend, medians of ${rounds} runs of ${seconds} s\n`,
);
for (const network of networkCases.filter(({ pool }) => !pool)) {
  const url = `${bench.site.url}models/${network.folder}/model.json`;
  const runs = Object.keys(ways).map((way) => ({ way: way as SmoothnessWay, results: [] as Smoothness[] }));
  for (let round = 0; round < rounds; round++) {
    for (const { way, results } of runs) {
      const profile = await bench.newProfile();
      results.push(await bench.ask(profile, 'smoothness', { way, network, url, seconds }));
      await profile.close();
    }
  }
  const rows = runs.map(({ way, results }) => {
    const middle = (of: keyof Smoothness) => median(results.map((result) => result[of]));
    return [
      ways[way],
      middle('values').toFixed(1),
      `${middle('latency').toFixed(0)} (${middle('latency95').toFixed(0)})`,
      middle('longestTask').toFixed(0),
      middle('frames').toFixed(0),
    ];
  });
  const head = [network.name, 'values/s', 'latency, ms (p95)', 'longest task, ms', 'frames drawn/s'];
  console.log(`${table(head, rows)}\n`);
}
await bench.dispose();
