/**
 * What a frame costs the networks, on one thread, in Node and in Chromium: npm run bench:networks
 *
 * The same weights in several ways, taking turns in one run: LayersModel.predict of TensorFlow.js cut at the layer, which is
 * what its tutorials and most libraries do; camdial's compiled network on TensorFlow.js, and on camdial's own engine in both
 * builds; ONNX Runtime Web on the plain exported graph.
 * All begin with the pixels of a 224 x 224 picture and end with the features. Compare the ratios, not the milliseconds.
 *
 * Options: --quick repeats less, --cpu adds the plain JavaScript backend (slow).
 */
import { pathToFileURL } from 'node:url';
import { startBrowserBench } from './lib/browser-bench.js';
import type { Backend } from './lib/contestants.js';
import { ensureOnnxruntime, onnxruntimeFolder } from './lib/install-onnxruntime.js';
import { machine } from './lib/machine.js';
import { measureNetwork, type NetworkQuestion, type NetworkResult } from './lib/measure-network.js';
import { hasModels, withoutModels } from './lib/models.js';
import { measureMore } from './lib/more-networks.js';
import { networkCases } from './lib/network-cases.js';
import { figures, table } from './lib/table.js';

if (!hasModels) {
  console.log(withoutModels);
  process.exit(0);
}
const has = (option: string) => process.argv.includes(option);
const backends: Backend[] = has('--cpu') ? ['wasm', 'cpu'] : ['wasm'];
const share = has('--quick') || has('--cpu') ? 0.1 : 1;

ensureOnnxruntime();
const bench = await startBrowserBench();
const profile = await bench.newProfile();
const places = [
  {
    name: `Node ${process.version}`,
    onnxruntime: pathToFileURL(`${onnxruntimeFolder}ort.node.min.mjs`).href,
    measure: measureNetwork,
  },
  {
    name: bench.browser,
    onnxruntime: `${bench.site.url}onnxruntime/ort.wasm.bundle.min.mjs`,
    measure: (question: NetworkQuestion) => bench.ask(profile, 'network', question),
  },
];

console.log(`${machine()}; one thread, medians of a frame\n`);
for (const { name, onnxruntime, measure } of places) {
  for (const network of networkCases) {
    const url = `${bench.site.url}models/${network.folder}/model.json`;
    const rounds = Math.ceil(share * network.rounds);
    const results = await measure({ network, url, onnxruntime, backends, rounds });
    const head = [`${network.name}: ${name}`, 'ms', 'speed', 'kernels', 'difference', 'relative L2'];
    console.log(`${table(head, rowsOf(results))}\n`);
    for (const { name, difference, greatest } of results) {
      if (difference > 1e-3 * greatest) throw new Error(`${name} does not compute the same network`);
    }
  }
}
const heads = ['also, in Node', 'engine, ms', 'TensorFlow.js, compiled, ms', 'relative L2', 'MB of memory'];
const more = await measureMore(Math.ceil(100 * share));
console.log(
  table(
    heads,
    more.map(({ name, engine, tfjs, relative, megabytes }) => [
      name,
      ...[engine, tfjs].map(figures),
      relative.toExponential(0),
      megabytes.toFixed(1),
    ]),
  ),
);
await bench.dispose();

function rowsOf(results: readonly NetworkResult[]): string[][] {
  const slowest = results[0]!.milliseconds;
  return results.map(({ name, milliseconds, kernels, difference, greatest, relative }) => [
    name,
    figures(milliseconds),
    `${(slowest / milliseconds).toFixed(1)}x`,
    String(kernels ?? '-'),
    `${difference.toExponential(0)} of ${greatest.toFixed(1)}`,
    relative.toExponential(0),
  ]);
}
