import type { Trial } from './held-out.js';
import { longestLag } from './lag.js';
import type { FitReport } from './regressor.js';
import type { RoundSpan } from './training-set.js';

/** What is known of outputs that were learned together. Rows are counted in those that teach them. */
export interface Examined {
  /** Which outputs of the dial. */
  readonly outputs: readonly number[];
  /** One list an output, a value a row. */
  readonly targets: readonly ArrayLike<number>[];
  /** Samples that each row stands for. */
  readonly counts: ArrayLike<number>;
  readonly trials: readonly Trial[];
  /** The round of each row. */
  readonly roundOf: (row: number) => RoundSpan;
  /** How far the features are from their mean, as a share of its length. */
  readonly movement: number;
}

/** What a person can do for a better dial, with what shows it; the most urgent first. */
export function advise(report: Omit<FitReport, 'advice'>, examined: readonly Examined[]): string[] {
  const said = (output: number) => (report.outputs.length > 1 ? `Output ${output + 1}` : 'The dial');
  return [
    ...onAmount(report),
    ...examined.flatMap(onMovement).slice(0, 1),
    ...onUntaught(report, examined, said),
    ...onUnlearned(report, said),
    ...examined.flatMap((each) => onRounds(each, report.method)),
    ...examined.flatMap((each) => onCoverage(each, said)),
    ...onLag(report),
  ];
}

const fewSamples = 20;

function onAmount({ samples, method }: Omit<FitReport, 'advice'>): string[] {
  const advice: string[] = [];
  if (samples < fewSamples) {
    advice.push(
      `Only ${samples} samples were recorded; a dial gets steady from about ${fewSamples}, better 60.`,
    );
  }
  if (method === 'none') {
    advice.push(
      'How good the dial is could not be measured: record every pose in at least two rounds, or for a few seconds.',
    );
  }
  return advice;
}

function onMovement({ movement }: Examined): string[] {
  if (movement > 0.01) return [];
  return [
    `The pictures hardly differ (their features by ${percent(movement)} only): make larger moves, come closer, or let more light in.`,
  ];
}

function onUntaught(
  { outputs }: Omit<FitReport, 'advice'>,
  examined: readonly Examined[],
  said: (output: number) => string,
): string[] {
  const taught = new Set(examined.flatMap((each) => each.outputs));
  return outputs.flatMap((_, output) =>
    taught.has(output)
      ? []
      : [`${said(output)} was never taught two different values: record a round in which it moves.`],
  );
}

function onUnlearned({ outputs }: Omit<FitReport, 'advice'>, said: (output: number) => string): string[] {
  return outputs.flatMap(({ r2 }, output) =>
    r2 < 0.5
      ? [
          `${said(output)} explains only ${percent(Math.max(0, r2))} of what was taught when tested on stretches that it had not seen: ` +
            'make larger moves, keep the rest of the picture still, or record another round.',
        ]
      : [],
  );
}

/** Rounds that the others do not foretell. */
function onRounds({ trials, targets, roundOf }: Examined, method: FitReport['method']): string[] {
  if (method !== 'leave-one-round-out') return [];
  const byRound = new Map<RoundSpan, number[]>();
  for (const { row, errors, isBetween } of trials) {
    if (isBetween) continue;
    const share = Math.max(...errors.map((error, i) => Math.abs(error) / rangeOf(targets[i]!)));
    byRound.set(roundOf(row), [...(byRound.get(roundOf(row)) ?? []), share]);
  }
  const errors = [...byRound].map(([round, shares]) => ({ round, error: middle(shares) }));
  errors.sort((a, b) => b.error - a.error);
  const [worst, ...rest] = errors;
  if (!worst || rest.length === 0) return [];
  if (rest.length === 1 && worst.error > 0.2) {
    return [
      `The two rounds disagree: a dial that learned one reads the other ${percent(worst.error)} of its range off. Sit and move alike in both, or remove one.`,
    ];
  }
  if (worst.error > 0.15 && worst.error > 2.5 * middle(rest.map(({ error }) => error))) {
    const name = worst.round.label === undefined ? `${worst.round.id}` : `"${worst.round.label}"`;
    return [
      `Round ${name} disagrees with the others: a dial that learned those reads it ${percent(worst.error)} of its range off. Remove it, or record it anew.`,
    ];
  }
  return [];
}

const regions = 5;
const mostPoses = 8;

function onCoverage(examined: Examined, said: (output: number) => string): string[] {
  const { outputs, targets, counts, trials } = examined;
  return outputs.flatMap((output, i) => {
    const values = Array.from(targets[i]!);
    const poses = [...new Set(values)].sort((a, b) => a - b);
    if (poses.length === 2) {
      return [
        `${said(output)} was taught its ends only, ${short(poses[0]!)} and ${short(poses[1]!)}: what it reads between them is a guess. Add poses in between, or follow a moving target.`,
      ];
    }
    const range = rangeOf(values);
    if (poses.length <= mostPoses) {
      const worst = poses
        .map((pose) => ({
          pose,
          error: meanOf(
            trials
              .filter(({ row, isBetween }) => isBetween && values[row] === pose)
              .map(({ errors }) => Math.abs(errors[i]!)),
          ),
        }))
        .reduce((a, b) => (b.error > a.error || Number.isNaN(a.error) ? b : a));
      return worst.error > 0.15 * range
        ? [
            `${said(output)} does not foretell what lies between its poses: left out, ${short(worst.pose)} was read ${short(worst.error)} off. Add poses in between, or follow a moving target.`,
          ]
        : [];
    }
    const low = Math.min(...values);
    const inRegion = Array.from({ length: regions }, () => 0);
    let total = 0;
    for (const [row, value] of values.entries()) {
      const region = Math.min(regions - 1, Math.floor((regions * (value - low)) / range));
      inRegion[region]! += counts[row]!;
      total += counts[row]!;
    }
    const fewest = inRegion.indexOf(Math.min(...inRegion));
    if (inRegion[fewest]! >= 0.05 * total) return [];
    const edge = (at: number) => short(low + (at * range) / regions);
    return [
      `Only ${inRegion[fewest]} of ${total} samples teach ${said(output).toLowerCase()} to read ${edge(fewest)} to ${edge(fewest + 1)}: spend more time there.`,
    ];
  });
}

function onLag({ lag }: Omit<FitReport, 'advice'>): string[] {
  if (typeof lag !== 'number' || lag < longestLag - 50) return [];
  return [
    `You seem to have been ${Math.round(lag)} ms behind the target or more: let it move more slowly, or follow it more closely.`,
  ];
}

function rangeOf(values: ArrayLike<number>): number {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    min = Math.min(min, values[i]!);
    max = Math.max(max, values[i]!);
  }
  return max - min;
}

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function percent(share: number): string {
  return `${Math.round(100 * share)}%`;
}

/** Three digits at most. */
function short(value: number): string {
  return `${Number(value.toPrecision(2))}`;
}
