/**
 * How well the confidence of a dial tells good frames from bad ones, on real clips: npm run bench:confidence
 *
 * Good frames are those of a stretch that was not taught; bad ones the same frames with the lens covered, as noise, with
 * the light off or glaring, and the frames of another clip.
 */
import { RidgeRegressor } from 'camdial';
import { type BackboneName, backbones } from './lib/backbones.js';
import { hasClips, loadClip, withoutClips } from './lib/clips.js';
import { badFrames, separation } from './lib/confidence.js';
import { hasModels, withoutModels } from './lib/models.js';
import { block60, poses, sweep } from './lib/protocols.js';
import { spoilers } from './lib/spoiled.js';
import { table } from './lib/table.js';

if (!hasClips) {
  console.log(withoutClips);
  process.exit(0);
}
if (!hasModels) console.log(withoutModels);

const kinds = [...Object.keys(spoilers), 'another clip'];
const rows: string[][] = [];
for (const name of ['Scattering', 'MobileNet'] as BackboneName[]) {
  if (name !== 'Scattering' && !hasModels) continue;
  const backbone = await backbones[name]();
  for (const [clipName, other] of [
    ['cap', 'dog1'],
    ['dog1', 'cap'],
  ] as const) {
    const clip = await loadClip(clipName, backbone);
    const bad = await badFrames(clipName, other, backbone);
    for (const protocol of [block60, sweep(60), poses([-1, 0, 1], 20)]) {
      const seen = await separation(protocol, clip, bad, () => new RidgeRegressor());
      rows.push([
        `${name}, ${clipName}, ${protocol.name}`,
        ...kinds.map((kind) => seen.auroc.get(kind)!.toFixed(2)),
        seen.overall.toFixed(3),
        seen.overallOfMisread.toFixed(3),
        seen.medianGood.toFixed(2),
        seen.medianBad.toFixed(2),
        seen.thirds.map((error) => error.toFixed(3)).join(' > '),
        seen.rank.toFixed(2),
      ]);
    }
  }
  backbone.dispose();
}
console.log(
  '\nArea under the ROC curve of confidence, held-out frames against each kind of bad ones (1: always told apart,\n' +
    '0.5: never), over all kinds alike, and (misread) over all kinds where only frames read within 0.25 count as good, and\n' +
    'frames in changed light that are read within 0.25 do not count as bad;\n' +
    'median confidence of good and bad frames; mean error of the held-out frames in the least, middle and most\n' +
    'confident third; rank correlation of confidence with error.\n',
);
console.log(table(['', ...kinds, 'all', 'misread', 'good', 'bad', 'error by thirds', 'rank'], rows));
