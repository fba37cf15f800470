import { type FeatureBackbone, type Precision, RidgeRegressor } from 'camdial';
import { expect, test } from 'vitest';
import { type BackboneName, backbones } from './backbones.js';
import { type Clip, hasClips, loadClip, withoutClips } from './clips.js';
import { badFrames, type Separation, separation } from './confidence.js';
import { hasModels, withoutModels } from './models.js';
import { block60, crossSession, errorsOf, type Protocol, poses, sweep } from './protocols.js';

const protocols = {
  block60,
  'sweep 60': sweep(60),
  '3 poses': poses([-1, 0, 1], 20),
  'cap12 to cap13': crossSession('cap12', 'cap13'),
  'cap13 to cap12': crossSession('cap13', 'cap12'),
} satisfies Record<string, Protocol>;

/** The largest errors allowed, by protocol and clip. */
export type Limits = Partial<Record<keyof typeof protocols, { cap?: number; dog1?: number }>>;

/** What tests of one backbone share: features of the clips are made once. */
function clipsOf(name: BackboneName) {
  const reason = !hasClips ? withoutClips : name !== 'Scattering' && !hasModels ? withoutModels : null;
  if (reason) console.log(reason);
  let backbone: Promise<FeatureBackbone> | undefined;
  const clips = new Map<string, Promise<Clip>>();
  const open = () => {
    backbone ??= Promise.resolve(backbones[name]());
    return backbone;
  };
  return {
    isMissing: reason !== null,
    open,
    clip(clipName: string): Promise<Clip> {
      if (!clips.has(clipName))
        clips.set(
          clipName,
          open().then((made) => loadClip(clipName, made)),
        );
      return clips.get(clipName)!;
    },
  };
}

/** Tests that a backbone and a ridge read the clips with errors of no more than these. */
export function testAccuracy(name: BackboneName, limits: Limits, timeout: number): void {
  const { isMissing, clip } = clipsOf(name);
  const cases = Object.entries(limits).flatMap(([protocol, clips]) =>
    Object.entries(clips).map(([clipName, most]) => [protocol, clipName, most] as const),
  );
  test.skipIf(isMissing).each(cases)(
    `${name} and ridge, %s on %s: an error of at most %f`,
    { timeout },
    async (protocol, clipName, most) => {
      const { error } = await errorsOf(
        protocols[protocol as keyof typeof protocols],
        await clip(clipName),
        () => new RidgeRegressor(),
      );
      expect(error).toBeLessThanOrEqual(most);
    },
  );
}

/** Tests that the error a fit reports foretells the one on stretches of the same recording that it was not taught. */
export function testHonesty(name: BackboneName, timeout: number): void {
  const { isMissing, clip } = clipsOf(name);
  test.skipIf(isMissing)(
    `${name}: the reported error foretells the one on unseen stretches`,
    { timeout },
    async () => {
      const logs: number[] = [];
      for (const protocol of [block60, sweep(60), sweep(30), poses([-1, 0, 1], 20)]) {
        for (const clipName of ['cap', 'dog1']) {
          const { error, reported } = await errorsOf(
            protocol,
            await clip(clipName),
            () => new RidgeRegressor(),
            { most: 20 },
          );
          logs.push(Math.log(reported / error));
          expect(reported / error).toBeGreaterThan(1 / 1.75);
          expect(reported / error).toBeLessThan(1.75);
        }
      }
      const typical = Math.exp(logs.reduce((sum, each) => sum + each, 0) / logs.length);
      expect(typical).toBeGreaterThan(1 / 1.25);
      expect(typical).toBeLessThan(1.25);
    },
  );
}

/** Tests that confidence tells frames that were read well from those that cannot be, and falls where the error rises. */
export function testConfidence(name: BackboneName, timeout: number): void {
  const { isMissing, clip, open } = clipsOf(name);
  test.skipIf(isMissing).each([
    ['cap', 'dog1'],
    ['dog1', 'cap'],
  ])(`${name}: confidence tells good frames of %s from bad ones`, { timeout }, async (clipName, other) => {
    const bad = await badFrames(clipName, other, await open());
    const seen: Separation[] = [];
    for (const protocol of [block60, sweep(60)])
      seen.push(await separation(protocol, await clip(clipName), bad, () => new RidgeRegressor(), 6));
    const mean = (of: (each: (typeof seen)[number]) => number) =>
      seen.reduce((sum, each) => sum + of(each), 0) / seen.length;
    expect(mean(({ overallOfMisread }) => overallOfMisread)).toBeGreaterThan(0.95);
    for (const { thirds, rank, medianGood, medianBad } of seen) {
      const [unsure, middle, sure] = thirds as [number, number, number];
      expect(unsure).toBeGreaterThan(middle);
      expect(middle).toBeGreaterThan(sure);
      expect(rank).toBeLessThan(-0.3);
      expect(medianGood).toBeGreaterThan(medianBad + 0.4);
    }
  });
}

/** Tests that samples in half precision teach the same: errors within 1%. */
export function testHalfPrecision(name: BackboneName, timeout: number): void {
  const { isMissing, clip } = clipsOf(name);
  test.skipIf(isMissing).each(['cap', 'dog1'])(
    `${name}: samples in half precision teach the same, on %s`,
    { timeout },
    async (clipName) => {
      const errorIn = async (precision: Precision) => {
        const seen = await clip(clipName);
        const { error } = await errorsOf(block60, seen, () => new RidgeRegressor(), { most: 20, precision });
        return error;
      };
      const ratio = (await errorIn('float16')) / (await errorIn('float32'));
      expect(Math.abs(ratio - 1)).toBeLessThan(0.01);
    },
  );
}
