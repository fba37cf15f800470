import type { FitReport } from 'camdial';

/** A fit report in plain words. */
export interface ReportWords {
  /** In short, e.g. "Within 4% of the range". */
  readonly headline: string;
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

/** The dial goes from -1 to 1, so an error of 0.08 is 4% of the range. */
export function describe({ outputs, method, samples, rounds, milliseconds, advice }: FitReport): ReportWords {
  const mae = outputs[0]?.mae ?? Number.NaN;
  const taken = `${count(samples, 'sample')} in ${count(rounds, 'round')}, learned in ${duration(milliseconds)}.`;
  if (!Number.isFinite(mae) || method === 'none') {
    return { headline: 'Learned, but not measured', details: [taken], advice, isGood: false };
  }
  const percent = (100 * mae) / 2;
  const rounded = Math.max(1, Math.round(percent));
  const isGood = percent < 15;
  return {
    headline: `${isGood ? 'Within' : 'Off by'} ${rounded}% of the range`,
    details: [`That is how far the dial is off on average, measured ${methods[method]}.`, taken],
    advice,
    isGood,
  };
}

export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function duration(ms: number): string {
  return ms < 1000 ? `${Math.max(1, Math.round(ms))} ms` : `${(ms / 1000).toFixed(1)} s`;
}
