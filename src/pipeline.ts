import { abortable } from './abort.js';
import type { Frame, FrameSource } from './capture/frame.js';
import type { Controller, Output } from './controllers/controller.js';
import { CamdialError } from './errors.js';
import type { FeatureBackbone } from './features/backbone.js';
import { asTyped, typed } from './part-errors.js';
import { Pause } from './pause.js';
import { Recording, type RecordOptions, type Target } from './recording.js';
import type { FitOptions, FitReport, Regressor } from './regressor/regressor.js';
import { type Round, SampleStore } from './samples/sample-store.js';

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
}

/** What waits for `run` to be over. */
interface Run {
  readonly done: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Moves frames through the parts, one at a time, newest frame wins: record, train, run. There is one loop; it turns
 * while something is recorded or run, and both may go on at once.
 *
 * @example
 * ```ts
 * import { Camera, Pipeline, RidgeRegressor, Scattering, SliderController } from 'camdial';
 *
 * const camera = await Camera.open();
 * const dial = new Pipeline({ source: camera, backbone: Scattering.create(), regressor: new RidgeRegressor() });
 * await dial.record(-1, { seconds: 2 }); // lean left
 * await dial.record(+1, { seconds: 2 }); // lean right
 * await dial.train();
 * dial.connect(new SliderController(document.querySelector<HTMLInputElement>('input[type=range]')!));
 * await dial.run();
 * ```
 */
export class Pipeline {
  /** The samples recorded so far. */
  readonly samples: SampleStore;
  readonly #source: FrameSource;
  readonly #backbone: FeatureBackbone;
  readonly #regressor: Regressor | undefined;
  readonly #controllers = new Set<Controller>();
  readonly #listeners = new Set<(output: Output | null) => void>();
  #latest: Output | null = null;
  #run: Run | null = null;
  #recording: Recording | null = null;
  #loop: AbortController | null = null;
  #disposed = false;

  /**
   * @throws CamdialError `backbone-mismatch` when the samples come from another backbone, `bad-argument` when `outputs`
   * is not a positive whole number or contradicts the samples.
   */
  constructor({ source, backbone, regressor, samples, outputs, controllers = [] }: PipelineParts) {
    if (samples && samples.backboneId !== backbone.id) {
      throw new CamdialError(
        'backbone-mismatch',
        `These samples were made by backbone "${samples.backboneId}", this one is "${backbone.id}". Use the backbone they were made with, or record anew.`,
      );
    }
    if (samples && outputs !== undefined && samples.outputs !== outputs) {
      throw new CamdialError(
        'bad-argument',
        `These samples have ${samples.outputs} outputs, not the ${outputs} asked for.`,
      );
    }
    this.#source = source;
    this.#backbone = backbone;
    this.#regressor = regressor;
    this.samples =
      samples ??
      new SampleStore({
        backboneId: backbone.id,
        featureShape: backbone.featureShape,
        outputs: outputs ?? 1,
      });
    for (const controller of controllers) this.#controllers.add(controller);
  }

  /** The last output while running, else null. */
  get latest(): Output | null {
    return this.#latest;
  }

  /** Whether `run` is going on. */
  get running(): boolean {
    return this.#run !== null;
  }

  /** Whether `record` is going on. */
  get recording(): boolean {
    return this.#recording !== null;
  }

  /**
   * Records frames with their target as a new round. Ends after `frames` or `seconds`, when `signal` is aborted, when the
   * source ends or on `stop`, whichever is first; without any of the options after 2 seconds.
   *
   * @param target - what the dial is to read: a value, a list with one an output, or a function of the time since the
   * first frame (ms, by the frames' own clock) for a target that moves.
   * @returns the round; empty, and not kept, when it ended before a frame came.
   * @throws CamdialError `busy` during another recording, `target-shape` or `not-finite` for a target that does not fit,
   * `disposed`, or what the source or backbone failed with. What was recorded until then is kept.
   */
  async record(target: Target, options: RecordOptions = {}): Promise<Round> {
    this.#checkAlive();
    if (this.#recording) {
      throw new CamdialError(
        'busy',
        'A recording is going on. Await it, or end it through its signal, then record the next one.',
      );
    }
    const recording = new Recording(this.samples, target, options);
    this.#recording = recording;
    try {
      this.#start();
      return await recording.done;
    } finally {
      if (this.#recording === recording) this.#recording = null;
      this.#endLoopIfIdle();
    }
  }

  /**
   * Fits the regressor to the samples. A running dial goes on with the model it has until the new one is ready.
   *
   * @throws CamdialError as {@link Regressor.fit}; `bad-argument` without a regressor. Samples and model stay as they were.
   */
  async train(options?: FitOptions): Promise<FitReport> {
    this.#checkAlive();
    return this.#needRegressor('train').fit(this.samples, options);
  }

  /**
   * Reads the dial frame by frame and drives the controllers.
   *
   * @param options - `signal`: aborting it is `stop()`.
   * @returns resolves on `stop`, abort, or the end of the source. While it runs already: the promise of that run.
   * @throws CamdialError `not-fitted` before `train`, `bad-argument` without a regressor, `disposed`, or what a part
   * failed with (`source-failed`, `backbone-failed`, `regressor-failed`, `controller-failed` where it was not typed).
   */
  async run({ signal }: { signal?: AbortSignal | undefined } = {}): Promise<void> {
    this.#checkAlive();
    if (!this.#needRegressor('run').fitted) {
      throw new CamdialError(
        'not-fitted',
        'This dial has not learned anything. Record at least two poses and await train() before run().',
      );
    }
    if (signal?.aborted) return;
    this.#run ??= makeRun();
    const run = this.#run;
    const onAbort = () => this.stop();
    signal?.addEventListener('abort', onAbort);
    try {
      this.#start();
      await run.done;
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  /** Ends `run` and `record`; their promises resolve. Controllers are released and listeners get null. */
  stop(): void {
    this.#finish();
  }

  /**
   * Drives a controller with the dial from the next output on.
   *
   * @returns a function that disconnects it, releasing it if it was being driven.
   */
  connect(controller: Controller): () => void {
    this.#checkAlive();
    this.#controllers.add(controller);
    return () => {
      if (this.#controllers.delete(controller) && this.#latest) controller.release?.();
    };
  }

  /**
   * Calls a listener with the latest output at once and then with every new one; null while nothing is read. This is
   * the store contract of Svelte; with {@link Pipeline.latest} it is also that of React's `useSyncExternalStore`.
   *
   * @returns a function that ends it.
   */
  subscribe(listener: (output: Output | null) => void): () => void {
    const own = (output: Output | null) => listener(output);
    this.#listeners.add(own);
    own(this.#latest);
    return () => this.#listeners.delete(own);
  }

  /** Stops, and lets go of controllers and listeners. The parts stay their maker's. May be called more than once. */
  dispose(): void {
    if (this.#disposed) return;
    this.#finish();
    this.#disposed = true;
    this.#controllers.clear();
    this.#listeners.clear();
  }

  #start(): void {
    if (this.#loop) return;
    const loop = new AbortController();
    this.#loop = loop;
    // A loop that was ended no longer has anybody to tell.
    this.#turn(loop.signal).then(
      () => this.#loop === loop && this.#finish(),
      (error: unknown) => this.#loop === loop && this.#finish(error),
    );
  }

  async #turn(signal: AbortSignal): Promise<void> {
    const pause = new Pause();
    for (;;) {
      const frame = await typed('source-failed', 'The frame source', () => this.#nextFrame(signal));
      if (!frame || signal.aborted) return;
      const features = await typed('backbone-failed', 'The backbone', async () =>
        this.#backbone.extract(frame),
      );
      if (signal.aborted) return;
      this.#recording?.add(features, frame.timestamp);
      this.#endLoopIfIdle();
      if (this.#run) await this.#read(features, frame, signal);
      // A source that never makes us wait would keep the page from everything else.
      await pause.ifDue();
      if (signal.aborted) return;
    }
  }

  /** A source that does not heed the signal does not hold up the stop. */
  async #nextFrame(signal: AbortSignal): Promise<Frame | null> {
    try {
      return await abortable(this.#source.next(signal), signal);
    } catch (error) {
      if (signal.aborted) return null;
      throw error;
    }
  }

  async #read(features: Float32Array, { timestamp }: Frame, signal: AbortSignal): Promise<void> {
    const regressor = this.#needRegressor('run');
    const { values, confidence } = await typed('regressor-failed', 'The regressor', async () =>
      regressor.predict(features),
    );
    if (signal.aborted || !this.#run) return;
    if (!values.every(Number.isFinite)) {
      throw new CamdialError(
        'not-finite',
        `The regressor read [${values.join(', ')}], which is no number to drive anything with. Train it anew.`,
      );
    }
    const output: Output = {
      values,
      confidence,
      timestamp,
      latency: Math.max(0, performance.now() - timestamp),
    };
    this.#latest = output;
    this.#tell(output, (controller) => controller.update(output));
  }

  /** Tells every controller and listener, also when one of them throws; the first error is the one reported. */
  #tell(output: Output | null, drive: (controller: Controller) => void): void {
    const errors: unknown[] = [];
    const attempt = (work: () => void) => {
      try {
        work();
      } catch (error) {
        errors.push(error);
      }
    };
    for (const controller of [...this.#controllers]) attempt(() => drive(controller));
    for (const listener of [...this.#listeners]) attempt(() => listener(output));
    if (errors.length > 0) throw asTyped('controller-failed', 'A controller or listener', errors[0]);
  }

  /** Ends everything that goes on: with an error, or well. */
  #finish(error?: unknown): void {
    const run = this.#run;
    const recording = this.#recording;
    this.#run = null;
    this.#recording = null;
    this.#endLoopIfIdle();
    let failure = error;
    if (run) {
      try {
        this.#latest = null;
        this.#tell(null, (controller) => controller.release?.());
      } catch (releaseError) {
        failure ??= releaseError;
      }
    }
    if (failure === undefined) {
      recording?.end();
      run?.resolve();
    } else {
      recording?.fail(failure);
      run?.reject(failure);
    }
  }

  #endLoopIfIdle(): void {
    if (this.#run || (this.#recording && !this.#recording.ended)) return;
    this.#loop?.abort();
    this.#loop = null;
  }

  #needRegressor(what: string): Regressor {
    if (this.#regressor) return this.#regressor;
    throw new CamdialError(
      'bad-argument',
      `To ${what}, a pipeline needs a regressor: new Pipeline({ source, backbone, regressor: new RidgeRegressor() }).`,
    );
  }

  #checkAlive(): void {
    if (this.#disposed)
      throw new CamdialError(
        'disposed',
        'This pipeline was disposed. Make a new one; samples and parts can be handed to it.',
      );
  }
}

function makeRun(): Run {
  let resolve!: () => void;
  let reject!: (error: unknown) => void;
  const done = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { done, resolve, reject };
}
