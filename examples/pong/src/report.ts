import type { FitReport } from 'camdial';

/** A fit report in plain words. */
export interface ReportWords {
  /** In short, e.g. "Within 4% of the range". */
  readonly headline: string;
  /** The same while it is still learning, e.g. "Reads you to within 4% so far"; empty where it is not known. */
  readonly soFar: string;
  /** How that is known, and from what. */
  readonly details: readonly string[];
  readonly advice: readonly string[];
  /** Whether it is good enough to play with at once. */
  readonly isGood: boolean;
}

const methods: Record<FitReport['method'], string> = {
  'leave-one-round-out': 'on whole rounds that it had not learned from (leave one round out)',
  'leave-one-block-out': 'on stretches of your recording that it had not learned from (leave one block out)',
  none: '',
};

/** The most urgent comes first, and nobody heeds more at once. */
const mostAdvice = 3;

/** The dial goes from -1 to 1, so an error of 0.08 is 4% of the range. */
export function describe(report: FitReport): ReportWords {
  const { outputs, method, samples, rounds, milliseconds } = report;
  const mae = outputs[0]?.mae ?? Number.NaN;
  const advice = report.advice.slice(0, mostAdvice);
  const taken = `${count(samples, 'sample')} in ${count(rounds, 'round')}, learned in ${duration(milliseconds)}.${lagIn(report)}`;
  if (!Number.isFinite(mae) || method === 'none') {
    return { headline: 'Learned, but not measured', soFar: '', details: [taken], advice, isGood: false };
  }
  const percent = (100 * mae) / 2;
  const rounded = Math.max(1, Math.round(percent));
  const isGood = percent < 15;
  return {
    headline: `${isGood ? 'Within' : 'Off by'} ${rounded}% of the range`,
    soFar: isGood ? `Reads you to within ${rounded}% so far` : `Off by ${rounded}% so far`,
    details: [`That is how far the dial is off on average, measured ${methods[method]}.`, taken],
    advice,
    isGood,
  };
}

export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** Nobody knows it to the millisecond. */
function lagIn({ lag }: FitReport): string {
  const behind = 10 * Math.round((lag ?? 0) / 10);
  return behind > 0 ? ` You were ${behind} ms behind the dot; that is taken out.` : '';
}

function duration(ms: number): string {
  return ms < 1000 ? `${Math.max(1, Math.round(ms))} ms` : `${(ms / 1000).toFixed(1)} s`;
}
