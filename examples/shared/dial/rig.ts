import {
  type Controller,
  type FeatureBackbone,
  type FitOptions,
  type FitReport,
  Pipeline,
  type RecordOptions,
  type Regressor,
  type Round,
  type SampleStore,
  type Target,
} from 'camdial';
import type { Eye } from '../person/eye.js';
import type { Memory } from './memory.js';

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

  /** Corrects what is read by a pose that is held now, see {@link Pipeline.recalibrate}. */
  async recalibrate(
    target: readonly number[],
    limits: { seconds: number; signal: AbortSignal },
  ): Promise<void> {
    await this.#pipeline.recalibrate(target, limits);
  }

  clearRecalibration(): void {
    this.#pipeline.clearRecalibration();
  }

  /** The whole dial as a file. */
  toBlob(): Promise<Blob> {
    return this.#pipeline.toBlob();
  }

  /** Takes a whole dial in from a file, in place of what is there, and learns it where it has to. */
  async restore(file: Blob): Promise<void> {
    await this.#pipeline.restore(file);
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
