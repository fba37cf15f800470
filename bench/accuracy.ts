/**
 * How well the dial reads a position from real clips: npm run bench
 *
 * Options: --mlp adds the network of the tutorial on the features of Scattering (minutes).
 */
import { type FeatureBackbone, MlpRegressor, type Regressor, RidgeRegressor } from 'camdial';
import { type BackboneName, backbones } from './lib/backbones.js';
import { type Clip, hasClips, loadClip, withoutClips } from './lib/clips.js';
import { hasModels, withoutModels } from './lib/models.js';
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
}

const readers: Reader[] = [];
for (const name of Object.keys(backbones) as BackboneName[]) {
  if (name !== 'Scattering' && !hasModels) continue;
  const backbone = await backbones[name]();
  const begin = performance.now();
  const clips = [await loadClip('cap', backbone), await loadClip('dog1', backbone)];
  const frames = clips.reduce((sum, { features }) => sum + features.length, 0);
  console.log(
    `${name}: ${frames} frames in ${((performance.now() - begin) / 1000).toFixed(1)} s, ${told(backbone)}`,
  );
  backbone.dispose();
  readers.push({ name: `${name} + Ridge`, clips, makeRegressor: () => new RidgeRegressor() });
}
if (process.argv.includes('--mlp')) {
  const { clips } = readers[0]!;
  const ofTutorial = { outputBias: false, scaleFeatures: false, scaleTargets: false };
  readers.push(
    { name: 'Scattering + MLP', clips, makeRegressor: () => new MlpRegressor({ validationFolds: 0 }) },
    {
      name: 'Scattering + MLP, the recipe of the tutorial',
      clips,
      makeRegressor: () => new MlpRegressor({ ...ofTutorial, validationFolds: 0 }),
    },
  );
}

console.log(
  '\nmean absolute error on the -1..1 scale, and in brackets what the fit reported (protocols: bench/lib/protocols.ts)\n',
);
const onBoth = [block60, sweep(60), sweep(30), poses([-1, -0.5, 0, 0.5, 1], 12), poses([-1, 0, 1], 20)];
const rows = [
  ...onBoth.flatMap((protocol) => [row(protocol, 'cap'), row(protocol, 'dog1')]),
  row(crossSession('cap12', 'cap13'), 'cap'),
  row(crossSession('cap13', 'cap12'), 'cap'),
];
console.log(table(['', ...readers.map(({ name }) => name)], await Promise.all(rows)));

async function row(protocol: Protocol, clipName: string): Promise<string[]> {
  const cells = [`${protocol.name}, ${clipName}`];
  for (const { clips, makeRegressor } of readers) {
    const clip = clips.find(({ name }) => name === clipName)!;
    const { error, reported } = await errorsOf(protocol, clip, makeRegressor);
    cells.push(`${error.toFixed(4)} (${reported.toFixed(3)})`);
  }
  return cells;
}

function told({ featureShape, id }: FeatureBackbone): string {
  return `[${featureShape.join(', ')}] features (${id})`;
}
