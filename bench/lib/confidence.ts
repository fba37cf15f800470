import type { FeatureBackbone, Regressor } from 'camdial';
import { type Clip, loadClip } from './clips.js';
import { type Protocol, samplesOf } from './protocols.js';
import { spoilers } from './spoiled.js';

/** Frames of one kind that are not to be trusted. */
export interface BadFrames {
  readonly features: readonly Float32Array[];
  /** The frame of the clip that each was made of. */
  readonly frames: readonly number[];
  /** Whether what should be read is known: the light has changed, and no more. */
  readonly hasTruth: boolean;
}

/** How confidence tells frames apart. */
export interface Separation {
  /** Area under the ROC curve for each kind of bad frames. */
  readonly auroc: ReadonlyMap<string, number>;
  /** The mean over the kinds. */
  readonly overall: number;
  /**
   * The same where only frames that were read within 0.25 count as good, and those that can be read for all that their
   * light has changed do not count as bad.
   */
  readonly overallOfMisread: number;
  readonly medianGood: number;
  readonly medianBad: number;
  /** Mean error of held-out frames in the least, the middle and the most confident third. */
  readonly thirds: readonly number[];
  /** Spearman's correlation of confidence with error on held-out frames: below 0 where confidence speaks true. */
  readonly rank: number;
}

/** Error below which a frame was read well. */
const close = 0.25;
const every = 6;

/** Frames of a clip that something happened to, and those of another clip. */
export async function badFrames(
  name: string,
  other: string,
  backbone: FeatureBackbone,
): Promise<Map<string, BadFrames>> {
  const bad = new Map<string, BadFrames>();
  const add = (kind: string, { features }: Clip, hasTruth: boolean) =>
    bad.set(kind, { features, frames: features.map((_, i) => i * every), hasTruth });
  for (const [kind, { change, isLight }] of Object.entries(spoilers))
    add(kind, await loadClip(name, backbone, { change, every }), isLight);
  add('another clip', await loadClip(other, backbone, { every }), false);
  return bad;
}

/** @param mostSplits - a protocol may have many splits; so many of them say enough. */
export async function separation(
  protocol: Protocol,
  clip: Clip,
  bad: ReadonlyMap<string, BadFrames>,
  makeRegressor: () => Regressor,
  mostSplits = 20,
): Promise<Separation> {
  const all = protocol.splits(clip);
  const step = Math.ceil(all.length / mostSplits);
  const splits = all.filter((_, i) => i % step === 0);
  const auroc = new Map<string, number>([...bad.keys()].map((kind) => [kind, 0]));
  const ofMisread: number[] = [];
  const goods: number[] = [];
  const bads: number[] = [];
  const thirds = [0, 0, 0];
  let rank = 0;
  for (const split of splits) {
    const regressor = makeRegressor();
    await regressor.fit(samplesOf(split, clip));
    const good: { confidence: number; error: number }[] = [];
    for (const [k, i] of split.test.entries()) {
      const { values, confidence } = await regressor.predict(clip.features[i]!);
      good.push({ confidence, error: Math.abs(values[0]! - split.truth[k]!) });
    }
    const confidences = good.map(({ confidence }) => confidence);
    const readWell = good.filter(({ error }) => error < close).map(({ confidence }) => confidence);
    for (const [kind, { features, frames, hasTruth }] of bad) {
      const seen: number[] = [];
      const misread: number[] = [];
      for (const [k, each] of features.entries()) {
        const { values, confidence } = await regressor.predict(each);
        seen.push(confidence);
        if (!hasTruth || Math.abs(values[0]! - split.whole[frames[k]!]!) >= close) misread.push(confidence);
      }
      auroc.set(kind, auroc.get(kind)! + area(confidences, seen) / splits.length);
      if (misread.length > 0) ofMisread.push(area(readWell, misread));
      bads.push(...seen);
    }
    goods.push(...confidences);
    regressor.dispose();
    const sorted = [...good].sort((a, b) => a.confidence - b.confidence).map(({ error }) => error);
    for (const third of [0, 1, 2]) {
      const part = sorted.slice((third * sorted.length) / 3, ((third + 1) * sorted.length) / 3);
      thirds[third]! += mean(part) / splits.length;
    }
    rank += correlation(ranks(confidences), ranks(good.map(({ error }) => error))) / splits.length;
  }
  return {
    auroc,
    overall: mean([...auroc.values()]),
    overallOfMisread: mean(ofMisread),
    medianGood: median(goods),
    medianBad: median(bads),
    thirds,
    rank,
  };
}

/** Chance that a good one is above a bad one; equal ones count half. */
function area(good: readonly number[], bad: readonly number[]): number {
  let above = 0;
  for (const high of good) for (const low of bad) above += high > low ? 1 : high === low ? 0.5 : 0;
  return above / (good.length * bad.length);
}

function ranks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const rank: number[] = [];
  for (const [place, i] of order.entries()) rank[i] = place;
  return rank;
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  const sum = (term: (i: number) => number) => a.reduce((total, _, i) => total + term(i), 0);
  const covariance = sum((i) => (a[i]! - meanA) * (b[i]! - meanB));
  return covariance / Math.sqrt(sum((i) => (a[i]! - meanA) ** 2) * sum((i) => (b[i]! - meanB) ** 2));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}
