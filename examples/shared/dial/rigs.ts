import { type Controller, type FeatureBackbone, isCamdialError, type Regressor, Scattering } from 'camdial';
import { type Eye, type EyeKind, openCamera, openSimulated, wantedFrameRate } from '../person/eye.js';
import { KeptDials } from './kept-dials.js';
import { Memory } from './memory.js';
import { Rig } from './rig.js';

/** What rigs are made of, and how. */
export interface RigPlan {
  /** What dials are kept under in the browser, with the kind of eye and the backbone. */
  readonly name: string;
  /** Values of the dial. */
  readonly outputs: number;
  makeController(): Controller;
  makeRegressor(): Regressor;
  /** Whether learning from all samples takes no time, so that it is done when they come back. */
  learnsAtOnce(): boolean;
}

/**
 * Opens and closes rigs, and keeps what was taught in them, also in the browser: a rig each time, a memory for each kind
 * of eye and each backbone.
 */
export class Rigs {
  /** Told when another rig, or none, is the current one. */
  onChange: (rig: Rig | null) => void = () => {};
  /** Told when the samples of a memory change. */
  onSamples: () => void = () => {};
  /** Told when the picture of the current rig is gone. */
  onLost: (error: unknown) => void = () => {};
  /** Told when it is back: a camera is opened again as soon as that can be. */
  onFound: () => void = () => {};
  readonly #kept = new KeptDials();
  readonly #plan: RigPlan;
  readonly #memories = new Map<string, Memory>();
  #backbone: FeatureBackbone = Scattering.create();
  #current: Rig | null = null;
  #endWatch: () => void = () => {};

  constructor(plan: RigPlan) {
    this.#plan = plan;
  }

  /** Told what keeps samples from being kept in the browser; null when they are again. */
  set onTrouble(listener: (trouble: Error | null) => void) {
    this.#kept.onTrouble = listener;
  }

  /** Told when something is being written in the browser, and when all is. */
  set onWriting(listener: (isWriting: boolean) => void) {
    this.#kept.onWriting = listener;
  }

  get current(): Rig | null {
    return this.#current;
  }

  /** What rigs are made with. */
  get backbone(): FeatureBackbone {
    return this.#backbone;
  }

  /** @throws what the camera failed with, or the reason of the signal. */
  async open(kind: EyeKind, deviceId: string | undefined, signal: AbortSignal): Promise<void> {
    const open = this.#current?.eye.camera;
    if (open && kind === 'camera' && deviceId) {
      await open.switchTo({ deviceId, frameRate: wantedFrameRate, signal }); // what was taught stays good
      this.onChange(this.#current);
      return;
    }
    this.close();
    let eye: Eye | null = null;
    try {
      eye = kind === 'camera' ? await openCamera(deviceId, signal) : openSimulated();
      signal.throwIfAborted();
      this.#assemble(eye);
    } catch (error) {
      eye?.dispose();
      throw error;
    }
  }

  /** Makes rigs with another backbone from now on, beginning with the current one; its eye stays open. */
  use(backbone: FeatureBackbone): void {
    const before = this.#backbone;
    this.#backbone = backbone;
    const { current } = this;
    if (current) {
      current.release();
      this.#assemble(current.eye);
    }
    before.dispose(); // no rig has it any more
  }

  /** Reads the dial, as soon as something was learned. */
  runDial(): void {
    const rig = this.#current;
    if (!rig?.isTrained) return;
    rig.run().catch((error: unknown) => this.#current === rig && this.onLost(error));
  }

  close(): void {
    if (!this.#current) return;
    this.#endWatch();
    this.#current.dispose();
    this.#current = null;
    this.onChange(null);
  }

  /** What was learned is of no use to another regressor; the samples are. */
  replaceRegressors(): void {
    const makeRegressor = () => this.#plan.makeRegressor();
    for (const memory of this.#memories.values()) {
      if (memory === this.#current?.memory) this.#current.useRegressor(makeRegressor);
      else memory.replaceRegressor(makeRegressor);
    }
  }

  /**
   * Brings back what the browser has kept of the current memory, and learns from it, as far as that takes no time.
   *
   * @returns whether there is a dial again.
   */
  async recall(signal: AbortSignal): Promise<boolean> {
    const rig = this.#current;
    if (!rig?.memory.isNew) return false;
    const { memory } = rig;
    await memory.arrive();
    if (signal.aborted) return false;
    if (memory.samples.size > 0 && !rig.isTrained) await this.#learnAgain(rig, signal);
    if (signal.aborted) return false;
    memory.settle();
    return rig.isTrained;
  }

  /**
   * Forgets all that was taught and learned, in this page and in the browser.
   *
   * @throws CamdialError what the browser failed with; this page has forgotten by then.
   */
  async forgetAll(): Promise<void> {
    const erased = this.#kept.eraseAll();
    const { current } = this;
    current?.release();
    for (const memory of this.#memories.values()) memory.dispose();
    this.#memories.clear();
    if (current) this.#assemble(current.eye);
    await erased;
  }

  async #learnAgain(rig: Rig, signal: AbortSignal): Promise<void> {
    const { memory } = rig;
    try {
      if (this.#plan.learnsAtOnce()) {
        await rig.train({ signal });
        return;
      }
      const { regressor } = memory;
      const model = await this.#kept.model(this.#nameOf(rig.eye, memory.samples.backboneId));
      if (model && regressor === memory.regressor) regressor.importModel(model);
    } catch (error) {
      if (!isCamdialError(error) && !signal.aborted) throw error;
      // Then it is to be taught more, or trained, and that tells why.
    }
  }

  #assemble(eye: Eye): void {
    const backbone = this.#backbone;
    const memory = this.#memoryFor(eye, backbone);
    const rig = new Rig({ eye, backbone, memory, controller: this.#plan.makeController() });
    eye.source.onFailure = (error) => this.#current === rig && this.onLost(error);
    this.#current = rig;
    this.onChange(rig);
    this.#watch(eye);
  }

  #watch({ camera }: Eye): void {
    this.#endWatch();
    let isLost = false;
    const end = camera?.subscribeTrouble((trouble) => {
      if (trouble) this.onLost(trouble);
      else if (isLost) this.onFound();
      isLost = trouble !== null;
    });
    this.#endWatch = end ?? (() => {});
  }

  #memoryFor(eye: Eye, backbone: FeatureBackbone): Memory {
    const name = this.#nameOf(eye, backbone.id);
    const known = this.#memories.get(name);
    if (known) return known;
    const memory = new Memory(backbone, this.#plan.outputs, () => this.#plan.makeRegressor());
    memory.samples.subscribe(() => this.onSamples());
    this.#memories.set(name, memory);
    memory.keep(this.#kept, name, () => this.#current?.memory === memory && this.#current.isRecording);
    return memory;
  }

  /** What a memory is called where it is kept. */
  #nameOf({ kind }: Eye, backboneId: string): string {
    return `${this.#plan.name}, ${kind}, ${backboneId}`;
  }
}
