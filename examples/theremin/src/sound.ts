import { AudioParamController, type Controller } from 'camdial';
import { type Compass, frequencyOf } from './scales.js';

export const waves = ['sine', 'triangle', 'sawtooth', 'square'] as const;

export type Wave = (typeof waves)[number];

/** Waves with many overtones sound louder. */
const loudnessOf: Readonly<Record<Wave, number>> = { sine: 1, triangle: 1, sawtooth: 0.4, square: 0.35 };

/** Gain at the two ends of the dial, in even steps for the ear; below the lower one there is silence. */
const gains = { min: 0.008, max: 0.35 } as const;
/** Time constant with which the sound follows, s: after three of them it is there. */
const glide = 0.02;

/** What is heard: one oscillator, and its gain. Made at a click, for before one a browser lets no page sound. */
export class Sound {
  /** Drives the loudness with the second output; released, it is silent. */
  readonly loudness: Controller;
  readonly #context = new AudioContext({ latencyHint: 'interactive' });
  readonly #oscillator = new OscillatorNode(this.#context);
  readonly #gain = new GainNode(this.#context, { gain: 0 });
  readonly #out = new GainNode(this.#context, { gain: 0 });
  readonly #analyser = new AnalyserNode(this.#context, { fftSize: 1024 });
  readonly #samples = new Float32Array(this.#analyser.fftSize);
  #wave: Wave = 'sine';
  #isOn = false;

  constructor() {
    this.#oscillator
      .connect(this.#gain)
      .connect(this.#out)
      .connect(this.#analyser)
      .connect(this.#context.destination);
    this.#oscillator.start();
    const { min, max } = gains;
    this.loudness = new AudioParamController(this.#context, this.#gain.gain, {
      output: 1,
      min,
      max,
      scale: 'exponential',
      neutral: 0,
      glide,
    });
  }

  /** Drives the pitch with the first output, from now on in this compass; one at a time. */
  pitch({ lowest, highest }: Compass): Controller {
    return new AudioParamController(this.#context, this.#oscillator.frequency, {
      min: frequencyOf(lowest),
      max: frequencyOf(highest),
      scale: 'exponential',
      glide,
    });
  }

  set wave(wave: Wave) {
    this.#wave = wave;
    this.#oscillator.type = wave;
    this.#open();
  }

  /** Whether anything is let out at all. */
  set isOn(isOn: boolean) {
    this.#isOn = isOn;
    this.#open();
  }

  /**
   * To be called at a click.
   *
   * @returns whether it sounds now: where there is no loudspeaker, some browsers never begin.
   */
  async resume(): Promise<boolean> {
    const patience = new Promise((resolve) => setTimeout(resolve, 1500));
    await Promise.race([this.#context.resume(), patience]);
    return this.#context.state === 'running';
  }

  /** Hz, as the oscillator has it now. */
  get frequency(): number {
    return this.#oscillator.frequency.value;
  }

  /** What truly comes out: the root of the mean square over the last moment. */
  get level(): number {
    if (this.#context.state !== 'running') return 0;
    this.#analyser.getFloatTimeDomainData(this.#samples);
    return Math.sqrt(this.#samples.reduce((sum, sample) => sum + sample * sample, 0) / this.#samples.length);
  }

  #open(): void {
    const gain = this.#isOn ? loudnessOf[this.#wave] : 0;
    this.#out.gain.setTargetAtTime(gain, this.#context.currentTime, glide);
  }
}
