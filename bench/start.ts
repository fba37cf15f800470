/**
 * How long a network takes from a page that has nothing to its first features, in Chromium: npm run bench:start
 *
 * The first visit fetches everything from a server on this machine; the second finds the weights in Cache Storage
 * (camdial) or in the browser's own cache (TensorFlow.js). On a slow line the megabytes decide.
 *
 * Options: --quick repeats less.
 */
import { startBrowserBench } from './lib/browser-bench.js';
import { median } from './lib/in-turns.js';
import { machine } from './lib/machine.js';
import { hasModels, withoutModels } from './lib/models.js';
import { networkCases } from './lib/network-cases.js';
import { figures, table } from './lib/table.js';
import type { EngineStart } from './page/engine-start.js';
import type { StartWay } from './page/start.js';

if (!hasModels) {
  console.log(withoutModels);
  process.exit(0);
}
const ways: Record<StartWay, string> = {
  layersModel: 'loadLayersModel and predict',
  here: 'camdial, worker: false',
  worker: 'camdial, in its worker',
};
/** What came of the visits that get a network going in one way: milliseconds, and the bytes of the first ones. */
class Visits {
  readonly way: StartWay;
  readonly first: number[] = [];
  readonly second: number[] = [];
  readonly bytes: number[] = [];

  constructor(way: StartWay) {
    this.way = way;
  }
}

const rounds = process.argv.includes('--quick') ? 2 : 9;
const bench = await startBrowserBench();

console.log(`${machine()}; ${bench.browser}, wasm backend, medians\n`);
for (const network of networkCases.filter(({ pool }) => !pool)) {
  const url = `${bench.site.url}models/${network.folder}/model.json`;
  const visits = Object.keys(ways).map((way) => new Visits(way as StartWay));
  for (let round = 0; round < rounds; round++) {
    for (const { way, first, second, bytes } of visits) {
      const profile = await bench.newProfile();
      bench.site.takeBytes();
      first.push(await bench.ask(profile, 'start', { way, network, url }));
      bytes.push(bench.site.takeBytes());
      second.push(await bench.ask(profile, 'start', { way, network, url }));
      await profile.close();
    }
  }
  const rows = visits.map(({ way, first, second, bytes }) => [
    ways[way],
    figures(median(first)),
    figures(median(second)),
    (median(bytes) / 1e6).toFixed(1),
  ]);
  console.log(`${table([network.name, 'first visit, ms', 'second visit, ms', 'MB fetched'], rows)}\n`);
}

// The same in parts, without fetching: what the engine itself takes.
const parts = ['compile', 'pack', 'firstFrame', 'laterFrame', 'bytes'] as const;
const rows: string[][] = [];
for (const network of networkCases.filter(({ pool }) => !pool)) {
  const url = `${bench.site.url}models/${network.folder}/model.json`;
  const starts: EngineStart[] = [];
  for (let round = 0; round < rounds; round++) {
    const profile = await bench.newProfile();
    starts.push(await bench.ask(profile, 'engineStart', { network, url }));
    await profile.close();
  }
  const totals = starts.map(({ compile, pack, firstFrame }) => compile + pack + firstFrame);
  const [compile, pack, first, later, bytes] = parts.map((part) =>
    median(starts.map((start) => start[part])),
  );
  const milliseconds = [compile!, pack!, first!, median(totals), later!].map(figures);
  rows.push([network.name, ...milliseconds, (bytes! / 1e6).toFixed(1)]);
}
const heads = ['compile', 'pack', 'first frame', 'all three', 'a later frame', 'MB of memory'];
console.log(table(['the engine, weights in memory, ms', ...heads], rows));
await bench.dispose();
