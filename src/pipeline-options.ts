import type { FrameSource } from './capture/frame.js';
import type { Controller } from './controllers/controller.js';
import { CamdialError } from './errors.js';
import type { FeatureBackbone } from './features/backbone.js';
import type { FitReport, Regressor } from './regressor/regressor.js';
import { foreign } from './samples/data-checks.js';
import type { Lag } from './samples/round.js';
import { SampleStore } from './samples/sample-store.js';
import type { RecordingLimits } from './teaching/recording.js';

/** The parts of a {@link Pipeline}. They stay their maker's: the pipeline disposes none of them. */
export interface PipelineParts {
  /** Where frames come from. */
  source: FrameSource;
  /** What turns them into features. */
  backbone: FeatureBackbone;
  /** What learns and reads the dial. Only `record` goes without. */
  regressor?: Regressor | undefined;
  /** Where samples go. Default: a new store for `backbone` and `outputs`. */
  samples?: SampleStore | undefined;
  /** Values of the dial, where no store says it. Default 1. */
  outputs?: number | undefined;
  /** What the dial drives; more can be connected later. */
  controllers?: readonly Controller[] | undefined;
  /**
   * What it does while the page is hidden. `pause` (default): controllers are released, no picture is read or recorded, and
   * it goes on when the page is shown again. `run`: it goes on where pictures come; those of cameras do not in most
   * browsers.
   */
  whenHidden?: 'pause' | 'run' | undefined;
  /**
   * Told of what goes wrong without ending anything: `controller-failed` of a controller or listener that throws. One that
   * throws three times in a row is disconnected, which is told too. Default: `reportError`, as of an event listener that
   * throws; the console where there is none.
   */
  onTrouble?: ((trouble: CamdialError) => void) | undefined;
}

/** See {@link RecordOptions.thumbnails}. */
export interface ThumbnailOptions {
  /** Edge of the square, px; a whole number from 1. */
  readonly size: number;
}

/** When a recording ends, what it is called, and whether it is learned at once. */
export interface RecordOptions extends RecordingLimits {
  /** A name for the round, for people. */
  label?: string | undefined;
  /**
   * How far the person is behind the targets, ms. Default: `'auto'` for a target that moves, to be estimated from the
   * samples; 0 for one that stands still. 0 for a target that the person sets, as with a slider.
   */
  lag?: Lag | undefined;
  /**
   * Keeps the model current while samples come in, so that the dial moves already while the person teaches: `run()` may
   * be called as soon as the recording has begun. The promise resolves when everything was learned. Default false.
   */
  live?: boolean | undefined;
  /**
   * Keeps a small picture of every sample, `size` pixels square, for people to see and for {@link reembed}. Default none:
   * nothing of the pictures is kept.
   */
  thumbnails?: ThumbnailOptions | undefined;
  /** Told of every fit of a live recording. */
  onFit?: ((report: FitReport) => void) | undefined;
}

/** @throws CamdialError `backbone-mismatch`, or `bad-argument` for outputs that contradict the samples. */
export function storeFor({ backbone, samples, outputs }: PipelineParts): SampleStore {
  if (samples && samples.backboneId !== backbone.id) throw foreign(samples.backboneId, backbone.id);
  if (samples && outputs !== undefined && samples.outputs !== outputs) {
    throw new CamdialError(
      'bad-argument',
      `These samples have ${samples.outputs} outputs, not the ${outputs} asked for.`,
    );
  }
  const { id: backboneId, featureShape } = backbone;
  return samples ?? new SampleStore({ backboneId, featureShape, outputs: outputs ?? 1 });
}
