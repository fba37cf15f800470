import { type Controller, type FeatureBackbone, isCamdialError, type Regressor, Scattering } from 'camdial';
import { builtIn, type LoadedBackbone } from './backbones.js';
import { type Eye, type EyeKind, openCamera, openSimulated, wantedFrameRate } from './eye.js';
import { KeptDials } from './kept-dials.js';
import { Memory } from './memory.js';
import { Rig } from './rig.js';
import type { Settings } from './settings.js';

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
  readonly #kept = new KeptDials();
  readonly #settings: Settings;
  readonly #makeController: () => Controller;
  readonly #memories = new Map<string, Memory>();
  #inUse: LoadedBackbone = { request: builtIn, backbone: Scattering.create() };
  #current: Rig | null = null;

  constructor(settings: Settings, makeController: () => Controller) {
    this.#settings = settings;
    this.#makeController = makeController;
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

  /** The backbone that rigs are made with. */
  get inUse(): LoadedBackbone {
    return this.#inUse;
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
  use(loaded: LoadedBackbone): void {
    const { backbone: before } = this.#inUse;
    this.#inUse = loaded;
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
    this.#current.dispose();
    this.#current = null;
    this.onChange(null);
  }

  /** What was learned is of no use to another regressor; the samples are. */
  replaceRegressors(): void {
    const makeRegressor = this.#regressorMaker();
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
      if (!this.#settings.regressor.hasBatches) {
        await rig.train({ signal });
        return;
      }
      const { regressor } = memory;
      const model = await this.#kept.model(nameOf(rig.eye, memory.samples));
      if (model && regressor === memory.regressor) regressor.importModel(model);
    } catch (error) {
      if (!isCamdialError(error) && !signal.aborted) throw error;
      // Then it is to be taught more, or trained, and that tells why.
    }
  }

  #assemble(eye: Eye): void {
    const { backbone } = this.#inUse;
    const memory = this.#memoryFor(eye, backbone);
    const rig = new Rig({ eye, backbone, memory, controller: this.#makeController() });
    eye.source.onFailure = (error) => this.#current === rig && this.onLost(error);
    this.#current = rig;
    this.onChange(rig);
  }

  /** Makes regressors as the settings are now. */
  #regressorMaker(): () => Regressor {
    const { regressor, mlp } = this.#settings;
    return () => regressor.create(mlp);
  }

  #memoryFor(eye: Eye, backbone: FeatureBackbone): Memory {
    const name = nameOf(eye, { backboneId: backbone.id });
    const known = this.#memories.get(name);
    if (known) return known;
    const memory = new Memory(backbone, this.#regressorMaker());
    memory.samples.subscribe(() => this.onSamples());
    this.#memories.set(name, memory);
    memory.keep(this.#kept, name, () => this.#current?.memory === memory && this.#current.isRecording);
    return memory;
  }
}

/** What a memory is called where it is kept. */
function nameOf({ kind }: Eye, { backboneId }: { backboneId: string }): string {
  return `Lean Pong, ${kind}, ${backboneId}`;
}
