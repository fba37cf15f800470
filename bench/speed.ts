/**
 * What a frame and a fit cost, in Node on one core: npm run bench:speed
 *
 * Everything is measured in one run, taking turns, and told as medians: compare the ratios, not the milliseconds.
 */
import { cpus } from 'node:os';
import { type Frame, MlpRegressor, RidgeRegressor, SampleStore, Scattering, SquareReader } from 'camdial';
import { renderFigure } from 'camdial/testing';
import { PlainScattering } from '../src/features/scattering/plain-scattering.js';
import { WasmScattering } from '../src/features/scattering/wasm-scattering.js';

const rounds = 120;
const warmUp = 40; // rounds that are not counted: the engine is still compiling
const backbone = Scattering.create();
const plain = new PlainScattering();
const wasm = await WasmScattering.start();
const reader = new SquareReader(backbone.inputSize);
const frames: Frame[] = Array.from({ length: rounds }, (_, i) => {
  const image = renderFigure({ x: Math.sin(i / 5), y: Math.cos(i / 7), z: 0 }, { width: 640, height: 480 });
  return {
    image: { ...image, data: image.data.slice() },
    width: 640,
    height: 480,
    timestamp: i,
    mirrored: false,
  };
});

const samples = new SampleStore({ backboneId: backbone.id, featureShape: backbone.featureShape, outputs: 1 });
const times: Record<string, number[]> = {};
async function time<T>(name: string, work: () => T | Promise<T>): Promise<T> {
  const begin = performance.now();
  const result = await work();
  times[name] ??= [];
  times[name].push(performance.now() - begin);
  return result;
}

const features = [];
for (const [round, frame] of frames.entries()) {
  if (round === warmUp) for (const name in times) times[name] = [];
  await time('plain 640 x 480 pixels to the 56 x 56 square', () => reader.read(frame));
  const square = await reader.read(frame);
  await time('Scattering of a square, TypeScript', () => plain.scatter(square));
  await time('Scattering of a square, wasm', () => wasm.scatter(square));
  features.push(await time('Scattering, the square included', () => backbone.extract(frame)));
}
for (let i = 0; i < 150; i++) samples.add(features[i % rounds]!, [Math.sin(i / 5)]);

const ridge = new RidgeRegressor();
const network = new MlpRegressor({ backend: 'wasm', validationFolds: 0 });
await network.fit(samples); // TensorFlow.js is loaded
await ridge.fit(samples);
for (let i = 0; i < 3; i++) {
  await time('ridge: fit 150 samples, honest error included', () => ridge.fit(samples));
  await time('network of the tutorial: fit 150 samples, 20 epochs (TensorFlow.js, wasm)', () =>
    network.fit(samples),
  );
}
for (const each of features) {
  await time('ridge: predict', () => ridge.predict(each));
  await time('network: predict', () => network.predict(each));
}

console.log(`Node ${process.version}, ${cpus()[0]?.model.trim() ?? 'unknown processor'}; medians in ms\n`);
for (const [name, all] of Object.entries(times)) {
  console.log(`  ${median(all).toFixed(2).padStart(9)}  ${name}`);
}
const scattering = ['TypeScript', 'wasm'].map((way) => median(times[`Scattering of a square, ${way}`]!));
console.log(
  `\nScattering in wasm is ${(scattering[0]! / scattering[1]!).toFixed(1)} times as fast as in TypeScript`,
);
const [fast, slow] = Object.entries(times)
  .filter(([name]) => name.includes('fit 150'))
  .map(([, all]) => median(all));
console.log(`the ridge fits in ${((100 * fast!) / slow!).toFixed(1)}% of the network's time`);

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
