import { type FeatureBackbone, RidgeRegressor } from 'camdial';
import { expect, test } from 'vitest';
import { type BackboneName, backbones } from './backbones.js';
import { hasClips, loadClip, withoutClips } from './clips.js';
import { hasModels, withoutModels } from './models.js';
import { block60, errorsOf } from './protocols.js';

/** Tests that a backbone and a ridge read the clips with errors of no more than these (block60). */
export function testAccuracy(
  name: BackboneName,
  most: Readonly<Record<string, number>>,
  timeout: number,
): void {
  const isMissing = !hasClips ? withoutClips : name !== 'Scattering' && !hasModels ? withoutModels : null;
  if (isMissing) console.log(isMissing);
  let backbone: Promise<FeatureBackbone> | undefined;
  test.skipIf(isMissing).each(Object.entries(most))(
    `${name} and ridge read %s with an error of at most %f`,
    { timeout },
    async (clipName, mostOfIt) => {
      backbone ??= Promise.resolve(backbones[name]());
      const clip = await loadClip(clipName, await backbone);
      const { error } = await errorsOf(block60, clip, () => new RidgeRegressor());
      expect(error).toBeLessThanOrEqual(mostOfIt);
    },
  );
}
