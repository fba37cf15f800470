import type { Controller, FeatureBackbone } from 'camdial';
import { type Eye, type EyeKind, openCamera, openSimulated } from './eye.js';
import { Memory, Rig } from './rig.js';
import type { Settings } from './settings.js';

/** Opens and closes rigs, and keeps what was taught in them: a rig each time, a memory for each kind of eye. */
export class Rigs {
  /** Told when another rig, or none, is the current one. */
  onChange: (rig: Rig | null) => void = () => {};
  /** Told when the samples of a memory change. */
  onSamples: () => void = () => {};
  /** Told when the picture of the current rig is gone. */
  onLost: (error: unknown) => void = () => {};
  readonly #settings: Settings;
  readonly #makeController: () => Controller;
  readonly #memories = new Map<string, Memory>();
  #backbone: { readonly id: string; readonly made: FeatureBackbone } | null = null;
  #current: Rig | null = null;

  constructor(settings: Settings, makeController: () => Controller) {
    this.#settings = settings;
    this.#makeController = makeController;
  }

  get current(): Rig | null {
    return this.#current;
  }

  /** @throws what the camera or backbone failed with, or the reason of the signal. */
  async open(kind: EyeKind, deviceId: string | undefined, signal: AbortSignal): Promise<void> {
    const open = this.#current?.eye.camera;
    if (open && kind === 'camera' && deviceId) {
      await open.switchTo({ deviceId, signal }); // what was taught stays good
      this.onChange(this.#current);
      return;
    }
    this.close();
    let eye: Eye | null = null;
    try {
      eye = kind === 'camera' ? await openCamera(deviceId, signal) : openSimulated();
      const backbone = await this.#needBackbone(signal);
      signal.throwIfAborted();
      const memory = this.#memoryFor(eye, backbone);
      const rig = new Rig({ eye, backbone, memory, controller: this.#makeController() });
      eye.source.onFailure = (error) => this.#current === rig && this.onLost(error);
      this.#current = rig;
      this.onChange(rig);
    } catch (error) {
      eye?.dispose();
      throw error;
    }
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
    const { regressor, mlp } = this.#settings;
    for (const memory of this.#memories.values()) {
      if (memory === this.#current?.memory) this.#current.useRegressor(regressor.create(mlp));
      else memory.replaceRegressor(regressor.create(mlp));
    }
  }

  #memoryFor(eye: Eye, backbone: FeatureBackbone): Memory {
    const key = `${eye.kind} ${backbone.id}`;
    const known = this.#memories.get(key);
    if (known) return known;
    const { regressor, mlp } = this.#settings;
    const memory = new Memory(backbone, regressor.create(mlp));
    memory.samples.subscribe(() => this.onSamples());
    this.#memories.set(key, memory);
    return memory;
  }

  async #needBackbone(signal: AbortSignal): Promise<FeatureBackbone> {
    const { backbone } = this.#settings;
    if (this.#backbone?.id !== backbone.id) {
      const made = await backbone.create(signal);
      this.#backbone?.made.dispose();
      this.#backbone = { id: backbone.id, made };
    }
    return this.#backbone.made;
  }
}
