import {
  type Controller,
  type FeatureBackbone,
  type FitOptions,
  type FitReport,
  Pipeline,
  type RecordOptions,
  type Regressor,
  type Round,
  SampleStore,
  type Target,
} from 'camdial';
import type { Eye } from './eye.js';

/** What was taught, and what learned it. Outlives the camera: an unplugged one takes nothing along. */
export class Memory {
  readonly samples: SampleStore;
  #makeRegressor: () => Regressor;
  #regressor: Regressor;

  constructor({ id, featureShape }: FeatureBackbone, makeRegressor: () => Regressor) {
    this.samples = new SampleStore({ backboneId: id, featureShape, outputs: 1 });
    this.#makeRegressor = makeRegressor;
    this.#regressor = makeRegressor();
  }

  get regressor(): Regressor {
    return this.#regressor;
  }

  /** Learns with another regressor from now on. */
  replaceRegressor(makeRegressor: () => Regressor): void {
    this.#makeRegressor = makeRegressor;
    this.forget();
  }

  /** What was learned is gone; the samples stay. */
  forget(): void {
    this.#regressor.dispose();
    this.#regressor = this.#makeRegressor();
  }
}

export interface RigParts {
  eye: Eye;
  backbone: FeatureBackbone;
  memory: Memory;
  controller: Controller;
}

/** A rig: one eye with what it is to teach and drive. */
export class Rig {
  readonly eye: Eye;
  readonly memory: Memory;
  readonly #parts: RigParts;
  #pipeline: Pipeline;

  constructor(parts: RigParts) {
    this.#parts = parts;
    this.eye = parts.eye;
    this.memory = parts.memory;
    this.#pipeline = this.#makePipeline();
  }

  get samples(): SampleStore {
    return this.memory.samples;
  }

  /** Whether something is being recorded. */
  get isRecording(): boolean {
    return this.#pipeline.recording;
  }

  /** Whether there is a model to play with. */
  get isTrained(): boolean {
    return this.memory.regressor.fitted;
  }

  /** Learns with another regressor from now on; the samples stay. */
  useRegressor(makeRegressor: () => Regressor): void {
    this.#pipeline.dispose();
    this.memory.replaceRegressor(makeRegressor);
    this.#pipeline = this.#makePipeline(); // a pipeline keeps to one regressor
  }

  /** Stops, and forgets what was learned; the samples stay. */
  forget(): void {
    this.#pipeline.dispose();
    this.memory.forget();
    this.#pipeline = this.#makePipeline();
  }

  record(target: Target, options: RecordOptions): Promise<Round> {
    return this.#pipeline.record(target, options);
  }

  train(options: FitOptions = {}): Promise<FitReport> {
    return this.#pipeline.train(options);
  }

  /** Resolves when the dial is stopped. */
  run(): Promise<void> {
    return this.#pipeline.run();
  }

  stop(): void {
    this.#pipeline.stop();
  }

  /** Lets go of the pipeline: eye and memory are for another rig. */
  release(): void {
    this.#pipeline.dispose();
  }

  /** Lets go of camera and pipeline. The memory stays. */
  dispose(): void {
    this.release();
    this.eye.dispose();
  }

  #makePipeline(): Pipeline {
    const { eye, backbone, memory, controller } = this.#parts;
    return new Pipeline({
      source: eye.source,
      backbone,
      regressor: memory.regressor,
      samples: memory.samples,
      controllers: [controller],
    });
  }
}
