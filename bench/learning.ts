/**
 * What learning costs at the click on Train, and while recording live, in Node on one core: npm run bench:learning
 *
 * 150 samples of as many values as the default MobileNet gives. Everything is measured in one run, taking turns, and
 * told as medians: compare the ratios, not the milliseconds.
 */
import { MlpRegressor, RidgeRegressor, SampleStore } from 'camdial';
import { randomFrom } from '../src/random.js';
import { machine } from './lib/machine.js';

const featureLength = 3200;

/** Samples that depend on a few numbers that move smoothly, as features of a video do; what they cost does not depend on it. */
function samplesOf(count: number): { features: Float32Array; target: number; ms: number }[] {
  const random = randomFrom(7);
  const directions = Array.from({ length: 6 }, () =>
    Float32Array.from({ length: featureLength }, () => random() - 0.5),
  );
  return Array.from({ length: count }, (_, i) => {
    const moves = directions.map((_, k) => Math.sin(i / (9 + 4 * k)));
    const features = Float32Array.from({ length: featureLength }, (_, j) =>
      Math.max(0, 0.6 + moves.reduce((sum, move, k) => sum + move * directions[k]![j]!, 0) + 0.1 * random()),
    );
    return { features, target: moves[0]!, ms: i * 33 };
  });
}

function emptyStore(): SampleStore {
  const store = new SampleStore({ backboneId: 'bench', featureShape: [5, 5, 128], outputs: 1 });
  store.beginRound({ lag: 'auto' });
  return store;
}

const times = new Map<string, number[]>();
async function time<T>(name: string, work: () => T | Promise<T>): Promise<T> {
  const begin = performance.now();
  const result = await work();
  times.set(name, [...(times.get(name) ?? []), performance.now() - begin]);
  return result;
}

const samples = samplesOf(700);
const trained = emptyStore();
for (const { features, target, ms } of samples.slice(0, 150))
  trained.add(features, [target], { timestamp: ms });

const click = 'ridge, at the click after a live recording: fit 150 samples, honest error and lag included';
const cold = 'ridge, never prepared: fit 150 samples, honest error and lag included';
const network = "the tutorial's model.fit: 150 samples, 20 epochs (TensorFlow.js, wasm)";
const mlp = new MlpRegressor({
  backend: 'wasm',
  validationFolds: 0,
  outputBias: false,
  scaleFeatures: false,
  scaleTargets: false,
});
await mlp.fit(trained); // TensorFlow.js is loaded
const recorded = emptyStore();
const taught = new RidgeRegressor();
for (const [i, { features, target, ms }] of samples.slice(0, 150).entries()) {
  recorded.add(features, [target], { timestamp: ms });
  taught.prepare(recorded);
  if (i > 5 && i % 4 === 0) await taught.fit(recorded); // about as often as a live recording does
}
for (let i = 0; i < 12; i++) {
  const ridge = new RidgeRegressor();
  if (i < 2) times.clear(); // the engine was still compiling
  await time(cold, () => ridge.fit(trained));
  await time(click, () => taught.fit(recorded));
  await time(network, () => mlp.fit(trained));
}

const live = new RidgeRegressor();
const growing = emptyStore();
const prepare = 'ridge, live: prepare one more sample, at 475 to 525 samples';
const refit = 'ridge, live: fit again in between, at 500 samples (in slices of 8 ms)';
const frame = 'ridge: predict with confidence, of 500 samples';
for (const [i, { features, target, ms }] of samples.entries()) {
  growing.add(features, [target], { timestamp: ms });
  const isMeasured = i >= 475 && i <= 525;
  if (isMeasured) await time(prepare, () => live.prepare(growing));
  else live.prepare(growing);
  if (i >= 480 && i <= 520 && i % 10 === 0) await time(refit, () => live.fit(growing));
  if (i > 525 && i < 600) await time(frame, () => live.predict(features));
}

console.log(`${machine()}; medians in ms\n`);
for (const [name, all] of times) console.log(`  ${median(all).toFixed(2).padStart(9)}  ${name}`);
const ratio = (a: string, b: string) => ((100 * median(times.get(a)!)) / median(times.get(b)!)).toFixed(2);
console.log(
  `\nat the click, the ridge takes ${ratio(click, network)}% of the network's time; never prepared, ${ratio(cold, network)}%`,
);

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
