/**
 * How much a smoothing steadies the dial, and what it costs in delay and error, on real clips: npm run bench:smoothing
 *
 * Options: --choose looks for the settings of the default stages, by folds (some minutes); --no-film leaves out what needs
 * Chromium.
 */
import { Scattering } from 'camdial';
import { steadying } from '../src/controllers/condition.js';
import { hysteresis } from '../src/controllers/hysteresis.js';
import { oneEuro } from '../src/controllers/one-euro.js';
import { hasClips, loadClip, withoutClips } from './lib/clips.js';
import { loadFilm } from './lib/film.js';
import {
  costOf,
  exponential,
  followsTruth,
  jitter,
  lagOf,
  meanAbsoluteError,
  moving,
  type Smoother,
  smoothingProtocols,
  steadiness,
  through,
} from './lib/smoothing.js';
import { type Case, casesOf, filmCases, noises, timed } from './lib/smoothing-cases.js';
import { table } from './lib/table.js';

if (!hasClips) {
  console.log(withoutClips);
  process.exit(0);
}
console.log(`
Ridge on Scattering, read on stretches that were not taught; at the true times of the frames.
  film      every frame (25 a second) of the recording that most of cap is from
  cap       the labelled frames of cap, 1 to 8 a second; of its second recording the rate is not told, 15 is taken
  dog1      10 frames a second
  steadier  standard deviation within a second of a person who sits still, without smoothing over with; the first
            second does not count. "filmed": 16 s of film in which the label stays within 0.06. The others: one
            unseen frame again and again at 30 frames a second, with the noise of the clip's camera in its static
            background, and with ${noises['four times its noise']} times that. Cap and dog1 hold no such stretch: where their labels stay
            within 0.05 for ten frames the person still turns and sways, which no smoothing may take out.
  lag       by which the smoothed value is further behind the truth than the raw one, ms: the shift of the greatest
            cross-correlation, by a parabola between 5 ms steps; mean of the stretches where the raw value follows
            the truth at all (a correlation of ${followsTruth})
  error     mean absolute error, smoothed over raw: 1 is as good as raw. The clamp of the default takes away part of
            the error where dog1 comes closer than what was taught, so it is told with and without it
  default   chosen with --choose: what is chosen on the even folds and the first half of the filmed 16 s is judged on
            the rest, and the other way round. Both halves choose beta 40; 20 is taken, which errs more by 0.1 to
            0.3 % and steadies more where there is more noise
  folds     contiguous fifths, 60 random frames of the rest taught; sweep 60: 60 frames of the first 60 %, all after that
`);
const backbone = Scattering.create();
const cap = timed(await loadClip('cap', backbone));
const dog1 = timed(await loadClip('dog1', backbone));
const isFilmed = !process.argv.includes('--no-film');
const film = isFilmed ? await filmCases(await loadFilm(cap)) : [];
const cases = [...film, ...(await casesOf(cap, backbone)), ...(await casesOf(dog1, backbone))];
const clips = [...new Set(cases.map(({ clip }) => clip))];
const kinds = clips.flatMap((clip) =>
  clip === 'film' ? [[clip, 'filmed']] : Object.keys(noises).map((noise) => [clip, noise]),
) as [string, string][];

const stillOf = (clip: string, kind: string, of: readonly Case[] = cases) =>
  of.filter((each) => each.clip === clip).flatMap(({ still }) => still[kind] ?? []);
const tracesIn = (clip: string, protocol: string) =>
  cases.filter((each) => each.clip === clip && each.protocol === protocol).flatMap(({ traces }) => traces);

const byDefault = through(...steadying);
/** What takes as much jitter of a real person as the default: halfway between what takes more and what takes less. */
function asSteady(make: (setting: number) => Smoother, low: number, high: number): number {
  const still = stillOf(...kinds[0]!);
  const wanted = Math.min(100, steadiness(byDefault, still));
  for (let i = 0; i < 20; i++) {
    const middle = (low + high) / 2;
    if (steadiness(make(middle), still) > wanted) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
const share = asSteady(exponential, 0.001, 1);
const count = asSteady((negative) => moving(-negative), -120, -1);
const contestants: Record<string, Smoother> = {
  'default, as condition() has it': through(),
  'the same without its clamp': byDefault,
  'One Euro alone': through(oneEuro()),
  'One Euro 1.5 Hz, beta 3': through(oneEuro({ minCutoff: 1.5, beta: 3 })),
  'exponential 0.5': exponential(0.5),
  [`exponential ${share.toFixed(3)}, as steady`]: exponential(share),
  'mean of 5': moving(5),
  [`mean of ${(-count).toFixed(1)}, as steady`]: moving(-count),
};

console.log('steadier\n');
const raw = kinds.map(([clip, kind]) => {
  const still = stillOf(clip, kind);
  return Math.sqrt(still.reduce((sum, each) => sum + jitter(each) ** 2, 0) / still.length).toFixed(4);
});
console.log(
  table(
    ['', ...kinds.map(([clip, kind]) => `${clip}, ${kind}`)],
    [
      ['raw: standard deviation', ...raw],
      ...Object.entries(contestants).map(([name, smoother]) => [
        name,
        ...kinds.map(([clip, kind]) => times(steadiness(smoother, stillOf(clip, kind)))),
      ]),
    ],
  ),
);
for (const { name: protocol } of smoothingProtocols) {
  console.log(`\nlag and error, ${protocol}\n`);
  const rawCells = clips.flatMap((clip) => {
    const traces = tracesIn(clip, protocol);
    const lags = traces.map((trace) => lagOf(trace, followsTruth)).filter((lag) => !Number.isNaN(lag));
    const lag = lags.reduce((sum, each) => sum + each, 0) / lags.length;
    const error = traces.reduce((sum, { values, truth }) => sum + meanAbsoluteError(values, truth), 0);
    return [lag.toFixed(0), (error / traces.length).toFixed(3)];
  });
  console.log(
    table(
      ['', ...clips.flatMap((clip) => [`${clip}: lag`, 'error']), 'error of all'],
      [
        ['raw: ms, error', ...rawCells, ''],
        ...Object.entries(contestants).map(([name, smoother]) => {
          const costs = clips.map((clip) => costOf(smoother, tracesIn(clip, protocol)));
          const all = costOf(
            smoother,
            clips.flatMap((clip) => tracesIn(clip, protocol)),
          );
          const cells = costs.flatMap(({ lag, error }) => [milliseconds(lag), error.toFixed(3)]);
          return [name, ...cells, all.error.toFixed(3)];
        }),
      ],
    ),
  );
}
if (process.argv.includes('--choose')) choose();

/** The least error of all settings that meet both bars on one half, and what they do on the other. */
function choose(): void {
  const settings = [0.5, 1].flatMap((minCutoff) =>
    [5, 10, 20, 40].flatMap((beta) =>
      [0.008, 0.012, 0.016].flatMap((width) =>
        [0.3, 1, Number.POSITIVE_INFINITY].map((closesAt) => ({ minCutoff, beta, width, closesAt })),
      ),
    ),
  );
  const results = settings.map(({ minCutoff, beta, width, closesAt }) => {
    const smoother = through(oneEuro({ minCutoff, beta }), hysteresis(width, { closesAt }));
    const halves = [0, 1].map((half) => {
      const own = cases.filter((each) => each.half === half);
      const costs = clips.map((clip) =>
        costOf(
          smoother,
          own.filter((each) => each.clip === clip).flatMap(({ traces }) => traces),
        ),
      );
      return {
        lag: Math.max(...costs.map(({ lag }) => lag)),
        error: costOf(
          smoother,
          own.flatMap(({ traces }) => traces),
        ).error,
        steadier: Math.min(...kinds.map(([clip, kind]) => steadiness(smoother, stillOf(clip, kind, own)))),
      };
    });
    return { setting: `${minCutoff} Hz, beta ${beta}, ${width} until ${closesAt}`, halves };
  });
  for (const half of [0, 1]) {
    const good = results.filter(({ halves }) => halves[half]!.lag <= 40 && halves[half]!.steadier >= 3);
    good.sort((a, b) => a.halves[half]!.error - b.halves[half]!.error);
    console.log(
      `\nchosen on half ${half}: ${good.length} of ${results.length} meet the bars there; the best\n`,
    );
    const rows = good
      .slice(0, 8)
      .map(({ setting, halves }) => [
        setting,
        ...[halves[half]!, halves[1 - half]!].flatMap(({ lag, error, steadier }) => [
          milliseconds(lag),
          error.toFixed(4),
          times(steadier),
        ]),
      ]);
    console.log(table(['', 'lag', 'error', 'steadier', 'judged: lag', 'error', 'steadier'], rows));
  }
}

function times(ratio: number): string {
  return ratio > 999 ? 'rests' : ratio.toFixed(1);
}

function milliseconds(lag: number): string {
  return Number.isNaN(lag) ? '> 500' : lag.toFixed(0);
}
