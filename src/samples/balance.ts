import { CamdialError } from '../errors.js';
import type { SampleStore } from './sample-store.js';

/** How often a target comes. */
export interface LabelCount {
  /** In the units of the labels. */
  readonly target: number;
  /** Samples of it. */
  readonly count: number;
}

/** How often targets of a stretch come. */
export interface RegionCount {
  /** Where it begins, in the units of the labels. */
  readonly from: number;
  /** Where it ends. */
  readonly to: number;
  /** Samples in it. */
  readonly count: number;
}

/** How samples are spread over what they teach. */
export interface Balance {
  /** How often each target comes, smallest first; empty where there are more than eight different ones. */
  readonly labels: readonly LabelCount[];
  /** How often each fifth of the range comes, from the lowest; empty where there are no two different targets. */
  readonly regions: readonly RegionCount[];
  /** What to record more of, in words; null where there is nothing to say. */
  readonly hint: string | null;
}

const mostLabels = 8;
const regionCount = 5;
/** A label or region with less than this share of what would be even is thin. */
const thin = 1 / 3;

/**
 * Counts what the samples of a store teach one output, for showing it while people record.
 *
 * @param output - which one. Default the first.
 * @throws CamdialError `bad-argument` for an output that is not there.
 */
export function balanceOf(samples: SampleStore, output = 0): Balance {
  if (!Number.isInteger(output) || output < 0 || output >= samples.outputs) {
    throw new CamdialError(
      'bad-argument',
      `There is no output ${output}: outputs are counted from 0 to ${samples.outputs - 1}.`,
    );
  }
  const values: number[] = [];
  for (let i = 0; i < samples.size; i++) {
    const value = samples.target(i)[output]!;
    if (!Number.isNaN(value)) values.push(value);
  }
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const labels =
    counts.size > mostLabels
      ? []
      : [...counts].map(([target, count]) => ({ target, count })).sort((a, b) => a.target - b.target);
  const regions = regionsOf(values);
  return { labels, regions, hint: hintOn(labels, regions, values.length) };
}

function regionsOf(values: readonly number[]): Balance['regions'] {
  const low = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  if (!(high > low)) return [];
  const step = (high - low) / regionCount;
  const counts = new Array<number>(regionCount).fill(0);
  for (const value of values) counts[Math.min(regionCount - 1, Math.floor((value - low) / step))]!++;
  return counts.map((count, i) => ({ from: low + i * step, to: low + (i + 1) * step, count }));
}

function hintOn(labels: Balance['labels'], regions: Balance['regions'], total: number): string | null {
  const short = (value: number) => `${Number(value.toPrecision(2))}`;
  if (labels.length > 1) {
    const least = labels.reduce((a, b) => (b.count < a.count ? b : a));
    return least.count < (thin * total) / labels.length
      ? `Only ${least.count} of ${total} samples are of ${short(least.target)}: record that pose a little longer.`
      : null;
  }
  if (labels.length === 1) return `All samples are of ${short(labels[0]!.target)}: record another pose.`;
  const least = regions.reduce<Balance['regions'][number] | null>(
    (a, b) => (!a || b.count < a.count ? b : a),
    null,
  );
  return least && least.count < (thin * total) / regions.length
    ? `Only ${least.count} of ${total} samples are between ${short(least.from)} and ${short(least.to)}: spend more time there.`
    : null;
}
