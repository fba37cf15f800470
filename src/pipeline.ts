import { Audience } from './audience.js';
import type { Frame, FrameSource } from './capture/frame.js';
import { Thumbnailer } from './capture/thumbnailer.js';
import type { Controller, Output } from './controllers/controller.js';
import { type Deferred, deferred } from './deferred.js';
import { CamdialError } from './errors.js';
import type { FeatureBackbone } from './features/backbone.js';
import { type DialSettings, dialOf, takeIn } from './keeping.js';
import { Loop } from './loop/loop.js';
import type { PipelineState } from './loop/state.js';
import { StateBoard } from './loop/state-board.js';
import { troubleTeller } from './loop/trouble.js';
import { asTyped } from './part-errors.js';
import { type PipelineParts, type RecordOptions, storeFor } from './pipeline-options.js';
import { needRegressor, notFitted, predictWith } from './reading.js';
import type { FitOptions, FitReport, Regressor } from './regressor/regressor.js';
import type { ReadArchiveOptions } from './samples/archive/archive.js';
import type { ReadDialOptions, WriteDialOptions } from './samples/home/sample-home.js';
import type { Round } from './samples/round.js';
import type { SampleStore } from './samples/sample-store.js';
import type { SavedDial } from './samples/saved-dial.js';
import { withHome } from './samples/with-home.js';
import { isTooEarly, LiveTraining } from './teaching/live-training.js';
import { Recalibration } from './teaching/recalibration.js';
import { Recording, type RecordingLimits, type TakeFrame } from './teaching/recording.js';
import { type Target, type TargetValue, targetAt } from './teaching/target.js';

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
  readonly #audience: Audience;
  readonly #board: StateBoard;
  readonly #runsHidden: boolean;
  #run: Deferred | null = null;
  #recording: Recording | null = null;
  #live: LiveTraining | null = null;
  #report: FitReport | null = null;
  #recalibration: Recalibration | null = null;
  #loop: Loop | null = null;
  #disposed = false;

  /**
   * @throws CamdialError `backbone-mismatch` when the samples come from another backbone, `bad-argument` when `outputs`
   * is not a positive whole number or contradicts the samples.
   */
  constructor(parts: PipelineParts) {
    const { source, backbone, regressor, controllers = [], onTrouble, whenHidden } = parts;
    this.samples = storeFor(parts);
    this.#source = source;
    this.#backbone = backbone;
    this.#regressor = regressor;
    this.#runsHidden = whenHidden === 'run';
    const tellTrouble = troubleTeller(onTrouble);
    this.#audience = new Audience(controllers, tellTrouble);
    this.#board = new StateBoard(tellTrouble);
  }

  /** The last output while running, else null. */
  get latest(): Output | null {
    return this.#audience.latest;
  }

  /** Whether `run` is going on. */
  get running(): boolean {
    return this.#run !== null;
  }

  /** What it is doing, and what keeps it from it: as a sentence for people, and for programs. */
  get state(): PipelineState {
    return this.#board.value;
  }

  /** What the last fit of this pipeline reported; null before the first. */
  get report(): FitReport | null {
    return this.#report;
  }

  /** What is done to the regressor's values since {@link Pipeline.recalibrate}; null where nothing is. */
  get recalibration(): Recalibration | null {
    return this.#recalibration;
  }

  /** Whether `record` or `recalibrate` is going on. */
  get recording(): boolean {
    return this.#recording !== null;
  }

  /**
   * Records frames with their target as a new round. Ends after `frames` or `seconds`, when `signal` is aborted, when the
   * source ends or on `stop`, whichever is first; without any of the options after 2 seconds.
   *
   * @param target - what the dial is to read: a value, a list with one an output (`null` for one that this round does
   * not teach), or a function of the time since the first frame (ms, by the frames' own clock) for a target that moves,
   * such as {@link smoothPath}, or that is read from a slider, a pointer, a gamepad.
   * @returns the round; empty, and not kept, when it ended before a frame came.
   * @throws CamdialError `busy` during another recording, `target-shape` or `not-finite` for a target that does not fit,
   * `unsupported` or `frame-unreadable` where thumbnails cannot be made, `disposed`, or what the source, the backbone or
   * a live fit failed with. What was recorded until then is kept.
   */
  async record(target: Target, options: RecordOptions = {}): Promise<Round> {
    this.#checkFree();
    const { label, lag = typeof target === 'function' ? 'auto' : 0, live, onFit, thumbnails } = options;
    const read = targetAt(target, this.samples.outputs);
    const training = live
      ? new LiveTraining(needRegressor(this.#regressor, 'learn while it records'), this.samples, (report) => {
          this.#learned(report);
          onFit?.(report);
        })
      : null;
    const thumbnailer = thumbnails ? new Thumbnailer(thumbnails.size) : null;
    const recording = new Recording(async (features, elapsed, frame) => {
      const target = read(elapsed); // as it is now, before the thumbnail takes its time
      const thumbnail = thumbnailer && (await thumbnailer.of(frame));
      if (recording.ended) return; // meanwhile: its round is finished
      this.samples.add(features, target, { timestamp: frame.timestamp, thumbnail: thumbnail ?? undefined });
      training?.notice();
    }, options);
    const round = this.samples.beginRound({ label, lag });
    this.#live = training;
    try {
      await this.#take(recording).finally(() => this.samples.endRound());
    } catch (error) {
      // What came before it is learned all the same; the failure is what is told.
      if (training) await this.#endLive(training).catch(() => {});
      throw error;
    }
    if (training) await this.#endLive(training);
    return round;
  }

  /**
   * Brings a trained dial back on another day without training: while the person holds a pose that is to read `target`,
   * it looks at what the dial reads, and corrects its values from then on. One pose corrects the offset, two or three
   * also the gain. Training ends the correction.
   *
   * @param target - what the pose should read: a value, or one an output (`null` for one that it says nothing of).
   * @returns the correction with this anchor in it, as in {@link Pipeline.recalibration}.
   * @throws CamdialError `not-fitted` before `train`, `too-few-samples` when no frame came, `fit-failed` when the dial
   * does not tell the anchors apart (the correction before stays), `busy`, `target-shape`, `not-finite`, `disposed`, or
   * what a part failed with.
   */
  async recalibrate(target: TargetValue, limits: RecordingLimits = {}): Promise<Recalibration> {
    this.#checkFree();
    const regressor = this.#needFitted('recalibrate');
    const wanted = targetAt(target, this.samples.outputs)(0);
    const readings: Float32Array[] = [];
    const read: TakeFrame = async (features) => {
      readings.push((await predictWith(regressor, features)).values);
    };
    await this.#take(new Recording(read, limits));
    if (readings.length === 0) {
      throw new CamdialError(
        'too-few-samples',
        'No frame came to recalibrate with. Hold the pose a little longer.',
      );
    }
    this.#recalibration = Recalibration.with(this.#recalibration, wanted, readings);
    return this.#recalibration;
  }

  /**
   * The whole dial as one file: samples, what was learned, and settings of yours. It is a `.npz` archive that
   * `numpy.load` opens. A recalibration is of the day, and not part of it.
   *
   * @throws CamdialError `disposed`.
   */
  async toBlob(settings: DialSettings = {}): Promise<Blob> {
    this.#checkAlive();
    const { writeArchive } = await import('./samples/archive/archive.js');
    return writeArchive(dialOf(this.samples, this.#regressor, settings));
  }

  /**
   * Takes a whole dial in from a file, in place of what is there; `samples.undo()` brings the samples back. It plays at
   * once: what was learned comes along, and is learned from the samples where it was another regressor that did.
   *
   * @returns the settings that were put in.
   * @throws CamdialError `samples-invalid` for a file that is damaged, not from camdial, or of a newer version,
   * `backbone-mismatch` for samples of another backbone, `target-shape` for another number of outputs, `model-invalid`,
   * `out-of-memory`, `busy` during a recording or a fit, `disposed`. Everything stays as it was then.
   */
  async restore(blob: Blob, options: ReadArchiveOptions = {}): Promise<DialSettings> {
    this.#checkFree();
    const { readArchive } = await import('./samples/archive/archive.js');
    return this.#takeIn(await readArchive(blob, { maxBytes: this.samples.maxBytes, ...options }));
  }

  /**
   * Keeps the whole dial in this browser under a name, as it is now; see {@link SampleHome} for what else can be done.
   *
   * @throws CamdialError `storage-full`, `storage-failed`, `backbone-mismatch` where the name has samples of another
   * kind, `disposed`.
   */
  async save(name: string, settings: DialSettings = {}, options: WriteDialOptions = {}): Promise<void> {
    this.#checkAlive();
    await withHome((home) => home.write(name, dialOf(this.samples, this.#regressor, settings), options));
  }

  /**
   * Takes a whole dial in that this browser keeps, as {@link restore} does from a file.
   *
   * @returns the settings that were put in.
   * @throws CamdialError `not-found`, `storage-failed`, and as {@link restore}.
   */
  async open(name: string, options: ReadDialOptions = {}): Promise<DialSettings> {
    this.#checkFree();
    return this.#takeIn(await withHome(async (home) => (await home.read(name, options)).dial));
  }

  /** Takes the values as the regressor gives them again. */
  clearRecalibration(): void {
    this.#recalibration = null;
  }

  /**
   * Fits the regressor to the samples. A running dial goes on with the model it has until the new one is ready.
   *
   * @throws CamdialError as {@link Regressor.fit}; `bad-argument` without a regressor. Samples and model stay as they were.
   */
  async train(options?: FitOptions): Promise<FitReport> {
    this.#checkAlive();
    const regressor = needRegressor(this.#regressor, 'train');
    await this.#live?.settled(); // a fit of a live recording is short
    const report = await regressor.fit(this.samples, options);
    this.#learned(report);
    return report;
  }

  /**
   * Reads the dial frame by frame and drives the controllers. Whatever stops the values (a camera that is unplugged, a
   * hidden page, a backbone that hangs), controllers are released within 0.3 s, {@link Pipeline.state} says why, and it
   * goes on by itself. A dial whose values are slower than that all along is given half as long again as they usually
   * take, a second at most.
   *
   * @param options - `signal`: aborting it is `stop()`.
   * @returns resolves on `stop`, abort, or the end of the source. While it runs already: the promise of that run.
   * @throws CamdialError `not-fitted` before `train` (except during a live recording), `bad-argument` without a
   * regressor, `disposed`, or what a part failed with (`source-failed`, `backbone-failed`, `regressor-failed` where it
   * was not typed): a source at once, a backbone and a regressor after five frames in a row.
   */
  async run({ signal }: { signal?: AbortSignal | undefined } = {}): Promise<void> {
    this.#checkAlive();
    if (!this.#live) this.#needFitted('run');
    if (signal?.aborted) return;
    this.#run ??= deferred();
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
    return this.#audience.connect(controller);
  }

  /**
   * Calls a listener with the latest output at once and then with every new one; null while nothing is read. This is
   * the store contract of Svelte; with {@link Pipeline.latest} it is also that of React's `useSyncExternalStore`.
   *
   * @returns a function that ends it.
   */
  subscribe(listener: (output: Output | null) => void): () => void {
    return this.#audience.subscribe(listener);
  }

  /**
   * Calls a listener with the {@link Pipeline.state} at once and then with every new one; the same store contract as
   * {@link Pipeline.subscribe}.
   *
   * @returns a function that ends it.
   *
   * @example
   * ```ts
   * dial.subscribeState(({ sentence }) => {
   *   document.querySelector('output')!.textContent = sentence; // "The camera was unplugged or taken away. Plug it in …"
   * });
   * ```
   */
  subscribeState(listener: (state: PipelineState) => void): () => void {
    return this.#board.subscribe(listener);
  }

  /** Stops, and lets go of controllers and listeners. The parts stay their maker's. May be called more than once. */
  dispose(): void {
    if (this.#disposed) return;
    this.#finish();
    this.#disposed = true;
    this.#audience.clear();
    this.#board.clear();
  }

  /** Has frames taken in until the recording ends. */
  async #take(recording: Recording): Promise<void> {
    this.#recording = recording;
    try {
      this.#start();
      await recording.done;
    } finally {
      if (this.#recording === recording) this.#recording = null;
      this.#endLoopIfIdle();
    }
  }

  async #takeIn(dial: SavedDial): Promise<DialSettings> {
    this.#checkFree(); // reading took its time
    const isLearned = takeIn(dial, this.samples, this.#regressor);
    this.#report = null;
    this.#recalibration = null;
    if (!isLearned && this.#regressor) {
      await this.train().catch((error: unknown) => {
        if (isTooEarly(error)) return;
        this.samples.undo();
        throw error;
      });
    }
    return dial.settings;
  }

  async #endLive(training: LiveTraining): Promise<void> {
    try {
      if (!this.#disposed) await training.finish();
    } finally {
      if (this.#live === training) this.#live = null;
      // Whoever runs the dial already waits for a model that does not come.
      if (this.#run && !this.#regressor?.fitted) this.#finish(notFitted('run'));
    }
  }

  #learned(report: FitReport): void {
    this.#report = report;
    this.#recalibration = null;
  }

  #start(): void {
    this.#board.change({ ...this.#activity, failure: null });
    this.#loop ??= new Loop({
      source: this.#source,
      backbone: this.#backbone,
      runsHidden: this.#runsHidden,
      take: (features, frame, isWanted) => this.#takeFrame(features, frame, isWanted),
      release: () => this.#audience.release(),
      tell: (changed) => this.#board.change(changed),
      onEnd: (error) => this.#finish(error),
    });
  }

  async #takeFrame(features: Float32Array, frame: Frame, isWanted: () => boolean): Promise<boolean> {
    await this.#recording?.add(features, frame);
    this.#endLoopIfIdle();
    if (!this.#run || !this.#regressor?.fitted || !isWanted()) return false;
    const { values, confidence } = await predictWith(this.#regressor, features);
    if (!isWanted() || !this.#run) return false;
    const { timestamp } = frame;
    this.#audience.update({
      values: this.#recalibration ? this.#recalibration.apply(values) : values,
      confidence,
      timestamp,
      latency: Math.max(0, performance.now() - timestamp),
    });
    return true;
  }

  /** Ends everything that goes on: with an error, or well. */
  #finish(error?: unknown): void {
    const run = this.#run;
    const recording = this.#recording;
    const failure = error === undefined ? null : asTyped('source-failed', 'A part', error);
    this.#run = null;
    this.#recording = null;
    this.#board.change({ failure });
    this.#endLoopIfIdle();
    if (run) this.#audience.release();
    if (failure) {
      recording?.fail(failure);
      run?.reject(failure);
    } else {
      recording?.end();
      run?.resolve();
    }
  }

  #endLoopIfIdle(): void {
    this.#board.change(this.#activity);
    if (this.#run || (this.#recording && !this.#recording.ended)) return;
    this.#loop?.end();
    this.#loop = null;
  }

  get #activity() {
    return { isRecording: this.#recording?.ended === false, isRunning: this.#run !== null };
  }

  /** @throws CamdialError `not-fitted`. */
  #needFitted(what: string): Regressor {
    const regressor = needRegressor(this.#regressor, what);
    if (!regressor.fitted) throw notFitted(what);
    return regressor;
  }

  /** @throws CamdialError `disposed` or `busy`. */
  #checkFree(): void {
    this.#checkAlive();
    if (this.#recording || this.#live) {
      throw new CamdialError(
        'busy',
        'A recording is going on. Await it, or end it through its signal, then record the next one.',
      );
    }
  }

  #checkAlive(): void {
    if (this.#disposed)
      throw new CamdialError(
        'disposed',
        'This pipeline was disposed. Make a new one; samples and parts can be handed to it.',
      );
  }
}
