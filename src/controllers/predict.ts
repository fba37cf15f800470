import { must } from './must.js';
import type { Stage } from './stage.js';

/** Options of {@link predict}. */
export interface PredictOptions {
  /** How far ahead, ms, 0..200; about {@link Output.latency} makes up for the delay. Default 50. */
  ahead?: number | undefined;
  /** How far back the values reach that the line is laid through, ms, 20..1000. Default 120: four frames of most cameras. */
  window?: number | undefined;
  /** How far from the last value it may go, units. Default 0.25. */
  reach?: number | undefined;
}

/**
 * Goes ahead of the dial along the straight line of its last values (least squares), to make up for delay. It overshoots
 * where the value turns: the bounds keep that small. Put it after smoothing and before {@link clamp}.
 *
 * @throws CamdialError `bad-argument` when an option is outside its range.
 *
 * @example
 * ```ts
 * import { clamp, condition, oneEuro, predict, SliderController } from 'camdial';
 *
 * const slider = document.querySelector<HTMLInputElement>('input[type=range]')!;
 * const quick = condition(new SliderController(slider), oneEuro(), predict({ ahead: 80 }), clamp());
 * ```
 */
export function predict({ ahead = 50, window = 120, reach = 0.25 }: PredictOptions = {}): Stage {
  must(
    ahead >= 0 && ahead <= 200 && window >= 20 && window <= 1000 && reach >= 0,
    `predict goes 0..200 ms ahead by a window of 20..1000 ms and a reach of at least 0, got ${ahead} ms, ${window} ms and ${reach}.`,
  );
  return () => {
    let recent: Point[] = [];
    return (value, timestamp) => {
      if (timestamp < (recent.at(-1)?.timestamp ?? timestamp)) recent = []; // a clock set back
      recent = recent.filter((point) => timestamp - point.timestamp <= window);
      // The same frame again would count twice.
      if (recent.at(-1)?.timestamp !== timestamp) recent.push({ value, timestamp });
      const line = lineThrough(recent, timestamp);
      if (!line) return value;
      return Math.min(value + reach, Math.max(value - reach, line.now + line.slope * ahead));
    };
  };
}

interface Point {
  value: number;
  timestamp: number;
}

/** Value now and slope (units a ms) of the least-squares line; null for a single point. */
function lineThrough(points: readonly Point[], timestamp: number): { now: number; slope: number } | null {
  // Time counts from now: timestamps are large, and their squares would drown the differences.
  const mean = (of: (point: Point) => number) =>
    points.reduce((sum, each) => sum + of(each), 0) / points.length;
  const time = mean((each) => each.timestamp - timestamp);
  const value = mean((each) => each.value);
  const spread = mean((each) => (each.timestamp - timestamp - time) ** 2);
  if (!(spread > 0)) return null;
  const slope = mean((each) => (each.timestamp - timestamp - time) * (each.value - value)) / spread;
  return { now: value - slope * time, slope };
}
