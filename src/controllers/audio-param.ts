import type { Controller, Output } from './controller.js';
import { followed } from './followed.js';
import { must } from './must.js';
import { Safety, type SafetyOptions } from './safety.js';

/** Options of {@link AudioParamController}. */
export interface AudioParamOptions {
  /** Which of the dial's outputs to follow, counted from 0. Default 0. */
  output?: number | undefined;
  /** What -1 becomes, in the unit of the parameter (a gain, Hz, cents). Default 0. */
  min?: number | undefined;
  /** What 1 becomes. Default 1. */
  max?: number | undefined;
  /**
   * - `linear` (default): for gain, pan, detune
   * - `exponential`: for frequencies, which the ear compares by their ratio; min and max must be above 0
   */
  scale?: 'linear' | 'exponential' | undefined;
  /** Where `release` takes the parameter, in its unit. Default where it stands now. */
  neutral?: number | undefined;
  /** Time constant of the way to a new value, s: after three of them 95 % are gone. Default 0.03. */
  glide?: number | undefined;
  /** When it lets go by itself, because the dial is unsure or silent; `null` for not before `release`. */
  safety?: SafetyOptions | null | undefined;
}

/**
 * Moves a parameter of Web Audio without clicks: every value is approached exponentially (`setTargetAtTime`).
 *
 * @example
 * ```ts
 * import { AudioParamController, condition } from 'camdial';
 *
 * const context = new AudioContext();
 * const filter = new BiquadFilterNode(context);
 * const sweep = condition(
 *   new AudioParamController(context, filter.frequency, { min: 100, max: 8000, scale: 'exponential' }),
 * );
 * ```
 */
export class AudioParamController implements Controller {
  readonly #context: Pick<BaseAudioContext, 'currentTime'>;
  readonly #param: AudioParam;
  readonly #read: (values: Float32Array) => number;
  readonly #map: (share: number) => number;
  readonly #neutral: number;
  readonly #glide: number;
  readonly #safety: Safety;
  #target: number | null = null;
  #askedAt: number | null = null;

  /**
   * @param context - that the parameter belongs to: its clock.
   * @param param - no other automation should run on it.
   * @throws CamdialError `bad-argument` when it is no parameter, or an option is outside its range.
   */
  constructor(
    context: Pick<BaseAudioContext, 'currentTime'>,
    param: AudioParam,
    options: AudioParamOptions = {},
  ) {
    must(
      typeof context?.currentTime === 'number' && typeof param?.setTargetAtTime === 'function',
      `AudioParamController needs an audio context and one of its parameters, got ${String(context)} and ${String(param)}.`,
    );
    const {
      output = 0,
      min = 0,
      max = 1,
      scale = 'linear',
      neutral = param.value,
      glide = 0.03,
      safety,
    } = options;
    must(
      [min, max, neutral].every(Number.isFinite) && glide > 0 && Number.isFinite(glide),
      `AudioParamController needs finite values and a glide above 0 s, got ${min}..${max}, neutral ${neutral} and ${glide} s.`,
    );
    must(
      scale === 'linear' || (scale === 'exponential' && min > 0 && max > 0),
      `AudioParamController has the scales linear and, for min and max above 0, exponential; got ${String(scale)} for ${min}..${max}.`,
    );
    this.#context = context;
    this.#param = param;
    this.#read = followed('AudioParamController', output);
    this.#map =
      scale === 'linear' ? (share) => min + share * (max - min) : (share) => min * (max / min) ** share;
    this.#neutral = neutral;
    this.#glide = glide;
    this.#safety = new Safety('AudioParamController', () => this.release(), safety);
  }

  update(output: Output): void {
    const target = this.#map(Math.min(1, Math.max(0, (this.#read(output.values) + 1) / 2)));
    if (!this.#safety.follows(output)) return;
    // While a context is suspended its clock stands, and what is asked for would pile up: a later frame asks.
    if (target !== this.#target && this.#context.currentTime !== this.#askedAt) this.#glideTo(target);
  }

  /** Glides to neutral. */
  release(): void {
    this.#safety.rest();
    if (this.#target !== null && this.#target !== this.#neutral) this.#glideTo(this.#neutral);
  }

  /** Glides to neutral; nodes and context stay their maker's. May be called more than once. */
  dispose(): void {
    this.release();
  }

  // Nothing is cancelled first: after cancelScheduledValues Firefox jumps to the target, which clicks.
  #glideTo(target: number): void {
    this.#target = target;
    this.#askedAt = this.#context.currentTime;
    this.#param.setTargetAtTime(target, this.#askedAt, this.#glide);
  }
}
