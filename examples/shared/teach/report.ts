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
/** A dial that is further off is hard to play with, % of the range. */
const stillGood = 15;

/**
 * The dial goes from -1 to 1, so an error of 0.08 is 4% of the range.
 *
 * @param names - what the outputs are called, e.g. `['pitch', 'loudness']`, where there are several.
 */
export function describe(report: FitReport, names: readonly string[] = []): ReportWords {
  const { outputs, method, samples, rounds, milliseconds } = report;
  const advice = report.advice.slice(0, mostAdvice).map((text) => named(text, names));
  const taken = `${count(samples, 'sample')} in ${count(rounds, 'round')}, learned in ${duration(milliseconds)}.${lagIn(report)}`;
  const errors = outputs.map(({ mae }) => (100 * mae) / 2);
  if (!errors.some(Number.isFinite) || method === 'none') {
    return { headline: 'Learned, but not measured', soFar: '', details: [taken], advice, isGood: false };
  }
  const isGood = errors.every((error) => error < stillGood);
  const [who, headline, soFar] =
    errors.length === 1
      ? ['the dial', ...forOne(errors[0]!, isGood)]
      : ['each', `${forMany(errors, names)} of the range`, `${forMany(errors, names)} so far`];
  return {
    headline,
    soFar,
    details: [`That is how far ${who} is off on average, measured ${methods[method]}.`, taken],
    advice,
    isGood,
  };
}

export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function forOne(error: number, isGood: boolean): [headline: string, soFar: string] {
  const percent = atLeastOne(error);
  return [
    `${isGood ? 'Within' : 'Off by'} ${percent} of the range`,
    isGood ? `Reads you to within ${percent} so far` : `Off by ${percent} so far`,
  ];
}

/** E.g. "Pitch within 2%, loudness off by 20%". */
function forMany(errors: readonly number[], names: readonly string[]): string {
  const parts = errors.map((error, i) => {
    const name = names[i] ?? `output ${i + 1}`;
    if (!Number.isFinite(error)) return `${name} not measured`;
    return `${name} ${error < stillGood ? 'within' : 'off by'} ${atLeastOne(error)}`;
  });
  return capital(parts.join(', '));
}

/** It is never said to be perfect. */
function atLeastOne(error: number): string {
  return `${Math.max(1, Math.round(error))}%`;
}

/** The library counts outputs; people know them by name. */
function named(advice: string, names: readonly string[]): string {
  return advice.replace(/\b(output) (\d+)/gi, (all, word: string, number: string) => {
    const name = names[Number(number) - 1];
    return name === undefined ? all : word === 'Output' ? capital(name) : name;
  });
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Nobody knows it to the millisecond. */
function lagIn({ lag }: FitReport): string {
  const behind = 10 * Math.round((lag ?? 0) / 10);
  return behind > 0 ? ` You were ${behind} ms behind the dot; that is taken out.` : '';
}

function duration(ms: number): string {
  return ms < 1000 ? `${Math.max(1, Math.round(ms))} ms` : `${(ms / 1000).toFixed(1)} s`;
}
