/**
 * How well the dial reads a position from real clips: npm run bench
 *
 * Options: --mlp adds the network of the tutorial (minutes).
 */
import { MlpRegressor, type Regressor, RidgeRegressor, Scattering } from 'camdial';
import { type Clip, hasClips, loadClip, withoutClips } from './lib/clips.js';
import { block60, crossSession, errorOf, poses, sweep } from './lib/protocols.js';

if (!hasClips) {
  console.log(withoutClips);
  process.exit(0);
}

const backbone = Scattering.create();
const begin = performance.now();
const clips: Clip[] = [await loadClip('cap', backbone), await loadClip('dog1', backbone)];
const frames = clips.reduce((sum, { features }) => sum + features.length, 0);
console.log(`${frames} frames decoded and read in ${Math.round(performance.now() - begin)} ms\n`);

const regressors: Record<string, () => Regressor> = {
  'Scattering + Ridge': () => new RidgeRegressor(),
  ...(process.argv.includes('--mlp') && {
    'Scattering + MLP': () => new MlpRegressor({ validationFolds: 0 }),
    'Scattering + MLP, the recipe of the tutorial': () =>
      new MlpRegressor({ outputBias: false, scaleFeatures: false, scaleTargets: false, validationFolds: 0 }),
  }),
};

console.log('mean absolute error on the -1..1 scale (protocols: bench/lib/protocols.ts)\n');
for (const [name, makeRegressor] of Object.entries(regressors)) {
  console.log(name);
  for (const protocol of [
    block60,
    poses([-1, 0, 1], 20),
    poses([-1, -0.5, 0, 0.5, 1], 12),
    sweep(30),
    sweep(60),
  ]) {
    const errors = await Promise.all(clips.map((clip) => errorOf(protocol, clip, makeRegressor)));
    console.log(
      row(
        protocol.name,
        clips.map(({ name }, i) => `${name} ${errors[i]!.toFixed(4)}`),
      ),
    );
  }
  for (const protocol of [crossSession('cap12', 'cap13'), crossSession('cap13', 'cap12')]) {
    console.log(row(protocol.name, [(await errorOf(protocol, clips[0]!, makeRegressor)).toFixed(4)]));
  }
  console.log();
}

function row(title: string, cells: readonly string[]): string {
  return `  ${title.padEnd(16)}${cells.map((cell) => cell.padEnd(14)).join('')}`;
}
