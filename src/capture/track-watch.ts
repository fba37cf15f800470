import type { VideoFrames } from './video-frames.js';

/** What may be the matter with an open camera; `stuck` is frozen for good. */
export type TrackTrouble = 'ended' | 'muted' | 'frozen' | 'stuck';

/** How often it is looked whether pictures come, ms. */
const beat = 200;
/** So many looks without a picture are frozen: 0.8 to 1 s. */
const looksToFrozen = 4;
/** And so many are stuck; more where it has not moved for long since it was opened, or it would be opened over and over. */
const looksToStuck = 9;
const looksToStuckAgain = 50;
const looksToBeWell = 4;

/** Watches whether a camera that is open still gives pictures. */
export class TrackWatch {
  readonly #track: MediaStreamTrack;
  readonly #frames: VideoFrames;
  readonly #onChange: (trouble: TrackTrouble | null) => void;
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #stop = new AbortController();
  #trouble: TrackTrouble | null | undefined;
  #arrivals = 0;
  #looks = 0;
  #looksWell = 0;
  #hasEnded = false;

  /** @param onChange - told at once, and at every change. */
  constructor(
    track: MediaStreamTrack,
    frames: VideoFrames,
    onChange: (trouble: TrackTrouble | null) => void,
  ) {
    this.#track = track;
    this.#frames = frames;
    this.#onChange = onChange;
    this.#arrivals = frames.arrivals;
    const tell = ({ type }: { type: string }) => {
      this.#hasEnded ||= type === 'ended';
      this.#tell();
    };
    for (const type of ['ended', 'mute', 'unmute']) track.addEventListener(type, tell, this.#stop);
    this.#timer = setInterval(() => this.#look(), beat);
    this.#tell();
  }

  dispose(): void {
    clearInterval(this.#timer);
    this.#stop.abort();
  }

  #look(): void {
    const { arrivals } = this.#frames;
    // The browser shows no pictures to a hidden page, and a muted camera is another matter.
    const isExcused = document.visibilityState === 'hidden' || this.#track.muted;
    const moves = arrivals !== this.#arrivals;
    if (moves) this.#looksWell++;
    this.#looks = moves || isExcused ? 0 : this.#looks + 1;
    this.#arrivals = arrivals;
    this.#tell();
  }

  #tell(): void {
    const trouble = this.#now;
    if (trouble === this.#trouble || this.#stop.signal.aborted) return;
    this.#trouble = trouble;
    this.#onChange(trouble);
  }

  get #now(): TrackTrouble | null {
    if (this.#hasEnded || this.#track.readyState === 'ended') return 'ended';
    if (this.#track.muted) return 'muted';
    const toStuck = this.#looksWell >= looksToBeWell ? looksToStuck : looksToStuckAgain;
    if (this.#looks >= toStuck) return 'stuck';
    return this.#looks >= looksToFrozen ? 'frozen' : null;
  }
}
