/**
 * How well the dial reads a position from real clips: npm run bench
 *
 * Options: --tutorial adds the recipe of the tutorial, features and network, and its network on the features of
 * MobileNet (many minutes).
 */
import { DenseNet, type FeatureBackbone, MlpRegressor, type Regressor, RidgeRegressor } from 'camdial';
import { type BackboneName, backbones } from './lib/backbones.js';
import { type Clip, hasClips, loadClip, withoutClips } from './lib/clips.js';
import { hasModels, modelFiles, withoutModels } from './lib/models.js';
import { block60, crossSession, errorsOf, type Protocol, poses, sweep } from './lib/protocols.js';
import { table } from './lib/table.js';

if (!hasClips) {
  console.log(withoutClips);
  process.exit(0);
}
if (!hasModels) console.log(withoutModels);

/** Features and regressor, in words, with how a column of the table is made. */
interface Reader {
  readonly name: string;
  readonly clips: readonly Clip[];
  readonly makeRegressor: () => Regressor;
  /** Splits of a protocol at most. */
  readonly most: number;
}

const clipNames = ['cap', 'dog1'];
const all = Number.POSITIVE_INFINITY;
const few = 2; // a fit takes many seconds
const readers: Reader[] = [];
for (const name of Object.keys(backbones) as BackboneName[]) {
  if (name !== 'Scattering' && !hasModels) continue;
  const clips = await clipsSeenBy(name, await backbones[name]());
  readers.push({ name: `${name} + Ridge`, clips, makeRegressor: () => new RidgeRegressor(), most: all });
  if (name !== 'Scattering') {
    const makeRegressor = () => new RidgeRegressor({ weighChannels: true });
    readers.push({ name: `${name} + Ridge, channels weighed`, clips, makeRegressor, most: all });
  }
}
if (process.argv.includes('--tutorial') && hasModels) {
  const tutorial = () =>
    new MlpRegressor({
      outputBias: false,
      scaleFeatures: false,
      scaleTargets: false,
      validationFolds: 0,
      backend: 'wasm',
    });
  const mobileNet = readers.find(({ name }) => name.startsWith('MobileNet'))!.clips;
  const network = await DenseNet.load({ files: modelFiles('densenet121'), pool: 'none' });
  const clips = await clipsSeenBy('DenseNet, not pooled', network);
  readers.push(
    {
      name: 'MobileNet + MLP',
      clips: mobileNet,
      makeRegressor: () => new MlpRegressor({ backend: 'wasm', validationFolds: 0 }),
      most: few,
    },
    { name: 'the tutorial: DenseNet 7 x 7 + MLP', clips, makeRegressor: tutorial, most: few },
  );
}

console.log(
  '\nmean absolute error on the -1..1 scale, and in brackets what the fit reported beforehand (protocols: bench/lib/protocols.ts)\n',
);
const onBoth = [block60, sweep(60), sweep(30), poses([-1, -0.5, 0, 0.5, 1], 12), poses([-1, 0, 1], 20)];
const ratios = new Map<string, number[]>();
const rows: string[][] = [];
for (const protocol of onBoth) for (const clip of clipNames) rows.push(await row(protocol, clip, true));
rows.push(await row(crossSession('cap12', 'cap13'), 'cap', false));
rows.push(await row(crossSession('cap13', 'cap12'), 'cap', false));
console.log(table(['', ...readers.map(({ name }) => name)], rows));

console.log(
  '\nreported error / error on frames that were not taught, without the other recordings: geometric mean, least, most',
);
for (const [name, all] of ratios) {
  const mean = Math.exp(all.reduce((sum, ratio) => sum + Math.log(ratio), 0) / all.length);
  console.log(`  ${name}: ${[mean, Math.min(...all), Math.max(...all)].map((x) => x.toFixed(2)).join(', ')}`);
}

async function row(protocol: Protocol, clipName: string, isOneRecording: boolean): Promise<string[]> {
  const cells = [`${protocol.name}, ${clipName}`];
  for (const { name, clips, makeRegressor, most } of readers) {
    const clip = clips.find((each) => each.name === clipName)!;
    const { error, reported } = await errorsOf(protocol, clip, makeRegressor, { most });
    cells.push(Number.isNaN(reported) ? error.toFixed(4) : `${error.toFixed(4)} (${reported.toFixed(3)})`);
    if (isOneRecording && !Number.isNaN(reported))
      ratios.set(name, [...(ratios.get(name) ?? []), reported / error]);
  }
  return cells;
}

/** The clips as features; the backbone is disposed. */
async function clipsSeenBy(name: string, backbone: FeatureBackbone): Promise<Clip[]> {
  const begin = performance.now();
  const clips: Clip[] = [];
  for (const clipName of clipNames) clips.push(await loadClip(clipName, backbone));
  const frames = clips.reduce((sum, { features }) => sum + features.length, 0);
  const { featureShape, id } = backbone;
  console.log(
    `${name}: ${frames} frames in ${((performance.now() - begin) / 1000).toFixed(1)} s, [${featureShape.join(', ')}] features (${id})`,
  );
  backbone.dispose();
  return clips;
}
